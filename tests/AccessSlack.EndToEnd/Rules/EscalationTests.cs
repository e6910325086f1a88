using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Storm;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Rules;

/// <summary>
/// <c>escalate_after</c> and <c>escalate_to</c>: once, whichever process runs, and with the authority that the
/// configuration gives.
/// </summary>
public class EscalationTests
{
    private const string Line = "Escalated to #oncall after 30 min: no decision yet.";
    private const string Logged = "is escalated to oncall by rule databases";
    private const string Escalates = "escalate_after = \"30m\"\nescalate_to = \"oncall\"";

    private static readonly TimeSpan HalfAnHour = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task Escalate_NotDecidedInTime_TellsThemAndTheyDecide()
    {
        await using var scene = await Scene.StartAsync(Escalates);
        var (id, first) = await scene.World.RequestAsync();
        await scene.World.ClickAsync(scene.Dave, first, World.Approve); // who is not in that channel
        await scene.World.PassAsync(HalfAnHour - TimeSpan.FromSeconds(1));
        Assert.Single(scene.World.MessagesOf(id));
        Assert.Equal("Pending", scene.World.StateOf(id));

        var second = await scene.EscalatedAsync(id, TimeSpan.FromSeconds(2));

        Assert.Contains(Line, Text(second), StringComparison.Ordinal);
        Assert.Contains(Line, Text(scene.World.MessagesOf(id)[0]), StringComparison.Ordinal);
        Assert.Contains(Line, Assert.Single(scene.World.Slack.RepliesTo(first)).Text, StringComparison.Ordinal);
        Assert.Empty(scene.World.Slack.RepliesTo(second));
        Assert.Equal(1, scene.World.Daemon.CountInLog(Logged));
        await scene.World.ClickAsync(scene.Dave, second, World.Approve);
        await scene.World.ShowsAsync(id, "Approved by dave@example.com", messages: 2);
    }

    [Fact]
    public async Task Escalate_DecidedInTime_TellsNoOne()
    {
        await using var scene = await Scene.StartAsync(Escalates);
        var (id, message) = await scene.World.RequestAsync();
        await scene.World.ClickAsync(scene.World.Bob, message, World.Deny);

        await scene.World.PassAsync(TimeSpan.FromMinutes(40));

        Assert.Single(scene.World.MessagesOf(id));
        Assert.Equal(0, scene.World.Daemon.CountInLog("is escalated"));
    }

    [Fact]
    public async Task Escalate_RuleNamesApprovers_OnlyTheyDecide()
    {
        await using var scene = await Scene.StartAsync($"{Escalates}\napprovers = [\"bob@example.com\"]");
        var (id, _) = await scene.World.RequestAsync();
        var second = await scene.EscalatedAsync(id, HalfAnHour);

        await scene.World.ClickAsync(scene.Dave, second, World.Approve);
        Assert.Equal("Pending", scene.World.StateOf(id));
        await scene.World.ClickAsync(scene.World.Bob, second, World.Approve);

        await scene.World.ShowsAsync(id, "Approved by bob@example.com", messages: 2);
    }

    [Fact]
    public async Task Escalate_TwoReplicasAtTheSameMoment_OneMessage()
    {
        await using var scene = await Scene.StartAsync(Escalates);
        var second = await scene.World.StartReplicaAsync();
        var (id, first) = await scene.World.RequestAsync();
        await scene.World.KnownAsync(id);

        await scene.EscalatedAsync(id, HalfAnHour);
        await scene.World.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(2, scene.World.MessagesOf(id).Count);
        Assert.Single(scene.World.Slack.RepliesTo(first));
        Assert.Equal(1, scene.World.Daemon.CountInLog(Logged) + second.CountInLog(Logged));
    }

