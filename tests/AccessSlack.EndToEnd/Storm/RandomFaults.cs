using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Slack.Sockets;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>Random faults of Slack, Teleport and the connections to them.</summary>
internal sealed class RandomFaults(World world, Random random)
{
    private static readonly string[] Methods =
    [
        "chat.postMessage",
        "chat.postMessage",
        "chat.update",
        "users.info",
        "users.lookupByEmail",
        "conversations.history",
        SlackSimulator.ResponseUrl,
        "chat.postEphemeral",
    ];
    private static readonly string[] Rpcs =
    [
        "UpdatePluginData",
        "UpdatePluginData",
        "GetPluginData",
        "SetAccessRequestState",
        "ListAccessRequests",
        "WatchEvents",
        "Ping",
    ];
    private static readonly GrpcCode[] Codes =
    [
        GrpcCode.Unavailable,
        GrpcCode.ResourceExhausted,
        GrpcCode.DeadlineExceeded,
        GrpcCode.Internal,
        GrpcCode.Aborted,
    ];

    private readonly List<Action> _releases = [];
    private int _roundsDown;

    public bool IsHolding => _releases.Count > 0;

    public async Task InjectAsync()
    {
        for (var i = random.Next(4); i > 0; i--) Inject();
        if (_roundsDown > 0 && --_roundsDown == 0) await world.Teleport.StartAsync();
        else if (_roundsDown == 0 && random.Next(25) == 0) await StopTeleportAsync();
        if (world.UsesSocket && random.Next(6) == 0) await BreakSocketAsync();
    }

    /// <summary>Releases the calls that are held.</summary>
    public void Release()
    {
        foreach (var release in _releases) release();
        _releases.Clear();
    }

    /// <summary>Faults that no call has met yet stay queued; no new ones are added.</summary>
    public async Task ClearAsync()
    {
        Release();
        if (_roundsDown > 0) await world.Teleport.StartAsync();
        _roundsDown = 0;
    }

    private async Task StopTeleportAsync()
    {
        _roundsDown = random.Next(1, 4);
        await world.Teleport.StopAsync();
    }

    /// <summary>In one of the ways in which Slack's sockets end.</summary>
    private async Task BreakSocketAsync()
    {
        if (world.Slack.Sockets.Registered is not { Length: > 0 } sockets) return;
        var socket = sockets[random.Next(sockets.Length)];
        switch (random.Next(5))
        {
            case 0: socket.Cut(); break;
            case 1: socket.GoSilent(); break;
            case 2: await socket.CloseAsync(1001); break;
            case 3: await socket.DisconnectAsync(DisconnectReason.RefreshRequested); break;
            default: await socket.DisconnectAsync(DisconnectReason.Warning); break;
        }
    }

    private void Inject()
    {
        switch (random.Next(20))
        {
            case < 7:
                world.Slack.FailNext(Pick(Methods), RandomSlackFault(), random.Next(1, 4));
                break;
            case < 10:
                var slack = world.Slack.HoldNext(Pick(Methods), afterEffect: random.Next(2) == 0);
                _releases.Add(slack.Release);
                break;
            case < 14:
                world.Teleport.FailNext(Pick(Rpcs), Pick(Codes), "injected", random.Next(1, 4));
                break;
            case < 17:
                var teleport = world.Teleport.Hold(Pick(Rpcs), random.Next(2) == 0 ? HoldAt.Arrival : HoldAt.Answer);
                _releases.Add(teleport.Release);
                break;
            case 17:
                world.Teleport.AbortConnections();
                break;
            case 18:
                world.Teleport.GoAway();
                break;
            default:
                if (random.Next(2) == 0) world.Teleport.EndWatches();
                else world.Teleport.OverflowWatches();
                break;
        }
    }

    private SlackFault RandomSlackFault() => random.Next(10) switch
    {
        0 or 1 => SlackFault.RateLimited($"{random.Next(1, 30)}"),
        2 => SlackFault.Html(),
        3 => SlackFault.Html(503),
        4 => SlackFault.Html(200),
        5 => SlackFault.Error("internal_error"),
        6 => SlackFault.Error("service_unavailable"),
        7 => SlackFault.Cut(),
        8 => SlackFault.Html().Afterwards(),
        _ => SlackFault.Cut().Afterwards(),
    };

    private T Pick<T>(T[] items) => items[random.Next(items.Length)];
}
