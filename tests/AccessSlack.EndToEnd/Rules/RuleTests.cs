using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Rules;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Rules;

/// <summary>Access Monitoring Rules say who is told (docs/monitoring-rules.md, "How rules are followed").</summary>
public class RuleTests
{
    private const string Lost = "the configuration alone says who is told";
    private const string Refused = "Access Monitoring Rules are not followed: the plugin's user may not read them";

    [Theory]
    [InlineData("15.0.0", RuleScene.ListPlain)]
    [InlineData("16.0.0", RuleScene.ListFiltered)]
    [InlineData("18.2.0", RuleScene.ListFiltered)]
    public async Task Announce_ByARule_ReplacesTheConfigurationAndHasALink(string version, string list)
    {
        await using var scene = await RuleScene.WithOnCallRuleAsync(new() { TeleportVersion = version });

        var message = Assert.Single(await scene.AnnounceAsync());

        Assert.Equal(scene.OnCall.Id, message.Channel);
        Assert.False(RuleScene.HasDecideButtons(message));
        Assert.Equal(1, scene.World.Teleport.CallsOf(list));
        Assert.Equal(1, scene.Daemon.CountInLog("Following 1 Access Monitoring Rules for the plugin slack"));
        Assert.Equal(1, scene.Daemon.CountInLog(RuleScene.Replaced));
        Assert.Equal(1, scene.Daemon.CountInLog("Messages to oncall have a link instead of buttons"));
    }

    /// <summary>12 would refuse the whole watch for a second kind; 13 and 14 leave it out.</summary>
    [Theory]
    [InlineData("4.3.0", 1)]
    [InlineData("12.4.0", 1)]
    [InlineData("13.0.0", 2)]
    [InlineData("14.3.0", 2)]
    public async Task Announce_ReleaseWithoutRules_WorksAsWithoutAndSaysNothing(string version, int kinds)
    {
        await using var scene = await RuleScene.StartAsync(new() { TeleportVersion = version });

        await scene.AssertToldAsync(scene.Access);

        Assert.Equal([kinds], WatchedKinds(scene));
        Assert.Equal(0, scene.World.Teleport.CallsOf(RuleScene.ListFiltered));
        Assert.Equal(0, scene.Daemon.CountInLog("Access Monitoring Rules"));
    }

    [Fact]
    public async Task Rule_CreatedChangedAndRemovedWhileRunning_CountsForRequestsAfterIt()
    {
        await using var scene = await RuleScene.StartAsync();
        await scene.AssertToldAsync(scene.Access);

        scene.Rules.Put(RuleScene.OnCallRule());
        await scene.AssertToldAsync(scene.OnCall);
        scene.Rules.Put(RuleScene.OnCallRule("access_request.spec.roles.contains(\"admin\")"));
        await scene.AssertToldAsync(scene.Access, "dba");
        await scene.AssertToldAsync(scene.OnCall, "admin");
        scene.Rules.Put(RuleScene.OnCallRule() with { Plugin = "mattermost" });
        await scene.AssertToldAsync(scene.Access, "admin");
        scene.Rules.Put(RuleScene.OnCallRule());
        await scene.AssertToldAsync(scene.OnCall);
        scene.Rules.Delete("to-oncall");
        await scene.AssertToldAsync(scene.Access);

        Assert.Equal(1, scene.World.Teleport.CallsOf(RuleScene.ListFiltered));
    }

    [Fact]
    public async Task Rule_ChangedLater_DoesNotMovePostedMessagesNotEvenAfterARestart()
    {
        await using var scene = await RuleScene.WithOnCallRuleAsync();
        var (id, message) = await scene.World.RequestAsync();
        Assert.Equal(scene.OnCall.Id, message.Channel);

        scene.Rules.Delete("to-oncall");
        await scene.Daemon.StopAsync();
        await scene.StartReplicaAsync();
        scene.World.Teleport.Resolve(id, RequestState.Denied);

        var shown = await scene.World.ShowsAsync(id, "Denied in Teleport");
        Assert.Equal(scene.OnCall.Id, shown.Channel);
        Assert.Single(scene.World.MessagesOf(id));
    }

