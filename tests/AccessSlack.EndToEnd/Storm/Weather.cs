using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>What goes wrong on the way to either side.</summary>
internal sealed class Weather(World world, Random random)
{
    private static readonly string[] Methods = ["chat.postMessage", "chat.postMessage", "chat.update", "users.info", "users.lookupByEmail", "conversations.history", SlackSimulator.ResponseUrl, "chat.postEphemeral"];
    private static readonly string[] Rpcs = ["UpdatePluginData", "UpdatePluginData", "GetPluginData", "SetAccessRequestState", "ListAccessRequests", "WatchEvents", "Ping"];
    private static readonly GrpcCode[] Codes = [GrpcCode.Unavailable, GrpcCode.ResourceExhausted, GrpcCode.DeadlineExceeded, GrpcCode.Internal, GrpcCode.Aborted];

    private readonly List<Action> _releases = [];
    private int _roundsAway;

    public bool IsHolding => _releases.Count > 0;

    public async Task StrikeAsync()
    {
        for (var i = random.Next(4); i > 0; i--) Strike();
        if (_roundsAway > 0 && --_roundsAway == 0) await world.Teleport.StartAsync();
        else if (_roundsAway == 0 && random.Next(25) == 0) await AwayAsync();
    }

    /// <summary>What was delayed arrives.</summary>
    public void Release()
    {
        foreach (var release in _releases) release();
        _releases.Clear();
    }

    /// <summary>Faults that nobody met yet still wait for their call; nothing new is added.</summary>
    public async Task ClearAsync()
    {
        Release();
        if (_roundsAway > 0) await world.Teleport.StartAsync();
        _roundsAway = 0;
    }

    private async Task AwayAsync()
    {
        _roundsAway = random.Next(1, 4);
        await world.Teleport.StopAsync();
    }

    private void Strike()
    {
        switch (random.Next(20))
        {
            case < 7:
                world.Slack.FailNext(Pick(Methods), SlackTrouble(), random.Next(1, 4));
                break;
            case < 10:
                var slack = world.Slack.HoldNext(Pick(Methods), afterEffect: random.Next(2) == 0);
                _releases.Add(slack.Release);
                break;
            case < 14:
                world.Teleport.FailNext(Pick(Rpcs), Pick(Codes), "bad weather", random.Next(1, 4));
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

    private SlackFault SlackTrouble() => random.Next(10) switch
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
