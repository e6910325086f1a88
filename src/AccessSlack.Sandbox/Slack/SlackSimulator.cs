using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Interactions;
using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.Sandbox.Slack;

/// <summary>
/// A Slack workspace with one app installed, over real HTTP on 127.0.0.1. It rejects what Slack rejects, so that a
/// message that passes here also passes there (docs/protocols/slack.md). It shares no code with the daemon.
/// </summary>
internal sealed class SlackSimulator : IAsyncDisposable
{
    /// <summary>The name of response URLs in <see cref="Calls"/> and for faults.</summary>
    public const string ResponseUrl = "response_url";

    /// <summary>The name of answers to commands in <see cref="Ephemerals"/>.</summary>
    public const string Command = "command";

    private readonly SlackServer _server;
    private readonly SignedSender _sender;
    private readonly SlackDelivery _delivery;
    private readonly SlackClicks _clicks;
    private readonly SlackCommands _commands;
    private readonly SlackModals _modals;

    private SlackSimulator(SlackSimulatorOptions options)
    {
        State = new(options);
        _server = new(State);
        _sender = new(options, Secrets);
        _delivery = new(State, _sender);
        var payloads = new SlackPayloads(State);
        _clicks = new(State, payloads, _delivery);
        _commands = new(State, payloads, _delivery);
        _modals = new(State, payloads, _delivery);
        Events = new(State, payloads, _delivery);
        Secrets.Note("bot token", options.BotToken);
        Secrets.Note("signing secret", options.SigningSecret);
    }

    internal SlackState State { get; }

    internal SlackEvents Events { get; }

    /// <inheritdoc cref="SlackState.Changed"/>
    public event EventHandler? Changed
    {
        add => State.Changed += value;
        remove => State.Changed -= value;
    }

    /// <inheritdoc cref="SlackState.Options"/>
    public SlackSimulatorOptions Options { get => State.Options; set => State.Options = value; }

    /// <summary>The value for the daemon's <c>api_url</c>.</summary>
    public Uri ApiUrl => new(State.Address, "api/");

    public SlackSockets Sockets => State.Sockets;

    /// <inheritdoc cref="SlackState.DefaultFault"/>
    public Func<string, SlackFault?> DefaultFault
    {
        get => Read(state => state.DefaultFault);
        set => State.Change(() => State.DefaultFault = value);
    }

    /// <summary>Tokens, signing secrets, signatures, response URLs and trigger ids so far.</summary>
    public SecretBook Secrets => State.Secrets;

    /// <summary>Every call that arrived, in order, including failed ones.</summary>
    public ImmutableArray<SlackCall> Calls => Read(state => state.Calls.ToImmutableArray());

    /// <summary>What Slack silently tolerates or ignores, but a good client does not do.</summary>
    public ImmutableArray<string> Complaints => Read(state => state.Complaints.ToImmutableArray());

    /// <summary>Methods that no approval daemon should call.</summary>
    public ImmutableArray<string> UnexpectedCalls => Read(state => state.UnexpectedCalls.ToImmutableArray());

    /// <summary>The scopes of the app, from the next call on.</summary>
    public ImmutableArray<string> Scopes
    {
        get => Read(state => state.Workspace.Scopes);
        set => State.Change(() => State.Workspace.Scopes = value);
    }

    public ImmutableArray<SlackPerson> People => Read(state => state.Workspace.People.Values.ToImmutableArray());

    public ImmutableArray<SlackChannel> Channels => Read(state => state.Workspace.Channels.Values.ToImmutableArray());

    /// <summary>All stored messages, in posting order.</summary>
    public ImmutableArray<SlackMessage> Messages => Read(state => state.Workspace.Messages.ToImmutableArray());

    public ImmutableArray<SlackUserGroup> Groups => Read(state => state.Workspace.Groups.Values.ToImmutableArray());

    /// <summary>All modals so far, including closed ones, in opening order.</summary>
    public ImmutableArray<SlackView> Views => Read(state => state.Workspace.Views.Values.ToImmutableArray());

    public ImmutableArray<SlackEphemeral> Ephemerals => Read(state => state.Workspace.Ephemerals.ToImmutableArray());

    public static async Task<SlackSimulator> StartAsync(SlackSimulatorOptions? options = null)
    {
        var simulator = new SlackSimulator(options ?? new());
        await simulator._server.StartAsync();
        return simulator;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _sender.Dispose();
    }

    /// <summary>Posts a message of a person, or of another app if the ids are given.</summary>
    public SlackMessage PostAsOther(
        SlackChannel channel,
        string userId,
        string text,
        string? botId = null,
        string? appId = null,
        JsonArray? blocks = null,
        JsonObject? metadata = null
    ) =>
        State.Change(() =>
        {
            var message = new SlackMessage(
                channel.Id,
                State.Workspace.NextTs(),
                userId,
                botId,
                appId,
                null,
                new(text, blocks ?? [], metadata)
            );
            State.Workspace.Messages.Add(message);
            return message;
        });

