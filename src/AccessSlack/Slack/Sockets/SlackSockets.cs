using System.Net.WebSockets;
using AccessSlack.Slack.Calls;
using SlackApi;
using SlackApi.WebApi;

namespace AccessSlack.Slack.Sockets;

/// <inheritdoc cref="ISlackSockets"/>
internal sealed class SlackSockets(SlackCaller caller, IAppsApi apps, TimeProvider time) : ISlackSockets
{
    /// <summary>Slack does not say how long an address can be used; its own clients use it at once.</summary>
    private static readonly TimeSpan AddressLifetime = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly SlackClock _clock = new(time);
    private Address? _kept;

    public DateTimeOffset Now => _clock.Now;

    public async Task<SlackResult<Done>> CheckAsync(Secret appToken, CancellationToken cancel)
    {
        var opened = await OpenAsync(appToken, cancel);
        return opened.Map(address =>
        {
            lock (_lock) _kept = new(address, appToken.Reveal(), time.GetTimestamp());
            return default(Done);
        });
    }

    public async Task<SlackResult<ISlackSocket>> ConnectAsync(Secret appToken, CancellationToken cancel)
    {
        if (TakeKept(appToken) is { } kept && await ConnectAsync(kept, cancel) is SlackResult<ISlackSocket>.Ok socket)
            return socket;
        var opened = await OpenAsync(appToken, cancel);
        return await opened.ThenAsync(address => ConnectAsync(address, cancel));
    }

    /// <summary>https://docs.slack.dev/reference/methods/apps.connections.open</summary>
    private async Task<SlackResult<Uri>> OpenAsync(Secret appToken, CancellationToken cancel)
    {
        var opened = await caller.CallAsync(
            "apps.connections.open",
            repeatable: true,
            (_, limit) => apps.OpenConnection(appToken.Reveal(), limit),
            cancel
        );
        if (opened is SlackResult<ConnectionsOpenResponse>.Failed { Failure: var failure })
            return new SlackResult<Uri>.Failed(AppTokenFailures.Of(failure));
        return opened.Map(connection =>
        {
            if (connection.Date is { } slacks) _clock.Learn(slacks);
            return connection.Url;
        });
    }

    private Uri? TakeKept(Secret appToken)
    {
        lock (_lock)
        {
            var kept = _kept;
            _kept = null;
            return kept is not null
                && kept.Token == appToken.Reveal()
                && time.GetElapsedTime(kept.Since) < AddressLifetime
                ? kept.Url
                : null;
        }
    }

    private async Task<SlackResult<ISlackSocket>> ConnectAsync(Uri address, CancellationToken cancel)
    {
        var activity = new SocketActivity(time);
        var http = SlackConnection.CreateForSocket(stream => new WatchedStream(stream, activity));
        var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        activity.HasClosed = () => socket.State == WebSocketState.Closed;
        // Slack answers pings, so its answers show that it is there, however seldom it pings by itself.
        (socket.Options.KeepAliveInterval, socket.Options.KeepAliveTimeout) = (
            TimeSpan.FromSeconds(10),
            TimeSpan.FromSeconds(30)
        );
        using var limit = new CancellationTokenSource(ConnectLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await socket.ConnectAsync(address, http, either.Token);
            return new SlackResult<ISlackSocket>.Ok(new SlackSocket(socket, activity, http));
        }
        catch (Exception e) when (FailureOf(e, socket) is { } failure)
        {
            socket.Dispose();
            http.Dispose();
            cancel.ThrowIfCancellationRequested();
            return new SlackResult<ISlackSocket>.Failed(failure);
        }
    }

    private static SlackFailure? FailureOf(Exception e, ClientWebSocket socket) => e switch
    {
        WebSocketException { InnerException: { } inner } when SlackFailures.Classify(inner, true) is { } known => known,
        WebSocketException when (int)socket.HttpStatusCode is var status and not 0 => new(
            SlackFailureKind.TryLater,
            $"http_{status}",
            "The address of the socket was refused: check whether HTTPS_PROXY names a proxy that lets WebSockets " +
            "through."
        ),
        WebSocketException => new(SlackFailureKind.TryLater, "socket_failed", "The WebSocket could not be opened."),
        _ => SlackFailures.Classify(e, repeatable: true),
    };

    private sealed record Address(Uri Url, string Token, long Since);
}
