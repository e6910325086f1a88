using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Mime;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Sockets;

/// <summary>Delivers envelopes, and repeats those that are not acknowledged (docs/protocols/slack.md 14).</summary>
internal sealed class SocketEnvelopes(SlackState state)
{
    /// <summary>Until the person sees a failure, and the envelope is repeated.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How often an envelope is repeated.</summary>
    public const int Repeats = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, SlackEnvelope> _all = [];
    private readonly Dictionary<string, TaskCompletionSource<string?>> _persons = [];
    private readonly Dictionary<string, ITimer> _timers = [];
    private int _turn;

    /// <summary>All so far.</summary>
    public ImmutableArray<SlackEnvelope> All => state.Read(() => _all.Values.ToImmutableArray());

    /// <summary>
    /// Sends an envelope to one socket, and waits for its answer. Without any socket the person sees at once that the
    /// app does not respond, and the envelope is lost.
    /// </summary>
    /// <param name="type">Kind of envelope.</param>
    /// <param name="payload">As it would be sent over HTTP.</param>
    /// <param name="acceptsPayload">Whether the acknowledgement may carry an answer.</param>
    /// <param name="door">The <see cref="SlackSocket.Door"/> to use; otherwise they take turns.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="TimeoutException">Nothing happened within 30 seconds of real time.</exception>
    public async Task<SlackAck> DeliverAsync(
        string type,
        JsonObject payload,
        bool acceptsPayload,
        Uri door,
        CancellationToken cancel
    )
    {
        var watch = Stopwatch.StartNew();
        var envelope = new SlackEnvelope(Guid.NewGuid().ToString("D"), type, payload, acceptsPayload);
        var person = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var timer = state.Options.Time.CreateTimer(_ => OnSilence(envelope.Id), null, Patience, Patience);
        state.Change(() =>
            (_all[envelope.Id], _persons[envelope.Id], _timers[envelope.Id]) = (envelope, person, timer)
        );
        if (!await SendAsync(envelope.Id, door)) GiveUp(envelope.Id);
        return await person.Task.WaitAsync(Limit, cancel) is { } body
            ? new(200, body, watch.Elapsed) { ContentType = body.Length > 0 ? MediaTypeNames.Application.Json : "" }
            : SlackAck.None(watch.Elapsed);
    }

    /// <summary>Repeats what is not acknowledged, as if its time were up.</summary>
    public async Task RepeatAsync()
    {
        foreach (var envelope in All)
            if (!envelope.IsAcknowledged && envelope.SentTo.Length > 0) await RepeatAsync(envelope.Id);
    }

    /// <summary>A frame from an app.</summary>
    public void Acknowledge(SlackSocket socket, string text)
    {
        if (state.Change(() => Record(socket, text)) is { } id) StopTimer(id);
    }

    /// <summary>There is a socket again for what could not be repeated.</summary>
    internal async Task RepeatWaitingAsync()
    {
        foreach (var envelope in All.Where(envelope => envelope.IsWaiting))
            await SendAsync(envelope.Id, SlackSockets.Any);
    }

    private string? Record(SlackSocket socket, string text)
    {
        var ack = Json.Parse(text) as JsonObject ?? [];
        var complaint = Complaint(socket, ack);
        if (complaint is not null) state.Complaints.Add($"socket {socket.Id}: {complaint}");
        if (complaint is not null || ack.Text("envelope_id") is not { } id) return null;
        _all[id] = _all[id] with { AcknowledgedBy = _all[id].AcknowledgedBy.Add(socket.Id), IsWaiting = false };
        _persons[id].TrySetResult(ack["payload"]?.ToJsonString() ?? "");
        return id;
    }

    private void GiveUp(string id)
    {
        state.Read(() => _persons[id]).TrySetResult(null);
        StopTimer(id);
    }

    private string? Complaint(SlackSocket socket, JsonObject ack)
    {
        if (ack.Text("envelope_id") is not { } id || !_all.TryGetValue(id, out var envelope))
            return "acknowledges no envelope of Slack";
        if (ack.Any(field => field.Key is not ("envelope_id" or "payload")))
            return "an acknowledgement with unknown fields";
        if (ack.ContainsKey("payload") && ack["payload"] is not JsonObject)
            return "an acknowledgement whose payload is no object";
        if (ack.ContainsKey("payload") && !envelope.AcceptsResponsePayload)
            return "a payload where none is accepted";
        return Count(envelope.AcknowledgedBy, socket) < Count(envelope.SentTo, socket)
            ? null
            : "acknowledges an envelope that it did not receive, or twice";
    }

    private static int Count(ImmutableArray<int> sockets, SlackSocket socket) => sockets.Count(id => id == socket.Id);

    /// <summary>False if there is no socket.</summary>
    private async Task<bool> SendAsync(string id, Uri door)
    {
        var (socket, text) = state.Change<(SlackSocket?, string)>(() =>
        {
            var chosen = state.Sockets.Choose(door, _turn++);
            if (chosen is null || _all[id].IsAcknowledged) return (null, "");
            _all[id] = _all[id] with { SentTo = _all[id].SentTo.Add(chosen.Id), IsWaiting = false };
            return (chosen, _all[id].ToText());
        });
        if (socket is null) return false;
        await socket.SendTextAsync(text);
        return true;
    }

    private async Task RepeatAsync(string id)
    {
        if (!await SendAsync(id, SlackSockets.Any))
            state.Change(() => _all[id] = _all[id] with { IsWaiting = !_all[id].IsAcknowledged });
    }

    /// <summary>The person sees that the app does not respond; Slack tries again, a few times.</summary>
    private void OnSilence(string id)
    {
        var isOver = state.Change(() =>
        {
            _persons[id].TrySetResult(null);
            return _all[id].IsAcknowledged || _all[id].SentTo.Length > Repeats;
        });
        if (isOver) StopTimer(id);
        else _ = RepeatAsync(id);
    }

    private void StopTimer(string id)
    {
        if (state.Change(() => _timers.Remove(id, out var timer) ? timer : null) is { } running) running.Dispose();
    }
}
