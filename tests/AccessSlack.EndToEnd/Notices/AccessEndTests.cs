using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Storm;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Notices;

/// <summary>
/// The requester hears before an approved access ends, and when it has ended: once each, whatever happens meanwhile.
/// Each access here lasts two hours, and the warning comes half an hour before the end.
/// </summary>
public class AccessEndTests
{
    private const StringComparison Exactly = StringComparison.Ordinal;

    private static readonly TimeSpan UntilWarning = TimeSpan.FromMinutes(90);
    private static readonly TimeSpan UntilEnd = TimeSpan.FromMinutes(30);

    /// <summary>Teleport removes the request at its end up to 16, and minutes later from 17 on.</summary>
    [Theory]
    [InlineData("18.2.0", true)]
    [InlineData("16.4.0", false)]
    public async Task Approved_TwoReplicas_TheRequesterHearsTwiceInAll(string version, bool byClick)
    {
        await using var world = await StartAsync(version);
        await world.StartReplicaAsync();
        var (id, message) = await RequestAsync(world);
        if (byClick) await world.ClickAsync(world.Bob, message, World.Approve);
        else world.Teleport.Resolve(id, RequestState.Approved);
        await world.ShowsAsync(id, byClick ? "Approved by bob@example.com" : "Approved in Teleport");

        await world.PassAsync(UntilWarning - TimeSpan.FromSeconds(1));
        Assert.Empty(Told(world));
        await world.PassAsync(TimeSpan.FromSeconds(1));
        Assert.StartsWith("⌛ Your access to *dba*, *root* ends <!date^", Assert.Single(Told(world)), Exactly);
        await world.PassAsync(UntilEnd - TimeSpan.FromSeconds(1));
        Assert.Single(Told(world));
        await world.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("⌛ Your access to *dba*, *root* has ended. · sandbox", Told(world)[^1]);
        await world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(2, Told(world).Count);
        Assert.Equal("Gone", world.StateOf(id));
    }

    /// <summary>Only what was granted; and a start after the warning knows of it, whatever lookback says.</summary>
    [Fact]
    public async Task Restart_BetweenWarningAndEnd_OnlyTheEndIsTold()
    {
        await using var world = await StartAsync(slack: "lookback = \"1m\"");
        var (id, _) = await RequestAsync(world);
        world.Teleport.ChangeSpec(id, spec =>
        {
            spec.State = RequestState.Approved;
            spec.Roles.Remove("root");
        });
        await world.ShowsAsync(id, "Approved in Teleport for dba; not granted: root");
        await world.PassAsync(UntilWarning);
        await world.Daemon.StopAsync();

        await world.StartReplicaAsync();
        await world.PassAsync(UntilEnd);

        Assert.Equal("⌛ Your access to *dba* has ended. · sandbox", Told(world)[^1]);
        Assert.StartsWith("⌛ Your access to *dba* ends", Told(world)[0], Exactly);
        Assert.Equal(2, Told(world).Count);
    }

    /// <summary>The daemon is away at the end, and finds neither the request nor the notice when it is back.</summary>
    [Fact]
    public async Task Restart_AfterTheEnd_IsToldLate()
    {
        await using var world = await StartAsync("16.4.0");
        var id = await ApprovedAsync(world);
        await world.PassAsync(UntilWarning);
        await world.Daemon.StopAsync();
        await world.PassAsync(UntilEnd + TimeSpan.FromMinutes(10));
        Assert.Equal("Gone", world.StateOf(id));

        await world.StartReplicaAsync();
        await world.Slack.WaitUntilAsync(_ => Told(world).Count >= 2);

        Assert.EndsWith("has ended. · sandbox", Told(world)[1], Exactly);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RemovedOrDenied_BeforeTheEnd_NothingMoreIsToldAlsoAfterARestart(bool isRemoved)
    {
        await using var world = await StartAsync();
        var id = await ApprovedAsync(world);
        await world.PassAsync(UntilWarning);
        if (isRemoved) world.Teleport.Delete(id);
        else world.Teleport.ChangeSpec(id, spec => spec.State = RequestState.Denied);
        if (isRemoved) await world.Daemon.LoggedAsync($"Request {id}: Dismiss");
        else await world.ShowsAsync(id, "Denied in Teleport");
        await world.IdleAsync();
        await world.PassAsync(TimeSpan.FromMinutes(20));
        await world.Daemon.StopAsync();
        await world.PassAsync(TimeSpan.FromMinutes(20));

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(20));

        Assert.Single(Told(world));
    }

