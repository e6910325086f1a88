using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Service;

/// <summary>Exit 69: Teleport or Slack cannot be reached for a minute of the manual clock.</summary>
public class StartLimitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, SlackFault> SlackFaults = new()
    {
        ["HTML 503"] = SlackFault.Html(503),
        ["HTML 200"] = SlackFault.Html(200),
        ["429"] = SlackFault.RateLimited("2"),
        ["service_unavailable"] = SlackFault.Error("service_unavailable"),
        ["cut"] = SlackFault.Cut(),
    };

    public static TheoryData<string> SlackFaultNames => [.. SlackFaults.Keys];

    [Fact]
    public async Task Start_TeleportUnreachable_GivesUpAfter60SecondsWith69()
    {
        await using var world = await World.PrepareAsync();
        await world.Teleport.StopAsync();
        var began = world.Time.GetUtcNow();

        var refusal = await Assert.ThrowsAsync<StartException>(() => StartAsync(world));

        Assert.Equal(69, refusal.ExitCode);
        Assert.Equal(
            $"Teleport at {world.Teleport.Address} cannot be reached or did not answer (Ping: Unavailable, " +
            "connection refused)",
            refusal.Message
        );
        Assert.InRange(world.Time.GetUtcNow(), began + Limit, began + Limit + TimeSpan.FromSeconds(1));
        await world.Teleport.StartAsync();
    }

    [Fact]
    public async Task Start_WatchNeverBegins_GivesUpAfter60SecondsWith69()
    {
        await using var world = await World.PrepareAsync();
        world.Teleport.FailNext("WatchEvents", GrpcCode.Unavailable, times: 100);

        var refusal = await Assert.ThrowsAsync<StartException>(() => StartAsync(world, pause: "Reconnecting"));

        Assert.Equal(69, refusal.ExitCode);
        Assert.Contains("did not start sending events", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SlackFaultNames))]
    public async Task Start_SlackUnreachable_GivesUpAfter60SecondsWith69(string fault)
    {
        await using var world = await World.PrepareAsync();
        world.Slack.FailNext("auth.test", SlackFaults[fault], times: 100);

        var refusal = await Assert.ThrowsAsync<StartException>(() => StartAsync(world));

        Assert.Equal(69, refusal.ExitCode);
        Assert.StartsWith(
            $"Slack at {world.Slack.ApiUrl.Authority} did not answer",
            refusal.Message,
            StringComparison.Ordinal
        );
        Assert.True(world.Slack.CountOf("auth.test") < 20, "it hammers");
    }

    [Fact]
    public async Task Start_NobodyListensAtSlacksAddress_NamesItOnceWithTheReason()
    {
        await using var world = await World.PrepareAsync();
        var free = FreePort();

        var refusal = await Assert.ThrowsAsync<StartException>(() => StartAsync(world, edit: toml =>
            toml.Replace(world.Slack.ApiUrl.Authority, $"localhost:{free}", StringComparison.Ordinal)
        ));

        Assert.Equal(
            $"Slack at localhost:{free} did not answer (unreachable). There is no connection (connection refused): " +
            "check name resolution, the firewall and HTTPS_PROXY.",
            refusal.Message
        );
    }

    [Fact]
    public async Task Start_TeleportComesBackBeforeTheMinuteIsOver_Starts()
    {
        await using var world = await World.PrepareAsync();
        await world.Teleport.StopAsync();

        await StartAsync(world, comesBack: TimeSpan.FromSeconds(45));

        Assert.True(world.Daemon.Readiness.IsReady);
        await world.RequestAsync();
    }

    /// <summary>
    /// Starts a replica, and lets each of its pauses pass: none of them ends the start before the minute is over.
    /// </summary>
    private static async Task StartAsync(
        World world,
        TimeSpan? comesBack = null,
        string pause = "Not started yet",
        Func<string, string>? edit = null
    )
    {
        var began = world.Time.GetUtcNow();
        var replica = world.CreateReplica(edit);
        var starting = replica.StartAsync();
        for (var pauses = 1; await Task.WhenAny(starting, replica.LoggedAsync(pause, pauses)) != starting; pauses++)
        {
            var line = replica.Log.Where(line => line.Contains(pause, StringComparison.Ordinal)).ElementAt(pauses - 1);
            // A clock that stops short of the end of a pause would wait for ever.
            world.Time.Advance(Seconds(line) + TimeSpan.FromMilliseconds(1));
            if (comesBack is null || world.Time.GetUtcNow() - began < comesBack) continue;
            await world.Teleport.StartAsync();
            comesBack = null;
        }

        if (starting.IsFaulted) Assert.True(world.Time.GetUtcNow() - began >= Limit, "it gave up too early");
        await starting;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static TimeSpan Seconds(string line) =>
        TimeSpan.FromSeconds(
            double.Parse(
                line[(line.LastIndexOf(" in ", StringComparison.Ordinal) + 4)..].Split(' ')[0],
                CultureInfo.InvariantCulture
            )
        );
}