    /// <summary>One of them follows no rules: the first to claim settles it for both.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replicas_ThatKnowOtherRules_Agree(bool isRuleFirst)
    {
        const string Never = "\n[monitoring_rules]\nenabled = 'never'\n";
        await using var scene = await RuleScene.PrepareAsync();
        scene.Rules.Put(RuleScene.OnCallRule());
        await scene.StartReplicaAsync(toml => isRuleFirst ? toml : toml + Never);
        var second = await scene.StartReplicaAsync(toml => isRuleFirst ? toml + Never : toml);
        var one = scene.World.Teleport.Hold("UpdatePluginData", HoldAt.Arrival);
        var other = scene.World.Teleport.Hold("UpdatePluginData", HoldAt.Arrival);

        var id = scene.World.Teleport.CreateRequest("alice", "dba");
        await one.WaitUntilReachedAsync();
        await other.WaitUntilReachedAsync();
        one.Release();
        await scene.World.Slack.WaitUntilAsync(_ => scene.World.MessagesOf(id).Count == 1);
        other.Release();
        await second.LoggedAsync($"Request {id}: Rest");
        await scene.World.IdleAsync();
        scene.World.Teleport.Resolve(id, RequestState.Approved);

        await scene.World.ShowsAsync(id, "Approved in Teleport");
        Assert.Single(scene.World.MessagesOf(id));
    }

    [Fact]
    public async Task Right_Missing_GoesOnWithoutAndSaysSoOnce()
    {
        await using var without = await RuleScene.StartAsync(prepare: at =>
        {
            at.World.Plugin.MayReadRules = false;
            at.Rules.Put(RuleScene.OnCallRule());
        });

        await without.AssertToldAsync(without.Access);
        await ReconnectAsync(without);
        await without.AssertToldAsync(without.Access);

        Assert.Equal(1, without.Daemon.CountInLog(Refused));
        Assert.Equal(0, without.World.Teleport.CallsOf(RuleScene.ListFiltered));
        Assert.Equal(0, without.Daemon.CountInLog(Lost));
    }

