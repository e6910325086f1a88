using AccessSlack.Diagnostics;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.SocketMode;

/// <summary>A connection that Slack has greeted, and what it said.</summary>
internal sealed record OpenedSocket(SocketConnection Connection, Frame.Hello Hello);

/// <summary>Opens connections. Slack uses one only after its <c>hello</c>, so only then is it open.</summary>
internal sealed class SocketOpener(
    ISlackSockets slack,
    EnvelopeHandler handler,
    SocketMetrics metrics,
    TimeProvider time,
    Random random,
    ILogger<SocketConnection> logger
)
{
    private const string Crowded = "too_many_websockets";

    private static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(10);

    /// <summary>Slack's usual approximate_connection_time.</summary>
    private static readonly TimeSpan UsualLifetime = TimeSpan.FromSeconds(18060);

    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(10);

    /// <param name="token">The app-level token.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public async Task<SlackResult<OpenedSocket>> OpenAsync(Secret token, CancellationToken cancel)
    {
        switch (await slack.ConnectAsync(token, cancel))
        {
            case SlackResult<ISlackSocket>.Ok { Value: var socket }:
                return await GreetAsync(socket, cancel);
            case SlackResult<ISlackSocket>.Failed { Failure: var failure }:
                return new SlackResult<OpenedSocket>.Failed(failure);
            default:
                throw new InvalidOperationException("unknown result");
        }
    }

    /// <param name="reason">Of a <c>disconnect</c>.</param>
    public static SocketEvent EventOf(string reason) => reason switch
    {
        ISlackSockets.Disabled => SocketEvent.Disabled,
        Crowded => SocketEvent.Crowded,
        _ => SocketEvent.Asked,
    };

    /// <summary>An event after which it does not help to open another connection at once; else null.</summary>
    public static SlackFailure? FailureOf(SocketEvent needed) => needed switch
    {
        SocketEvent.Disabled => FailureOf(ISlackSockets.Disabled),
        SocketEvent.Crowded => FailureOf(Crowded),
        _ => null,
    };

    /// <summary>What to do about a reason for which Slack ends or refuses a connection.</summary>
    private static SlackFailure FailureOf(string reason) => reason switch
    {
        ISlackSockets.Disabled => new(SlackFailureKind.Credentials, reason, ISlackSockets.SocketModeIsOff),
        Crowded => new(
            SlackFailureKind.TryLater,
            Crowded,
            "Slack allows ten connections for one app, and other replicas, other programs with a token of this app, " +
            "or connections that were not closed hold them all. Stop what is not needed; what was not closed ends " +
            "within hours."
        ),
        _ => new(SlackFailureKind.TryLater, reason.Length == 0 ? "closed" : reason, SlackFailure.OnSlacksSide),
    };

    private async Task<SlackResult<OpenedSocket>> GreetAsync(ISlackSocket socket, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(HelloLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            var read = await socket.ReceiveAsync().WaitAsync(either.Token);
            if (read is SocketRead.Text text && FrameReader.Read(text.Bytes) is Frame.Hello hello)
                return new SlackResult<OpenedSocket>.Ok(new(Greeted(socket, hello), hello));
            socket.Dispose();
            return new SlackResult<OpenedSocket>.Failed(FailureOf(ReasonOf(read)));
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            cancel.ThrowIfCancellationRequested();
            return new SlackResult<OpenedSocket>.Failed(FailureOf("no_hello"));
        }
    }

    private static string ReasonOf(SocketRead read) =>
        read is not SocketRead.Text text ? "closed"
        : FrameReader.Read(text.Bytes) is Frame.Disconnect disconnect ? disconnect.Reason
        : "no_hello";

    private SocketConnection Greeted(ISlackSocket socket, Frame.Hello hello)
    {
        metrics.Greeted(hello.Connections);
        return new(socket, RenewAfter(hello.Lifetime ?? UsualLifetime), handler, metrics, time, logger);
    }

    /// <summary>Well before Slack closes it; spread, so that replicas do not renew at the same time.</summary>
    private TimeSpan RenewAfter(TimeSpan lifetime)
    {
        double chance;
        lock (random) chance = random.NextDouble();
        var margin = lifetime / 2 < LongestMargin ? lifetime / 2 : LongestMargin;
        return lifetime - (margin * (0.5 + (chance / 2)));
    }
}
