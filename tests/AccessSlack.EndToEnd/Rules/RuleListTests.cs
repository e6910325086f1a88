using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Reconciliation.Details;
using AccessSlack.Reconciliation.Rules;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Resources;
using AccessSlack.Sandbox.Teleport.Rules;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Rules;

/// <summary>
/// Access Monitoring Rules arrive late, in pieces, in storms or not at all; settings; and what conditions ask of
/// Teleport.
/// </summary>
public class RuleListTests
{
    private const string List = RuleScene.ListFiltered;
    private const string Traits = "GetUser";
    private const string Resources = "ListResources";

    [Fact]
    public async Task List_Late_RequestsWaitForItNoLongerThanFiveSeconds()
    {
        await using var scene = await RuleScene.PrepareAsync();
        scene.Rules.Put(RuleScene.OnCallRule());
        var hold = scene.World.Teleport.Hold(List);
        await scene.World.CreateReplica().StartAsync();
        await hold.WaitUntilReachedAsync();
        await scene.Daemon.LoggedAsync("Caught up with Teleport");

        var id = scene.World.Teleport.CreateRequest("alice", "dba");
        await scene.Daemon.LoggedAsync($"Request {id}: Announce");
        scene.World.Time.Advance(CurrentRules.LongestWait - TimeSpan.FromMilliseconds(1));
        Assert.Empty(scene.World.MessagesOf(id));
        scene.World.Time.Advance(TimeSpan.FromMilliseconds(1));
        await scene.World.Slack.WaitUntilAsync(_ => scene.World.MessagesOf(id).Count > 0);
        Assert.Equal(scene.Access.Id, Assert.Single(scene.World.MessagesOf(id)).Channel);

        hold.Release();
        await scene.Daemon.LoggedAsync(RuleScene.Following);
        await scene.World.IdleAsync();
        Assert.Single(scene.World.MessagesOf(id)); // what was posted stays
        await scene.AssertToldAsync(scene.OnCall);
    }

    [Fact]
    public async Task List_WithinFiveSeconds_RequestsThatWaitedFollowIt()
    {
        await using var scene = await RuleScene.PrepareAsync();
        scene.Rules.Put(RuleScene.OnCallRule());
        var hold = scene.World.Teleport.Hold(List);
        await scene.World.CreateReplica().StartAsync();
        await hold.WaitUntilReachedAsync();
        await scene.Daemon.LoggedAsync("Caught up with Teleport");
        var id = scene.World.Teleport.CreateRequest("alice", "dba");
        await scene.Daemon.LoggedAsync($"Request {id}: Announce");
        scene.World.Time.Advance(TimeSpan.FromSeconds(4));

        hold.Release();

        Assert.Equal(scene.OnCall.Id, (await scene.World.AnnouncedAsync(id))[0].Channel);
    }

    /// <summary>What happens while the list is under way is newer than its answer.</summary>
    [Fact]
    public async Task List_UnderWay_EventsMeanwhileWin()
    {
        await using var scene = await RuleScene.PrepareAsync();
        scene.Rules.Put(RuleScene.OnCallRule());
        scene.Rules.Put(new NewMonitoringRule("to-nowhere", "true", "nowhere"));
        var hold = scene.World.Teleport.Hold(List);
        await scene.World.CreateReplica().StartAsync();
        await hold.WaitUntilReachedAsync();

        scene.Rules.Delete("to-nowhere");
        var marker = scene.World.Teleport.CreateRequest("alice", "dba"); // events are in order
        await scene.Daemon.LoggedAsync($"Request {marker}: Announce");
        hold.Release();

        Assert.Equal(scene.OnCall.Id, Assert.Single(await scene.World.AnnouncedAsync(marker)).Channel);
    }

    [Fact]
    public async Task List_FailsBetweenPages_IsTriedAgainAndNothingOfItCounts()
    {
        await using var scene = await RuleScene.PrepareAsync();
        scene.Rules.Put(new NewMonitoringRule("a", "true", "access"));
        scene.Rules.Put(RuleScene.OnCallRule());
        scene.Rules.LargestPage = 1;
        var hold = scene.World.Teleport.Hold(List);
        await scene.World.CreateReplica().StartAsync();
        await hold.WaitUntilReachedAsync();
        scene.World.Teleport.FailNext(List, GrpcCode.Unavailable);

        hold.Release();
        await scene.Daemon.LoggedAsync("Access Monitoring Rules could not be listed");
        await scene.World.PassAsync(RequestDetailsFinder.Longest);
        await scene.Daemon.LoggedAsync("Following 2 Access Monitoring Rules");

        var id = scene.World.Teleport.CreateRequest("alice", "dba");
        Assert.Equal(
            new[] { scene.Access.Id, scene.OnCall.Id }.Order(),
            (await scene.World.AnnouncedAsync(id, count: 2)).Select(message => message.Channel).Order()
        );
    }