    [Fact]
    public async Task Escalate_NoDaemonRanAtTheTime_EscalatesAtTheStart()
    {
        await using var scene = await Scene.StartAsync(Escalates);
        var (id, _) = await scene.World.RequestAsync();
        await scene.World.Daemon.StopAsync();
        scene.World.Time.Advance(TimeSpan.FromMinutes(40));
        var unseen = scene.World.Teleport.CreateRequest("alice", "dba"); // its time is not over
        scene.World.Time.Advance(TimeSpan.FromMinutes(5));

        await scene.World.StartReplicaAsync();

        Assert.Equal(2, (await scene.World.AnnouncedAsync(id, count: 2)).Count);
        Assert.Single(await scene.World.AnnouncedAsync(unseen));
    }

    /// <summary>It never comes back; the other one waits until its claim is old.</summary>
    [Fact]
    public async Task Escalate_ReplicaDiesBetweenClaimAndPost_IsPostedOnceByTheOther()
    {
        await using var scene = await Scene.PrepareAsync(Escalates);
        var clock = new ManualTime();
        var first = scene.World.CreateReplica(time: clock);
        await first.StartAsync();
        var (id, _) = await scene.World.RequestAsync();
        await scene.World.KnownAsync(id);
        var hold = scene.World.Slack.HoldNext("chat.postMessage");
        var reached = hold.WaitUntilReachedAsync();
        for (var end = clock.GetUtcNow() + HalfAnHour; !reached.IsCompleted && clock.AdvanceToNext(end);)
            await Task.WhenAny(reached, first.WhenIdleAsync());
        await reached;
        var second = await scene.World.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        await second.WhenIdleAsync();
        Assert.Single(scene.World.MessagesOf(id));

        await scene.World.PassAsync(TimeSpan.FromSeconds(62), second);

        Assert.Equal(2, scene.World.MessagesOf(id).Count);
        hold.Release();
    }

