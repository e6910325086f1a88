using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>
/// [[approvals.rules]]: only those whom a rule names decide, all others are told why not, and a message offers only
/// what a click may do.
/// </summary>
public class RuleTests
{
    private const string Recipients = "[role_to_recipients]\n\"*\" = \"access\"\n";
    private const string NotAmong = "You aren't an approver for this request, so your click doesn't count.";

    [Theory]
    [InlineData("BOB")]
    [InlineData("Bob@Example.com")]
    [InlineData("group:leads")]
    [InlineData("group:@Leads")]
    [InlineData("channel:oncall")]
    [InlineData("channel:#oncall")]
    public async Task Click_RuleNamesBob_OnlyBobDecides(string approver)
    {
        await using var world = await World.PrepareAsync(new() { More = Rule("") });
        world.Slack.AddGroup("leads", world.Bob);
        world.Slack.AddChannel("oncall", world.Bob);
        await world
            .CreateReplica(toml =>
                toml + $"\napprovers = [\"{approver.Replace("BOB", world.Bob.Id, StringComparison.Ordinal)}\"]"
            )
            .StartAsync();
        var (id, message) = await world.RequestAsync();

        await ClickedAsync(world, world.Carol, message, World.Approve);
        Assert.Equal([NotAmong], world.EphemeralsTo(world.Carol));
        Assert.Equal("Pending", world.StateOf(id));

        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Contains(world.Daemon.Log, line =>
            line.Contains("rule=1 outcome=not_approver", StringComparison.Ordinal)
        );
        Assert.Contains(world.Daemon.Log, line => line.Contains("rule=1 outcome=decided", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("group:leads", "usergroups:read")]
    [InlineData("channel:oncall", "channels:read")]
    [InlineData("group:nobody", "")]
    public async Task Click_MembersCannotBeLookedUp_IsRefusedAndNeverWavedThrough(string approver, string scope)
    {
        await using var world = await World.PrepareAsync(new() { More = Rule($"approvers = [\"{approver}\"]") });
        world.Slack.AddGroup("leads", world.Bob);
        world.Slack.AddChannel("oncall", world.Bob);
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        world.Slack.Scopes = world.Slack.Scopes.Remove(scope);
        await world.PassAsync(TimeSpan.FromMinutes(11)); // what the start looked up is too old by now

        foreach (var action in new[] { World.Approve, World.Deny })
        {
            await ClickedAsync(world, world.Bob, message, action);
            Assert.StartsWith(
                "I couldn't verify in Slack just now that you're an approver for this request",
                world.EphemeralsTo(world.Bob)[^1],
                StringComparison.Ordinal
            );
        }

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Contains(world.Daemon.Log, line =>
            line.Contains($"The members of {approver} could not be looked up", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Click_LeftTheGroup_IsRefusedAMinuteLater()
    {
        await using var world = await World.PrepareAsync(
            new() { More = Rule("approvers = [\"group:leads\"]\nrequired = 2") }
        );
        var leads = world.Slack.AddGroup("leads", world.Bob, world.Carol);
        await world.StartReplicaAsync();
        var (_, first) = await world.RequestAsync();
        await ClickedAsync(world, world.Bob, first, World.Approve);
        var (id, second) = await world.RequestAsync();

        world.Slack.Leave(world.Bob, leads);
        await world.PassAsync(TimeSpan.FromSeconds(61));
        await ClickedAsync(world, world.Bob, second, World.Approve);

        Assert.Equal(NotAmong, world.EphemeralsTo(world.Bob)[^1]);
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task Click_SeveralRoles_EachNeedsItsOwn()
    {
        await using var world = await World.StartAsync(
            new()
            {
                More =
                    Rule("approvers = [\"bob@example.com\"]", "dba")
                    + "\n"
                    + Rule("approvers = [\"carol@example.com\"]", "prod-*", recipients: ""),
            }
        );
        var (id, message) = await world.RequestAsync("dba", "prod-admin");

        await ClickedAsync(world, world.Bob, message, World.Approve);
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Contains(
            "1 of 1 approvals for dba, 0 of 1 approvals for prod-admin",
            world.MessagesOf(id)[0].Blocks.ToJsonString(),
            StringComparison.Ordinal
        );

        await world.ClickAsync(world.Carol, message, World.Approve);
        await world.ShowsAsync(id, "Approved by carol@example.com for prod-admin; bob@example.com for dba");
        Assert.Contains(world.Daemon.Log, line => line.Contains("rule=1,2 outcome=decided", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deny_OneOfSeveralRoles_DeniesAll()
    {
        await using var world = await World.StartAsync(
            new()
            {
                More =
                    Rule("approvers = [\"bob@example.com\"]", "dba")
                    + "\n"
                    + Rule("approvers = [\"carol@example.com\"]", "prod-*", recipients: ""),
            }
        );
        var (id, message) = await world.RequestAsync("dba", "prod-admin");
        await ClickedAsync(world, world.Bob, message, World.Approve);

        await world.ClickAsync(world.Carol, message, World.Deny);

        await world.ShowsAsync(id, "Denied by carol@example.com for prod-admin");
    }

    [Theory]
    [InlineData("roles = [\"other\"]")]
    [InlineData("roles = [\"dba\"]")]
    [InlineData("roles = [\"*\"]\nbuttons = \"link\"")]
    [InlineData("roles = [\"*\"]\nrequesters = [\"zoe\"]")]
    [InlineData("roles = [\"*\"]\nclusters = [\"prod-*\"]")]
    public async Task Click_RoleThatNoRuleLetsSlackDecide_HasOnlyTheLink(string rule)
    {
        await using var world = await World.StartAsync(new() { More = $"{Recipients}[[approvals.rules]]\n{rule}" });
        var (id, message) = await world.RequestAsync("dba", "prod-admin");
        Assert.Equal([World.Open], message.Buttons.Select(button => (string?)button["action_id"]));

        await ClickedAsync(world, world.Bob, message, World.Open, new() { ActionId = World.Approve, Value = id });

        Assert.Equal(
            ["This request can't be approved or denied from this message. Open it in Teleport instead."],
            world.EphemeralsTo(world.Bob)
        );
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task Click_RuleForThisRequesterAndCluster_Decides()
    {
        await using var world = await World.StartAsync(
            new() { More = Rule("requesters = [\"al*\"]\nclusters = [\"sand*\"]") }
        );
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Announce_ConfirmDemanded_SlackAsksWithTheRolesNames()
    {
        await using var world = await World.StartAsync(new() { More = Rule("confirm = true") });
        var (_, message) = await world.RequestAsync("dba", "prod-admin");
        var dialogs = message
            .Buttons.Where(button => (string?)button["action_id"] != World.Open)
            .Select(button => (JsonObject)button["confirm"]!)
            .ToList();
        Assert.Equal(
            ["Approve this request?", "Deny this request?"],
            dialogs.Select(dialog => (string?)dialog["title"]!["text"])
        );
        Assert.All(dialogs, dialog => Assert.Equal("alice requests dba, prod-admin", (string?)dialog["text"]!["text"]));
    }

    [Fact]
    public async Task Announce_SuggestedReviewer_HasButtonsOnlyIfARuleNamesThem()
    {
        await using var world = await World.StartAsync(new() { More = Rule("approvers = [\"bob@example.com\"]") });
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { SuggestedReviewers = ["bob@example.com", "carol@example.com"] }
        );
        var messages = await world.AnnouncedAsync(id, count: 3);

        var direct = messages.Where(message => message.Channel != world.Channel.Id).ToList();
        var withButtons = Assert.Single(direct, message =>
            message.Buttons.Any(button => (string?)button["action_id"] == World.Approve)
        );
        await world.ClickAsync(world.Bob, withButtons, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com", messages: 3);
    }

    [Fact]
    public async Task Reload_RuleAdded_OpenMessagesFollowAndTheNextClickIsJudgedByIt()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Daemon.Reload(world.Toml() + "\n[[approvals.rules]]\nroles = [\"*\"]\nrequired = 2\n");
        await world.Slack.WaitUntilAsync(_ =>
            world.MessagesOf(id)[0].Blocks.ToJsonString().Contains("0 of 2 approvals", StringComparison.Ordinal)
        );

        await ClickedAsync(world, world.Bob, message, World.Approve);

        Assert.Equal("Pending", world.StateOf(id));
    }

    [Theory]
    [InlineData(
        "group:nobody",
        "Warning group:nobody was not found in Slack (no_such_subteam), so it gives no one any rights"
    )]
    [InlineData(
        "channel:nowhere",
        "Warning channel:nowhere was not found in Slack (channel_not_found), so it gives no one any rights"
    )]
    [InlineData(
        "bob@example.com\", \"zoe@example.com",
        "Warning zoe@example.com was not found in Slack (users_not_found), so it gives no one any rights"
    )]
    [InlineData(
        "group:leads",
        "Error Rule 1 of [approvals] can never be met: 2 people must agree, but it names only 1 whom Slack knows"
    )]
    [InlineData(
        "channel:oncall",
        "Error Rule 1 of [approvals] can never be met: 2 people must agree, but it names only 1 whom Slack knows"
    )]
    public async Task Start_RuleThatCanNeverBeMet_IsToldAndTheDaemonRuns(string approver, string told)
    {
        await using var world = await World.PrepareAsync(
            new() { More = Rule($"approvers = [\"{approver}\"]\nrequired = 2") }
        );
        world.Slack.AddGroup("leads", world.Bob);
        world.Slack.AddChannel("oncall", world.Bob);
        await world.StartReplicaAsync();
        await world.IdleAsync();
        Assert.Contains(world.Daemon.Log, line => line.StartsWith(told, StringComparison.Ordinal));
        await world.RequestAsync();
    }

    [Fact]
    public async Task Start_RulesThatPeopleCanMeet_NothingIsTold()
    {
        await using var world = await World.PrepareAsync(
            new() { More = Rule("approvers = [\"group:leads\", \"bob@example.com\"]\nrequired = 2") }
        );
        world.Slack.AddGroup("leads", world.Carol);
        await world.StartReplicaAsync();
        await world.IdleAsync();
        Assert.DoesNotContain(world.Daemon.Log, line => line.Contains("[approvals]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_GroupsWithoutTheirScope_IsRefused()
    {
        await using var world = await World.PrepareAsync(new() { More = Rule("approvers = [\"group:leads\"]") });
        world.Slack.Scopes = world.Slack.Scopes.Remove("usergroups:read");
        var refused = await Assert.ThrowsAsync<StartException>(world.StartReplicaAsync);
        Assert.Equal(ExitCode.NotPermitted, refused.ExitCode);
        Assert.Contains("lacks the scope usergroups:read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UsersNamesNobody_IsToldByItsId()
    {
        await using var world = await World.StartAsync(new() { More = Recipients + "[users]\nU0NOBODY01 = \"root\"" });
        await world.IdleAsync();
        Assert.Contains(world.Daemon.Log, line =>
            line.StartsWith(
                "Warning [users] names U0NOBODY01, and Slack knows no user with that ID (user_not_found)",
                StringComparison.Ordinal
            )
        );
    }

    private static string Rule(string more, string roles = "*", string recipients = Recipients) =>
        $"{recipients}[[approvals.rules]]\nroles = [\"{roles}\"]\n{more}";

    /// <summary>A click, and the answer to it.</summary>
    private static async Task ClickedAsync(
        World world,
        SlackPerson person,
        SlackMessage message,
        string action,
        SlackForgery? forgery = null
    )
    {
        var before = world.EphemeralsTo(person).Count;
        await world.ClickAsync(person, message, action, forgery);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(person).Count > before);
        await world.IdleAsync();
    }
}