    [Fact]
    public async Task List_WithoutEnd_IsGivenUpAndTheConfigurationCounts()
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
        {
            at.Rules.Put(RuleScene.OnCallRule());
            at.Rules.HasEndlessPages = true;
        });
        await scene.Daemon.LoggedAsync("the list of Access Monitoring Rules does not end");
        Assert.InRange(scene.World.Teleport.CallsOf(List), 1, 60);
        await scene.World.PassAsync(TimeSpan.FromSeconds(5));

        await scene.AssertToldAsync(scene.Access);
    }

    [Fact]
    public async Task Rules_ThousandsOfThem_AreBoundedAndTheMainJobGoesOn()
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
        {
            for (var i = 0; i < RuleBook.MaxRules + 10; i++)
                at.Rules.Put(new NewMonitoringRule($"rule-{i:D5}", "false", "oncall"));
        });

        await scene.AssertToldAsync(scene.Access);

        var cut = $"There are more than {RuleBook.MaxRules} Access Monitoring Rules";
        await scene.Daemon.LoggedAsync(cut); // after the list is in force, and as the last of these lines
        Assert.Equal(1, scene.Daemon.CountInLog(cut));
        Assert.Equal(1, scene.Daemon.CountInLog(RuleScene.Replaced));
        Assert.Equal(1, scene.Daemon.CountInLog("and 980 more"));
    }

    [Fact]
    public async Task Events_Storm_IsSaidOnceInTenSecondsAndTheLastStateWins()
    {
        await using var scene = await RuleScene.StartAsync();
        for (var i = 0; i < 300; i++)
        {
            scene.Rules.Plant(new NewMonitoringRule($"storm-{i % 7}", i % 2 == 0 ? "true" : "(", "oncall"));
            if (i % 3 == 0) scene.Rules.Delete($"storm-{i % 7}");
        }

        for (var i = 0; i < 7; i++) scene.Rules.Plant(new NewMonitoringRule($"storm-{i}", "false", "oncall"));
        scene.Rules.Put(RuleScene.OnCallRule());
        await scene.AssertToldAsync(scene.OnCall);
        Assert.InRange(scene.Daemon.CountInLog(RuleScene.Replaced), 0, 1);
        Assert.InRange(scene.Daemon.CountInLog("is not followed, because it cannot be read"), 0, 7);

        await scene.World.PassAsync(RuleReport.Pause);

        await scene.Daemon.LoggedAsync("storm-0, storm-1, storm-2, storm-3, storm-4, storm-5, storm-6, to-oncall");
        Assert.InRange(scene.Daemon.CountInLog(RuleScene.Replaced), 1, 2);
        Assert.Equal(1, scene.World.Teleport.CallsOf(List));
    }

    [Fact]
    public async Task Warning_OfWhatRulesChange_ComesOnReloadAndChangeAndNotWithRequests()
    {
        await using var scene = await RuleScene.WithOnCallRuleAsync();
        await scene.AssertToldAsync(scene.OnCall);
        await scene.AssertToldAsync(scene.OnCall);
        Assert.Equal(1, scene.Daemon.CountInLog(RuleScene.Replaced));

        scene.Daemon.Reload(scene.World.Toml());
        await scene.Daemon.LoggedAsync(RuleScene.Replaced, 2);
        await scene.World.PassAsync(RuleReport.Pause);
        scene.Rules.Put(new NewMonitoringRule("to-bob", "false", "bob@example.com"));
        await scene.Daemon.LoggedAsync(RuleScene.Replaced, 3);
        await scene.World.PassAsync(RuleReport.Pause);
        scene.Rules.Put(new NewMonitoringRule("to-bob", "true", "bob@example.com")); // nothing that was not said
        await scene.World.PassAsync(RuleReport.Pause);

        Assert.Equal(3, scene.Daemon.CountInLog(RuleScene.Replaced));
        Assert.Equal(1, scene.Daemon.CountInLog("to-bob, to-oncall replace"));
    }

    [Fact]
    public async Task Never_AsWithoutRules_NoKindAndNoCall()
    {
        await using var scene = await RuleScene.WithOnCallRuleAsync(Settings("enabled = 'never'"));

        await scene.AssertToldAsync(scene.Access);

        Assert.Equal(0, scene.World.Teleport.CallsOf(List));
        var watch = Assert.Single(scene.World.Teleport.Calls.Select(call => call.Request).OfType<Watch>());
        Assert.Equal(["access_request"], watch.Kinds.Select(kind => kind.Kind));
        Assert.False(watch.AllowPartialSuccess);
        Assert.Equal(1, scene.World.Teleport.CallsOf("Ping")); // that of the start
    }

    [Theory]
    [InlineData("18.2.0", false, true, "access_monitoring_rule: [list, read]")]
    [InlineData("18.2.0", true, false, "access_monitoring_rule: [list, read]")]
    [InlineData("14.3.0", true, true, "older than 15")]
    [InlineData("12.4.0", true, true, "older than 15")]
    public async Task Always_WithoutRules_EndsTheStartWith77(string version, bool mayRead, bool mayList, string cure)
    {
        await using var scene = await RuleScene.PrepareAsync(
            Settings("enabled = 'always'") with { TeleportVersion = version }
        );
        (scene.World.Plugin.MayReadRules, scene.World.Plugin.MayListRules) = (mayRead, mayList);

        var failure = await Assert.ThrowsAsync<StartException>(() => scene.World.CreateReplica().StartAsync());

        Assert.Equal(ExitCode.NotPermitted, failure.ExitCode);
        Assert.Contains(cure, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A watch that brings rules alone is of no use, and the refusal says what is missing.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Auto_NoRightToReadRequests_EndsTheStartAsWithoutRules(bool mayReadRules)
    {
        await using var scene = await RuleScene.PrepareAsync();
        (scene.World.Plugin.MayRead, scene.World.Plugin.MayReadRules) = (false, mayReadRules);

        var failure = await Assert.ThrowsAsync<StartException>(() => scene.World.CreateReplica().StartAsync());

        Assert.Equal(ExitCode.NotPermitted, failure.ExitCode);
        Assert.Contains("access_request: [list, read, update]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Always_LostWhileRunning_GoesOnWithAWarning()
    {
        await using var scene = await RuleScene.WithOnCallRuleAsync(Settings("enabled = 'always'"));
        await scene.AssertToldAsync(scene.OnCall);

        scene.World.Plugin.MayReadRules = false;
        scene.World.Teleport.EndWatches();
        await scene.Daemon.LoggedAsync("Reconnecting in");
        await scene.World.PassAsync(TimeSpan.FromSeconds(5));
        await scene.Daemon.LoggedAsync("the configuration alone says who is told");

        await scene.AssertToldAsync(scene.Access);
    }

    [Fact]
    public async Task Name_AnotherOne_FollowsOnlyItsRules()
    {
        await using var scene = await RuleScene.StartAsync(Settings("name = 'slack-default'"), at =>
        {
            at.Rules.Put(new NewMonitoringRule("ours", "true", "oncall") { Plugin = "slack-default" });
            at.Rules.Put(new NewMonitoringRule("theirs", "true", "access"));
            at.Rules.Put(new NewMonitoringRule("case", "true", "access") { Plugin = "Slack-Default" });
        });

        await scene.AssertToldAsync(scene.OnCall);
    }

    [Fact]
    public async Task Reload_OtherSettings_AreInForceAtOnce()
    {
        await using var scene = await RuleScene.WithOnCallRuleAsync(Settings("enabled = 'never'"));
        scene.Rules.Put(new NewMonitoringRule("other", "true", "bob@example.com") { Plugin = "other" });
        await scene.AssertToldAsync(scene.Access);

        await ReloadAsync("enabled = 'auto'", 1);
        await scene.AssertToldAsync(scene.OnCall);
        await ReloadAsync("name = 'other'", 2);
        Assert.NotEqual(scene.OnCall.Id, Assert.Single(await scene.AnnounceAsync()).Channel);
        scene.Daemon.Reload(Edited("enabled = 'never'"));
        await scene.Daemon.LoggedAsync("Watcher connected", 4);
        await scene.AssertToldAsync(scene.Access);

        Assert.Equal(0, scene.Daemon.CountInLog("restart the daemon"));

        async Task ReloadAsync(string line, int followed)
        {
            scene.Daemon.Reload(Edited(line));
            await scene.Daemon.LoggedAsync(RuleScene.Following, followed);
        }

        string Edited(string line) =>
            scene.World.Toml().Replace("enabled = 'never'", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Condition_OnTraits_SeesThoseThatMayBeRead(bool mayRead, bool applies)
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
        {
            at.World.Plugin.MayReadUsers = mayRead;
            at.World.Teleport.AddUser("alice").Traits["team"] = ["dbas"];
            at.Rules.Put(RuleScene.OnCallRule("user.traits[\"team\"].contains(\"dbas\")"));
        });
        var before = scene.World.Teleport.CallsOf(Traits);

        await scene.AssertToldAsync(applies ? scene.OnCall : scene.Access);

        Assert.Equal(before + 1, scene.World.Teleport.CallsOf(Traits));
        Assert.Equal(mayRead ? 0 : 1, scene.Daemon.CountInLog("that ask for user.traits see none"));
    }

    [Theory]
    [InlineData(true, "resource_labels_union[\"env\"].contains(\"prod\")", true)]
    [InlineData(true, "resource_labels_intersection[\"env\"].contains(\"prod\")", false)]
    [InlineData(true, "resource_labels_intersection[\"team\"].contains(\"db\")", true)]
    [InlineData(false, "resource_labels_union[\"env\"].contains(\"prod\")", false)]
    public async Task Condition_OnLabels_SeesThemOnlyIfAllAreKnown(bool areAllKnown, string condition, bool applies)
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
        {
            at.World.Plugin.Resources = ResourceRights.Preset;
            at.World.Teleport.Resources.Add(Node("one", "prod"));
            if (areAllKnown) at.World.Teleport.Resources.Add(Node("two", "staging"));
            at.Rules.Put(RuleScene.OnCallRule("access_request.spec." + condition));
        });

        var id = scene.World.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { Resources = [("node", "one"), ("node", "two")] }
        );

        var message = Assert.Single(await scene.World.AnnouncedAsync(id));
        Assert.Equal(applies ? scene.OnCall.Id : scene.Access.Id, message.Channel);

        static ClusterResource Node(string name, string env) => new("node", name)
        {
            Labels = new Dictionary<string, string> { ["env"] = env, ["team"] = "db" },
        };
    }

    [Fact]
    public async Task Condition_OnTraitsThatDoNotCome_DelaysTheMessageByTwoSecondsAtMost()
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
        {
            at.World.Plugin.MayReadUsers = true;
            at.Rules.Put(RuleScene.OnCallRule("user.traits[\"team\"].contains(\"dbas\")"));
        });
        var hold = scene.World.Teleport.Hold(Traits, HoldAt.Arrival);

        var id = scene.World.Teleport.CreateRequest("alice", "dba");
        await hold.WaitUntilReachedAsync();
        scene.World.Time.Advance(RequestDetailsFinder.Longest);
        await scene.World.Slack.WaitUntilAsync(_ => scene.World.MessagesOf(id).Count > 0);

        Assert.Equal(scene.Access.Id, Assert.Single(scene.World.MessagesOf(id)).Channel);
        Assert.Equal(1, scene.Daemon.CountInLog("that ask for user.traits see none: Teleport did not answer in time"));
        hold.Release();
    }

    /// <summary>While Teleport is slow, a burst of requests does not wait two seconds for each.</summary>
    [Fact]
    public async Task Condition_OnLabelsThatDoNotCome_DelaysNoFurtherMessage()
    {
        await using var scene = await RuleScene.PrepareAsync();
        scene.World.Plugin.Resources = ResourceRights.Preset;
        scene.Rules.Put(
            RuleScene.OnCallRule("access_request.spec.resource_labels_union[\"env\"].contains(\"prod\")")
        );
        var limits = new SetTimers(scene.World.Time, RequestDetailsFinder.Longest);
        await scene.StartReplicaAsync(time: limits);
        var (late, later) = (scene.World.Teleport.Hold(Resources), scene.World.Teleport.Hold(Resources));
        var first = scene.World.Teleport.CreateRequest(Asking("one"));
        await limits.ReachedAsync(2); // for the rule, and for the names
        scene.World.Time.Advance(RequestDetailsFinder.Longest);
        await scene.World.Slack.WaitUntilAsync(_ => scene.World.MessagesOf(first).Count == 1);

        var second = scene.World.Teleport.CreateRequest(Asking("two"));
        await scene.World.Slack.WaitUntilAsync(_ => scene.World.MessagesOf(second).Count == 1);

        Assert.Equal(scene.Access.Id, Assert.Single(scene.World.MessagesOf(second)).Channel);
        late.Release();
        later.Release();

        static NewAccessRequest Asking(string node) => new("alice", "dba") { Resources = [("node", node)] };
    }

    private static WorldOptions Settings(string line) => new WorldOptions().With($"[monitoring_rules]\n{line}\n");
}