    /// <summary>Approved while the daemon was away, and never announced; and one that is older than lookback.</summary>
    [Fact]
    public async Task NeverAnnounced_ApprovedMeanwhile_IsToldUnlessItIsTooOld()
    {
        await using var world = await StartAsync(slack: "lookback = \"1h\"");
        await world.Daemon.StopAsync();
        await CreateAsync(world, "old");
        await world.PassAsync(TimeSpan.FromMinutes(70));
        await CreateAsync(world, "new");
        await world.StartReplicaAsync();
        await world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(["⌛ Your access to *new* has ended. · sandbox"], Told(world).Skip(1));
        Assert.Equal(2, Told(world).Count);

        static Task CreateAsync(World world, string role)
        {
            var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", role)
            {
                AccessFor = TimeSpan.FromHours(2),
            });
            world.Teleport.Resolve(id, RequestState.Approved);
            return Task.CompletedTask;
        }
    }

    /// <summary>A clock that is put forward over the warning, and back over it.</summary>
    [Fact]
    public async Task ClockIsPutForwardAndBack_EachIsToldOnce()
    {
        await using var world = await PrepareAsync();
        var clock = new SteppedClock(world.Time);
        await world.CreateReplica(time: clock).StartAsync();
        await ApprovedAsync(world);

        clock.Offset = TimeSpan.FromMinutes(95);
        await world.PassAsync(TimeSpan.FromMinutes(15));
        Assert.Single(Told(world));
        clock.Offset = TimeSpan.Zero;
        await world.PassAsync(TimeSpan.FromMinutes(100));
        Assert.Single(Told(world));
        await world.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(2, Told(world).Count);
    }

    /// <summary>Neither waiting nor a new list costs a call, and without the setting nothing waits.</summary>
    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 0)]
    public async Task Waiting_ForTheEnd_CostsNoCalls(bool isSet, int tracked)
    {
        await using var world = await StartAsync(setting: isSet ? "before_end = \"30m\"" : "");
        for (var i = 0; i < 3; i++) await ApprovedAsync(world);
        var (calls, slack) = (world.Teleport.Calls.Count, world.Slack.Calls.Length);

        await world.PassAsync(TimeSpan.FromMinutes(20));
        world.Teleport.EndWatches();
        await world.Daemon.LoggedAsync("Reconnecting in");
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.Daemon.LoggedAsync($"Caught up with Teleport: {tracked} open requests");

        Assert.DoesNotContain(world.Teleport.Calls.Skip(calls), call => call.Rpc.EndsWith("PluginData", Exactly));
        Assert.Equal(slack, world.Slack.Calls.Length);
    }

    private static async Task<World> PrepareAsync(
        string version = "18.2.0",
        string slack = "",
        string setting = "before_end = \"30m\""
    )
    {
        var options = new WorldOptions { TeleportVersion = version, Slack = slack }.With(
            $"""
            [users]
            U0SBX00001 = "alice"
            [notify]
            {setting}
            """
        );
        var world = await World.PrepareAsync(options);
        Assert.Equal("U0SBX00001", world.Alice.Id);
        return world;
    }

    private static async Task<World> StartAsync(
        string version = "18.2.0",
        string slack = "",
        string setting = "before_end = \"30m\""
    )
    {
        var world = await PrepareAsync(version, slack, setting);
        await world.StartReplicaAsync();
        return world;
    }

    private static async Task<(string Id, SlackMessage Message)> RequestAsync(World world)
    {
        var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba", "root")
        {
            AccessFor = TimeSpan.FromHours(2),
        });
        return (id, (await world.AnnouncedAsync(id))[0]);
    }

    private static async Task<string> ApprovedAsync(World world)
    {
        var (id, _) = await RequestAsync(world);
        world.Teleport.Resolve(id, RequestState.Approved);
        await world.ShowsAsync(id, "Approved in Teleport");
        return id;
    }

    private static List<string> Told(World world) =>
        [
            .. world.Slack.Messages
                .Where(message => world.Slack.Channels.Any(channel =>
                    channel.Id == message.Channel && channel.IsDirect && channel.Members.Contains(world.Alice.Id)
                ))
                .Select(message => message.Text),
        ];
}