    [Fact]
    public async Task Right_ToReadButNotToList_GoesOnWithout()
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
        {
            at.World.Plugin.MayListRules = false;
            at.Rules.Put(RuleScene.OnCallRule());
        });

        await scene.AssertToldAsync(scene.Access);

        Assert.Equal(1, scene.Daemon.CountInLog(Refused));
        Assert.Equal(1, scene.World.Teleport.CallsOf(RuleScene.ListFiltered));
    }

    [Fact]
    public async Task Right_LostAndGivenAgain_IsSaidAndCountsWithTheNextWatchOrReload()
    {
        await using var scene = await RuleScene.WithOnCallRuleAsync();
        scene.World.Plugin.MayReadRules = false;
        await ReconnectAsync(scene);
        await scene.Daemon.LoggedAsync(Lost);
        await scene.AssertToldAsync(scene.Access);

        scene.World.Plugin.MayReadRules = true;
        scene.Daemon.Reload(scene.World.Toml());
        await scene.Daemon.LoggedAsync(RuleScene.Following, 2);

        await scene.AssertToldAsync(scene.OnCall);
        Assert.Equal(1, scene.Daemon.CountInLog(Lost));
    }

    [Fact]
    public async Task Reconnect_RulesThatChangedMeanwhile_AreListedAgain()
    {
        await using var scene = await RuleScene.WithOnCallRuleAsync();

        scene.Rules.Forget();
        await ReconnectAsync(scene);

        await scene.AssertToldAsync(scene.Access);
        Assert.Equal(2, scene.World.Teleport.CallsOf(RuleScene.ListFiltered));
    }

    [Theory]
    [InlineData("condition", "at character")]
    [InlineData("length", "at character")]
    [InlineData("zone", "This machine knows no time zone 'Mars/Olympus'")]
    [InlineData("weekday", "The schedule 'default' cannot be read")]
    public async Task Rule_Unreadable_IsOneWarningWithItsNameAndPlaceAndOthersApply(string part, string place)
    {
        var rule = new NewMonitoringRule("bad", "true", "access");
        var bad = part switch
        {
            "condition" => rule with { Condition = "access_request.spec.role == \"x\"" },
            "length" => rule with { Condition = new string('(', 50_000) + new string(')', 50_000) },
            "zone" => rule with { Schedule = ("Mars/Olympus", [("Saturday", "00:00", "23:59")]) },
            _ => rule with { Schedule = ("", [("Caturday", "00:00", "23:59")]) },
        };
        await using var scene = await RuleScene.StartAsync(prepare: at =>
        {
            at.Rules.Plant(bad);
            at.Rules.Put(RuleScene.OnCallRule());
        });

        await scene.AssertToldAsync(scene.OnCall);
        await scene.AssertToldAsync(scene.OnCall);

        Assert.Equal(1, scene.Daemon.CountInLog("Access Monitoring Rule bad is not followed"));
        Assert.Equal(1, scene.Daemon.CountInLog(place));
    }

    [Fact]
    public async Task Rule_WhoseConditionHasNoValue_IsWarnedOfOnceIn10MinutesAndOthersApply()
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
        {
            at.Rules.Put(new NewMonitoringRule("broken", "choose(option(false, true))", "access"));
            at.Rules.Put(RuleScene.OnCallRule());
        });

        await scene.AssertToldAsync(scene.OnCall);
        await scene.AssertToldAsync(scene.OnCall);
        Assert.Equal(1, scene.Daemon.CountInLog("Access Monitoring Rule broken does not apply to a request"));
        await scene.World.PassAsync(TimeSpan.FromMinutes(10));
        await scene.AssertToldAsync(scene.OnCall);

        Assert.Equal(2, scene.Daemon.CountInLog("Access Monitoring Rule broken does not apply to a request"));
    }

    [Fact]
    public async Task Rules_Several_AreUnitedAndRecipientsThatCannotBeAreLeftOut()
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
        {
            at.Rules.Put(new NewMonitoringRule("a", "true", "#OnCall", "bob@example.com", "@someone", ""));
            at.Rules.Put(new NewMonitoringRule("b", "true", "oncall", "carol@example.com"));
        });

        var messages = await scene.World.AnnouncedAsync(scene.World.Teleport.CreateRequest("alice", "dba"), count: 3);

        Assert.Equal(3, messages.Count);
        Assert.Single(messages, message => message.Channel == scene.OnCall.Id);
        Assert.DoesNotContain(messages, message => message.Channel == scene.Access.Id);
        Assert.Equal(1, scene.Daemon.CountInLog("Access Monitoring Rule a is followed in part"));
        Assert.Equal(1, scene.Daemon.CountInLog("Slack cannot look up @names"));
    }

    [Fact]
    public async Task Rule_RecipientUnknownToSlack_IsAFailureLikeAConfiguredOne()
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
            at.Rules.Put(new NewMonitoringRule("a", "true", "oncall", "no-such-channel"))
        );

        var (_, message) = await scene.World.RequestAsync();

        Assert.Equal(scene.OnCall.Id, message.Channel);
        await scene.Daemon.LoggedAsync("no-such-channel");
        Assert.True(scene.Daemon.Readiness.IsReady);
    }

    [Theory]
    [InlineData("Saturday", "", "11:00", "12:00", true)]
    [InlineData("Saturday", "", "12:01", "23:59", false)]
    [InlineData("Saturday", "Europe/Berlin", "13:00", "13:01", true)]
    [InlineData("Sunday", "", "00:00", "23:59", false)]
    [InlineData("Sunday", "Pacific/Kiritimati", "01:59", "02:00", true)]
    public async Task Rule_WithASchedule_AppliesToRequestsMadeInIt(
        string weekday,
        string zone,
        string start,
        string end,
        bool applies
    )
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
            at.Rules.Put(RuleScene.OnCallRule() with { Schedule = (zone, [(weekday, start, end)]) })
        );

        await scene.AssertToldAsync(applies ? scene.OnCall : scene.Access); // it is Saturday, 12:00 UTC
    }

    [Fact]
    public async Task Rule_ThatReviewsByItself_IsNotActedOn()
    {
        await using var scene = await RuleScene.StartAsync(prepare: at =>
            at.Rules.Put(RuleScene.OnCallRule() with { ApprovesByItself = true })
        );
        var asked = scene.World.Teleport.CallsOf("SubmitAccessReview"); // at the start, whether it is permitted

        var (id, _) = await scene.World.RequestAsync();
        await scene.World.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal("Pending", scene.World.StateOf(id));
        Assert.Equal(asked, scene.World.Teleport.CallsOf("SubmitAccessReview"));
        Assert.Equal(0, scene.World.Teleport.CallsOf("SetAccessRequestState"));
    }

    [Fact]
    public async Task Buttons_WhereTheConfigurationNamesThePlaceAsWell_Stay()
    {
        await using var scene = await RuleScene.StartAsync(
            new() { More = "[role_to_recipients]\n'*' = ['access', 'oncall']" },
            at => at.Rules.Put(RuleScene.OnCallRule())
        );

        var (id, message) = await scene.World.RequestAsync();
        Assert.Equal(scene.OnCall.Id, message.Channel);
        Assert.True(RuleScene.HasDecideButtons(message));
        await scene.World.ClickAsync(scene.World.Bob, message, World.Approve);

        await scene.World.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(1, scene.Daemon.CountInLog(RuleScene.Replaced));
        Assert.Equal(0, scene.Daemon.CountInLog("a link instead of buttons"));
    }

    [Fact]
    public async Task Buttons_AtAPlaceThatOnlyARuleNames_AreAbsentAndAForgedClickIsRefused()
    {
        await using var scene = await RuleScene.WithOnCallRuleAsync();
        var (id, message) = await scene.World.RequestAsync();

        await scene.World.ClickAsync(
            scene.World.Bob,
            message,
            World.Open,
            new SlackForgery { ActionId = World.Approve, Value = id }
        );
        await scene.World.IdleAsync();

        Assert.Equal("Pending", scene.World.StateOf(id));
        Assert.Single(scene.World.EphemeralsTo(scene.World.Bob));
    }

    [Fact]
    public async Task Buttons_ForAPersonWhomAnApprovalRuleNames_AreThere()
    {
        await using var scene = await RuleScene.StartAsync(
            WorldOptions.Ruled("approvers = ['bob@example.com']"),
            at => at.Rules.Put(new NewMonitoringRule("to-bob", "true", "bob@example.com", "carol@example.com"))
        );

        var id = scene.World.Teleport.CreateRequest("alice", "dba");
        var messages = await scene.World.AnnouncedAsync(id, count: 2);
        var offered = Assert.Single(messages, RuleScene.HasDecideButtons);
        await scene.World.ClickAsync(scene.World.Bob, offered, World.Approve);

        await scene.World.ShowsAsync(id, "Approved by bob@example.com", messages: 2);
        Assert.Equal(1, scene.Daemon.CountInLog("Messages to carol@example.com have a link"));
    }

    private static async Task ReconnectAsync(RuleScene scene)
    {
        var connected = scene.Daemon.CountInLog("Watcher connected");
        scene.World.Teleport.EndWatches();
        await scene.Daemon.LoggedAsync("Reconnecting in");
        await scene.World.PassAsync(TimeSpan.FromSeconds(5));
        await scene.Daemon.LoggedAsync("Watcher connected", connected + 1);
        await scene.World.IdleAsync();
    }

    private static IEnumerable<int> WatchedKinds(RuleScene scene) =>
        scene.World.Teleport.Calls.Select(call => call.Request).OfType<Watch>().Select(watch => watch.Kinds.Count);
}
