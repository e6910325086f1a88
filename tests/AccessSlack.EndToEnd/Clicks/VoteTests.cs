using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>
/// More than one person must agree: votes in the ledger, over restarts, replicas and changes of mind.
/// </summary>
public class VoteTests
{
    private const string SetState = "SetAccessRequestState";
    private const string Recipients = "[role_to_recipients]\n\"*\" = \"access\"\n";
    private const string Two = Recipients + "[[approvals.rules]]\nroles = [\"*\"]\nrequired = 2\ndeny_required = 2";
    private const string TwoLeads = Two + "\napprovers = [\"group:leads\"]";

    [Fact]
    public async Task Approve_TwoOfTwo_DecidesAtTheSecond()
    {
        await using var world = await World.StartAsync(new() { More = Two });
        var (id, message) = await world.RequestAsync();
        Assert.Contains("Pending · 0 of 2 approvals", Shown(message), StringComparison.Ordinal);

        await world.ClickAsync(world.Bob, message, World.Approve);
        await ShowsAsync(world, id, $"Pending · 1 of 2 approvals · <@{world.Bob.Id}>: approve");
        Assert.Equal(["Your vote was recorded: approve. 1 of 2 approvals so far."], world.EphemeralsTo(world.Bob));
        Assert.Equal(("Pending", 0), (world.StateOf(id), world.Teleport.CallsOf(SetState)));

        await world.ClickAsync(world.Carol, message, World.Approve);
        await world.ShowsAsync(id, "Approved by carol@example.com, bob@example.com");
        Assert.Equal(("Approved", 1), (world.StateOf(id), world.Teleport.CallsOf(SetState)));
        Assert.Equal("slack:carol@example.com", world.Teleport.AuditTrail[^1].Delegator);
    }