    /// <summary>A step has no event of its own, so a reload lets the daemon look again.</summary>
    [Fact]
    public async Task Escalate_ClockIsSetForwardAndBack_EscalatesOnceAndStaysSo()
    {
        await using var scene = await Scene.PrepareAsync(Escalates);
        var clock = new SteppedClock(scene.World.Time);
        var daemon = scene.World.CreateReplica(time: clock);
        await daemon.StartAsync();
        if (scene.World.Slack.Sockets.IsOn) await daemon.ConnectedAsync(scene.World.Slack);
        var (id, _) = await scene.World.RequestAsync();

        clock.Offset = HalfAnHour;
        daemon.Reload(scene.World.Toml());
        await scene.World.AnnouncedAsync(id, count: 2);
        clock.Offset = TimeSpan.FromMinutes(-30);
        daemon.Reload(scene.World.Toml());
        await daemon.LoggedAsync("Configuration reloaded", count: 2);
        await scene.World.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(2, scene.World.MessagesOf(id).Count);
        Assert.Equal(1, daemon.CountInLog(Logged));
        Assert.Contains(World.Approve, Text(scene.At(id, scene.OnCall)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_ShortensTheTime_EscalatesAtOnceAndWithoutTheRuleTheyDecideNothing()
    {
        await using var scene = await Scene.StartAsync(Escalates);
        var (id, _) = await scene.World.RequestAsync();
        await scene.World.PassAsync(TimeSpan.FromMinutes(10));

        scene.World.Daemon.Reload(scene.World.Toml().Replace("\"30m\"", "\"5m\"", StringComparison.Ordinal));
        await scene.World.AnnouncedAsync(id, count: 2);
        Assert.Contains(World.Approve, Text(scene.At(id, scene.OnCall)), StringComparison.Ordinal);

        scene.World.Daemon.Reload(scene.World.Toml().Replace(Escalates, "", StringComparison.Ordinal));
        await scene.World.Daemon.LoggedAsync("Configuration reloaded", count: 2);
        await scene.World.PassAsync(TimeSpan.FromMinutes(1));
        var second = scene.At(id, scene.OnCall);
        Assert.DoesNotContain(World.Approve, Text(second), StringComparison.Ordinal);
        Assert.DoesNotContain("Escalated", Text(scene.World.MessagesOf(id)[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_RenamesTheRule_UpdatesNoMessage()
    {
        await using var scene = await Scene.StartAsync($"{Escalates}\nwarning = \"Link the incident.\"");
        var (id, first) = await scene.World.RequestAsync();
        await scene.EscalatedAsync(id, HalfAnHour);
        var updates = scene.World.Slack.CountOf("chat.update");

        scene.World.Daemon.Reload(scene.World.Toml().Replace("\"databases\"", "\"db\"", StringComparison.Ordinal));
        await scene.World.Daemon.LoggedAsync("is escalated to oncall by rule db");
        await scene.World.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(updates, scene.World.Slack.CountOf("chat.update"));
        Assert.Equal(2, scene.World.MessagesOf(id).Count);
        Assert.Single(scene.World.Slack.RepliesTo(first));
        Assert.Contains("Link the incident.", Text(first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escalate_SlackRefusesThePlace_IsTriedAgainAndTheFirstPlaceStays()
    {
        await using var scene = await Scene.StartAsync(Escalates);
        var (id, _) = await scene.World.RequestAsync();
        scene.World.Slack.FailNext("chat.postMessage", SlackFault.Error("is_archived"));

        await scene.World.PassAsync(HalfAnHour);
        Assert.Single(scene.World.MessagesOf(id));
        Assert.Equal(1, scene.World.Daemon.CountInLog("could not be posted to oncall (is_archived)"));
        await scene.World.PassAsync(TimeSpan.FromMinutes(11));

        Assert.Equal(2, scene.World.MessagesOf(id).Count);
    }

    /// <summary>Another writer of plugin data cannot give a place its say early.</summary>
    [Fact]
    public async Task Escalate_EntryWithoutOurSealSaysSo_IsNotBelieved()
    {
        await using var scene = await Scene.StartAsync(Escalates);
        var (id, _) = await scene.World.RequestAsync();
        var entry = scene.World.Teleport.PluginData(id, "slack")["v1"];
        scene.World.Teleport.PlantPluginData(
            id,
            "slack",
            new Dictionary<string, string>
            {
                ["v1"] = entry.Insert(1, "\"details\":{\"escalated\":[\"databases\"]},"),
            }
        );

        await scene.World.StartReplicaAsync();
        await scene.World.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Single(scene.World.MessagesOf(id));
    }

    private static string Text(SlackMessage message) => message.Blocks!.ToJsonString();

    /// <summary>Bob and carol are in the first channel; dave is in the one that requests escalate to.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private Scene(World world)
        {
            World = world;
            Dave = world.Slack.AddPerson("dave", "dave@example.com");
            OnCall = world.Slack.AddChannel("oncall", Dave, world.Bob);
        }

        public World World { get; }
        public SlackPerson Dave { get; }
        public SlackChannel OnCall { get; }

        public static async Task<Scene> PrepareAsync(string rule) =>
            new(await World.PrepareAsync(WorldOptions.Ruled($"name = \"databases\"\n{rule}")));

        public static async Task<Scene> StartAsync(string rule)
        {
            var scene = await PrepareAsync(rule);
            var daemon = await scene.World.StartReplicaAsync();
            await daemon.LoggedAsync("Caught up with Teleport");
            await scene.World.IdleAsync();
            return scene;
        }

        /// <summary>After this time there are two messages; the one in the new channel.</summary>
        public async Task<SlackMessage> EscalatedAsync(string id, TimeSpan after)
        {
            await World.PassAsync(after);
            await World.AnnouncedAsync(id, count: 2);
            await World.PassAsync(TimeSpan.FromSeconds(5)); // a channel takes one message a second
            return At(id, OnCall);
        }

        public SlackMessage At(string id, SlackChannel channel) =>
            World.MessagesOf(id).Single(message => message.Channel == channel.Id);

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }
}