    /// <summary>The thread under a message, oldest first.</summary>
    public ImmutableArray<SlackMessage> RepliesTo(SlackMessage parent) =>
        Read(state => state.Workspace.RepliesTo(parent).ToImmutableArray());

    /// <summary>Deletes a message, as a person would.</summary>
    public void Delete(SlackMessage message) =>
        State.Change(() => State.Workspace.Messages.RemoveAll(m => m.Channel == message.Channel && m.Ts == message.Ts));

    /// <summary>Another holder of the bot token changes one of the app's messages.</summary>
    public SlackMessage EditAsApp(SlackMessage message, Action<JsonArray> edit) =>
        State.Change(() =>
        {
            var blocks = (JsonArray)message.Blocks.DeepClone();
            edit(blocks);
            return State.Workspace.Edit(message, message.Content with { Blocks = blocks });
        });

    public int CountOf(string method) => Calls.Count(call => call.Method == method);

    /// <summary>Makes the next <paramref name="times"/> calls of this method fail.</summary>
    public void FailNext(string method, SlackFault fault, int times = 1) => State.Faults.Add(method, fault, times);

    /// <summary>Calls wait for a test to release them.</summary>
    public bool IsHolding => State.Faults.IsHolding;

    /// <summary>Makes the next call of this method wait, before or after it took effect.</summary>
    public HeldCall HoldNext(string method, bool afterEffect = false)
    {
        var hold = new HeldCall();
        State.Faults.Add(method, afterEffect ? SlackFault.Held(hold).Afterwards() : SlackFault.Held(hold), 1);
        return hold;
    }

    /// <summary>Completes when the condition holds; checked after every change.</summary>
    /// <exception cref="OperationCanceledException">It did not hold within 30 seconds of real time.</exception>
    public Task WaitUntilAsync(Func<SlackSimulator, bool> condition) =>
        Expectation.HoldsAsync(() => condition(this), handler => Changed += handler, handler => Changed -= handler);

    /// <inheritdoc cref="SlackClicks.ClickAsync"/>
    public Task<SlackAck> ClickAsync(
        string userId,
        string channel,
        string ts,
        string actionId,
        Uri requestUrl,
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => _clicks.ClickAsync(userId, channel, ts, actionId, requestUrl, forgery ?? SlackForgery.None, cancel);

    /// <inheritdoc cref="SlackDelivery.InteractionAsync"/>
    public Task<SlackAck> SendPayloadAsync(
        Uri requestUrl,
        JsonObject payload,
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => _delivery.InteractionAsync(requestUrl, payload, forgery ?? SlackForgery.None, cancel);

    /// <inheritdoc cref="SignedSender.SendAsync"/>
    public Task<SlackAck> SendRawAsync(
        Uri requestUrl,
        byte[] body,
        string contentType = SignedSender.FormType,
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => _sender.SendAsync(requestUrl, body, contentType, forgery ?? SlackForgery.None, cancel);

    /// <inheritdoc cref="SlackCommands.CommandAsync"/>
    public Task<SlackAck> CommandAsync(
        SlackPerson person,
        string text,
        Uri endpoint,
        SlackChannel? channel = null,
        string command = "/teleport",
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => _commands.CommandAsync(person, text, endpoint, channel, command, forgery ?? SlackForgery.None, cancel);

    public SlackView View(string id) => Read(state => state.Workspace.Views[id]);

    /// <summary>Waits for a modal of the person, and returns the newest.</summary>
    /// <exception cref="OperationCanceledException">There was none within 30 seconds of real time.</exception>
    public async Task<SlackView> SeesViewAsync(SlackPerson person)
    {
        await WaitUntilAsync(slack => slack.Views.Any(IsBefore));
        return Views.Last(IsBefore);

        bool IsBefore(SlackView view) => view.UserId == person.Id && view.IsOpen;
    }

    /// <inheritdoc cref="SlackModals.SubmitAsync"/>
    public Task<SlackSubmission> SubmitAsync(
        SlackView view,
        SlackPerson person,
        SlackInput input,
        Uri requestUrl,
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => _modals.SubmitAsync(view, person, input, requestUrl, forgery ?? SlackForgery.None, cancel);

    /// <inheritdoc cref="SlackModals.CloseAsync"/>
    public Task<SlackAck?> CloseAsync(
        SlackView view,
        SlackPerson person,
        Uri requestUrl,
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => _modals.CloseAsync(view, person, requestUrl, forgery ?? SlackForgery.None, cancel);

    private T Read<T>(Func<SlackState, T> read) => State.Read(() => read(State));
}