    [Fact]
    public async Task Approve_OnePersonTwice_CountsOnce()
    {
        await using var world = await World.StartAsync(
            new() { More = Two + "\n[users]\nU0SECOND01 = \"bob@example.com\"" }
        );
        var second = world.Slack.Put(new SlackPerson("U0SECOND01", "bob2") { Email = "robert@example.com" });
        world.Slack.Join(second, world.Channel);
        var (id, message) = await world.RequestAsync();

        foreach (var account in new[] { world.Bob, world.Bob, second })
            await ClickedAsync(world, account, message, World.Approve);

        await ShowsAsync(world, id, $"Pending · 1 of 2 approvals · <@{second.Id}>: approve");
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task Deny_AfterAnApproval_TheNewerVoteCounts()
    {
        await using var world = await World.StartAsync(new() { More = Two });
        var (id, message) = await world.RequestAsync();

        await ClickedAsync(world, world.Bob, message, World.Approve);
        await ClickedAsync(world, world.Bob, message, World.Deny);
        await ShowsAsync(world, id, $"Pending · 0 of 2 approvals · <@{world.Bob.Id}>: deny");
        Assert.Equal("Your vote was recorded: deny. 1 of 2 denials so far.", world.EphemeralsTo(world.Bob)[^1]);
        await ClickedAsync(world, world.Carol, message, World.Approve);
        Assert.Equal("Pending", world.StateOf(id));

        await ClickedAsync(world, world.Carol, message, World.Deny);
        await world.ShowsAsync(id, "Denied by carol@example.com, bob@example.com");
    }

    [Fact]
    public async Task Vote_OlderThanTheRecordedOne_IsIgnored()
    {
        await using var world = await World.StartAsync(new() { More = Two });
        var (id, message) = await world.RequestAsync();
        await ClickedAsync(world, world.Bob, message, World.Deny);

        await ClickedAsync(
            world,
            world.Bob,
            message,
            World.Approve,
            new() { Edit = payload => payload["actions"]![0]!["action_ts"] = "1.000001" }
        );

        Assert.Contains(
            "I already have a later vote from you",
            world.EphemeralsTo(world.Bob)[^1],
            StringComparison.Ordinal
        );
        await ShowsAsync(world, id, $"<@{world.Bob.Id}>: deny");
    }

    [Fact]
    public async Task Votes_RaceOnTwoReplicas_BothCountAndOneDecides()
    {
        await using var world = await World.StartAsync(new() { More = Two });
        var second = await world.StartReplicaAsync();
        for (var i = 0; i < 10; i++)
        {
            var (id, message) = await world.RequestAsync();
            var before = world.Teleport.CallsOf(SetState);

            await World.AtOnceAsync(
                gate => world.ClickAsync(world.Bob, message, World.Approve, gate),
                gate => world.ClickAsync(world.Carol, message, World.Approve, gate, at: second)
            );
            string[] endings =
            [
                "Approved by bob@example.com, carol@example.com",
                "Approved by carol@example.com, bob@example.com",
            ];
            await world.Slack.WaitUntilAsync(_ => endings.Any(world.MessagesOf(id)[0].Text.EndsWith));
            await world.IdleAsync();

            Assert.Equal((before + 1, "Approved"), (world.Teleport.CallsOf(SetState), world.StateOf(id)));
            // The other replica may have shown meanwhile what it knew, and a channel takes one message a second.
            await world.PassAsync(TimeSpan.FromSeconds(5));
            await world.Slack.WaitUntilAsync(_ => endings.Any(world.MessagesOf(id)[0].Text.EndsWith));
        }
    }

    [Fact]
    public async Task Votes_OppositeOnTwoReplicas_NeitherDecides()
    {
        await using var world = await World.StartAsync(new() { More = Two });
        var second = await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();

        await World.AtOnceAsync(
            gate => world.ClickAsync(world.Bob, message, World.Approve, gate),
            gate => world.ClickAsync(world.Carol, message, World.Deny, gate, at: second));

        await ShowsAsync(world, id, $"<@{world.Bob.Id}>: approve", $"<@{world.Carol.Id}>: deny");
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task Vote_BeforeARestart_StillCounts()
    {
        await using var world = await World.StartAsync(new() { More = Two });
        var (id, message) = await world.RequestAsync();
        await ClickedAsync(world, world.Bob, message, World.Approve);
        await world.Daemon.StopAsync();
        var next = await world.StartReplicaAsync();

        await world.ClickAsync(world.Carol, message, World.Approve, at: next);

        await world.ShowsAsync(id, "Approved by carol@example.com, bob@example.com");
        Assert.Equal("Approved", world.StateOf(id));
    }

    [Theory]
    [InlineData("left the group")]
    [InlineData("was deactivated")]
    [InlineData("became a guest")]
    public async Task Approve_EarlierVoterLostTheRight_TheirVoteIsDropped(string what)
    {
        await using var world = await World.PrepareAsync(new() { More = TwoLeads });
        var dave = world.Slack.AddPerson("dave", "dave@example.com");
        var leads = world.Slack.AddGroup("leads", world.Bob, world.Carol, dave);
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        await ClickedAsync(world, world.Bob, message, World.Approve);

        if (what == "left the group") world.Slack.Leave(world.Bob, leads);
        if (what == "was deactivated") world.Slack.Deactivate(world.Bob);
        if (what == "became a guest") world.Slack.Put(world.Bob with { IsRestricted = true });
        await world.PassAsync(TimeSpan.FromSeconds(61));
        await ClickedAsync(world, world.Carol, message, World.Approve);

        var shown = await ShowsAsync(world, id, $"Pending · 1 of 2 approvals · <@{world.Carol.Id}>: approve");
        Assert.DoesNotContain(world.Bob.Id, Shown(shown), StringComparison.Ordinal);
        Assert.Equal(
            ("Pending", "Your vote was recorded: approve. 1 of 2 approvals so far."),
            (world.StateOf(id), world.EphemeralsTo(world.Carol)[^1])
        );

        await world.ClickAsync(dave, message, World.Approve);
        await world.ShowsAsync(id, "Approved by dave@example.com, carol@example.com");
    }

    [Fact]
    public async Task Approve_VoterCannotBeLookedUp_RefusesTheClick()
    {
        await using var world = await World.StartAsync(new() { More = Two });
        var (id, message) = await world.RequestAsync();
        await ClickedAsync(world, world.Bob, message, World.Approve);
        await world.PassAsync(TimeSpan.FromSeconds(61));
        // Now Carol is known
        await ClickedAsync(world, world.Carol, (await world.RequestAsync()).Message, World.Approve);
        world.Slack.FailNext("users.info", SlackFault.Html());

        await ClickedAsync(world, world.Carol, message, World.Approve);

        Assert.StartsWith(
            "I couldn't verify in Slack just now",
            world.EphemeralsTo(world.Carol)[^1],
            StringComparison.Ordinal
        );
        Assert.Equal("Pending", world.StateOf(id));
        await world.PassAsync(TimeSpan.FromSeconds(61));
        await world.ClickAsync(world.Carol, message, World.Approve);
        await world.ShowsAsync(id, "Approved by carol@example.com, bob@example.com");
    }

    [Fact]
    public async Task Decision_OfAReplicaThatDiedAndAVoterWhoLeftSince_IsNotFinished()
    {
        await using var world = await World.PrepareAsync(new() { More = Two });
        await world.CreateReplica(time: new ManualTime()).StartAsync(); // for which time stands still
        var (id, message) = await world.RequestAsync();
        await ClickedAsync(world, world.Bob, message, World.Approve);
        // The decision is claimed, and its maker never comes back
        var hold = world.Teleport.Hold(SetState, HoldAt.Arrival);
        var click = world.ClickAsync(world.Carol, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        world.Slack.Deactivate(world.Bob);
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        await second.WhenIdleAsync();

        await world.PassAsync(TimeSpan.FromSeconds(61), second);

        Assert.Equal("Pending", world.StateOf(id));
        hold.Release();
        Assert.Equal(world.UsesSocket ? 0 : 200, (await click).Status); // a minute later, Slack has given up
    }

    [Fact]
    public async Task Vote_PlantedInTheLedger_DoesNotCount()
    {
        await using var world = await World.StartAsync(new() { More = Two });
        var (id, message) = await world.RequestAsync();
        await ClickedAsync(world, world.Bob, message, World.Approve);
        await world.Daemon.StopAsync();
        var entry = world.Teleport.PluginData(id, "slack")["v1"];
        Assert.Contains(world.Bob.Id, entry, StringComparison.Ordinal);
        world.Teleport.PlantPluginData(
            id,
            "slack",
            new Dictionary<string, string>
            {
                ["v1"] = entry
                    .Replace(world.Bob.Id, world.Alice.Id, StringComparison.Ordinal)
                    .Replace("bob@example.com", "eve@example.com", StringComparison.Ordinal),
            }
        );
        var next = await world.StartReplicaAsync();

        await ClickedAsync(world, world.Carol, message, World.Approve, at: next);

        Assert.Equal("Your vote was recorded: approve. 1 of 2 approvals so far.", world.EphemeralsTo(world.Carol)[^1]);
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Contains(next.Log, line =>
            line.Contains("do not have our seal", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Review_MadeInTeleport_IsShownAndDoesNotCount()
    {
        await using var world = await World.StartAsync(new() { More = Two + "\n[approvals]\nvia = \"state\"" });
        var id = world.Teleport.CreateRequest(Needing(3));
        var message = (await world.AnnouncedAsync(id))[0];
        world.Teleport.Review(id, "root", RequestState.Approved, "fine");

        await ShowsAsync(world, id, "Pending · 0 of 2 approvals · root: approve (“fine”)");
        await ClickedAsync(world, world.Bob, message, World.Approve);
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task Approve_ByReview_ClosesTheVoteAndShowsTeleportsCount()
    {
        await using var world = await World.StartAsync(new() { More = Two });
        world.Plugin.ReviewRoles = new HashSet<string> { "*" };
        var id = world.Teleport.CreateRequest(Needing(2));
        var message = (await world.AnnouncedAsync(id))[0];
        Assert.Contains(
            "Pending · 0 of 2 approvals · Teleport: 0 of 2 approvals",
            Shown(message),
            StringComparison.Ordinal
        );

        await ClickedAsync(world, world.Bob, message, World.Approve);
        Assert.Empty(world.Teleport.Request(id)!.Spec.Reviews);
        await ClickedAsync(world, world.Carol, message, World.Approve);
        var shown = await ShowsAsync(world, id, "Teleport: 1 of 2 approvals");
        Assert.Equal("slack:carol@example.com: ", Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Reason);
        Assert.Contains($"review submitted for <@{world.Carol.Id}>: approve", Shown(shown), StringComparison.Ordinal);
        Assert.Equal([World.Open], shown.Buttons.Select(button => (string?)button["action_id"]));

        // As a screen that is not up to date
        await ClickedAsync(world, world.Bob, message, World.Open, new() { ActionId = World.Deny, Value = id });
        Assert.StartsWith(
            "A review on behalf of carol@example.com was already submitted from Slack.",
            world.EphemeralsTo(world.Bob)[^1],
            StringComparison.Ordinal
        );
        Assert.Equal("Pending", world.StateOf(id));
        world.Teleport.Review(id, "root", RequestState.Approved);
        await world.ShowsAsync(id, "Approved in Teleport");
    }

    [Fact]
    public async Task Vote_RequestResolvedUnseen_IsWithdrawnAndNotShown()
    {
        await using var world = await World.StartAsync(new() { More = Two });
        var (id, message) = await world.RequestAsync();
        world.Teleport.EndWatches();
        await world.Teleport.WaitUntilAsync(teleport => teleport.OpenWatches == 0);
        world.Teleport.Resolve(id, RequestState.Denied, "no");

        await ClickedAsync(world, world.Bob, message, World.Approve);

        Assert.Equal(["This request was already denied."], world.EphemeralsTo(world.Bob));
        Assert.DoesNotContain(
            world.Bob.Id,
            Shown(await world.ShowsAsync(id, "Denied in Teleport")),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(world.Bob.Id, world.Teleport.PluginData(id, "slack")["v1"], StringComparison.Ordinal);
    }

    private static NewAccessRequest Needing(uint approvals) =>
        new("alice", "dba") { Thresholds = [new AccessReviewThreshold { Approve = approvals, Deny = 1 }] };

    /// <summary>A click, and the answer to it.</summary>
    private static async Task ClickedAsync(
        World world,
        SlackPerson person,
        SlackMessage message,
        string action,
        SlackForgery? forgery = null,
        Replica? at = null
    )
    {
        var before = world.EphemeralsTo(person).Count;
        await world.ClickAsync(person, message, action, forgery, at);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(person).Count > before);
        await world.IdleAsync();
    }

    private static async Task<SlackMessage> ShowsAsync(World world, string id, params string[] parts)
    {
        await world.Slack.WaitUntilAsync(_ =>
            parts.All(part => Shown(world.MessagesOf(id)[0]).Contains(part, StringComparison.Ordinal))
        );
        await world.IdleAsync();
        return world.MessagesOf(id)[0];
    }

    /// <summary>Everything to read in its blocks.</summary>
    private static string Shown(SlackMessage message) =>
        string.Join(
            '\n',
            message.Blocks.Select(block => (string?)block!["text"]?["text"]).Where(text => text is not null)
        );
}
