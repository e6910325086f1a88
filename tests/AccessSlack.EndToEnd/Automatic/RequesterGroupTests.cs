using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using static AccessSlack.EndToEnd.Automatic.AutomaticScene;

namespace AccessSlack.EndToEnd.Automatic;

/// <summary>Rules for members of a user group, as Slack knows it when a request is first seen.</summary>
public class RequesterGroupTests
{
    private const string Members = "usergroups.users.list";
    private const string Sre = "requesters = [\"group:sre\"]";

    [Theory]
    [InlineData("alice@example.com", true)]
    [InlineData("ALICE@example.com", true)]
    [InlineData("bob@example.com", false)]
    [InlineData("carol-in-teleport", true)] // by [users]
    [InlineData("dave-in-teleport", true)] // by the trait
    public async Task Decide_Requester_OnlyIfAMemberByAnAccountThatCouldClick(string user, bool isDecided)
    {
        await using var world = await StartAsync(Sre);
        var id = world.Teleport.CreateRequest(user, "logs");
        if (isDecided) await world.DecidedAsync(id);
        else await world.LeftToPeopleAsync(id);
        Assert.Equal(0, world.Daemon.CountInLog("is not known"));
    }

    [Theory]
    [InlineData("alice", "no Slack account is known")]
    [InlineData("nobody@example.com", "users_not_found")]
    [InlineData("guest@example.com", "the account is a member, and could not press buttons itself")]
    [InlineData("gone-in-teleport", "the account is a member, and could not press buttons itself")] // deactivated
    public async Task Decide_AccountUnknown_NoRuleDecidesAndTheLogSaysWhy(string user, string why)
    {
        await using var world = await StartAsync(Sre);
        await world.LeftToPeopleAsync(world.Teleport.CreateRequest(user, "logs"));
        Assert.Equal(1, world.Daemon.CountInLog($"whether {user} is in group:sre is not known ({why}"));
    }

    /// <summary>A guest, or someone whose account is not known, must not get past the rule that denies.</summary>
    [Theory]
    [InlineData("guest@example.com")]
    [InlineData("nobody@example.com")]
    public async Task Decide_MembershipNotCertainForARuleThatDenies_NoLaterRuleApproves(string user)
    {
        const string More = "\n[[approvals.rules]]\nname = \"rest\"\nroles = [\"logs\"]\ndecide = \"approve\"";
        await using var world = await StartAsync(Sre + More, decide: "deny");
        await world.LeftToPeopleAsync(world.Teleport.CreateRequest(user, "logs"));
        await world.DecidedAsync(world.Teleport.CreateRequest("bob@example.com", "logs"), "Approved by rule rest");
    }

    [Fact]
    public async Task Decide_SlackDoesNotAnswer_AutomaticRulesAreSkippedAndStaySo()
    {
        await using var world = await StartAsync(Sre);
        world.Slack.FailNext(Members, SlackFault.Error("fatal_error"), times: 9);
        var id = world.Teleport.CreateRequest("alice@example.com", "logs");
        await world.LeftToPeopleAsync(id);
        Assert.Equal(1, world.Daemon.CountInLog("whether alice@example.com is in group:sre is not known"));
    }

    [Fact]
    public async Task Decide_NoAnswerInTwoSeconds_IsLeftToPeople()
    {
        await using var world = await StartAsync(Sre);
        var hold = world.Slack.HoldNext(Members);
        var id = world.Teleport.CreateRequest("alice@example.com", "logs");
        await hold.WaitUntilReachedAsync();
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.LeftToPeopleAsync(id);
        Assert.Equal(1, world.Daemon.CountInLog("no answer in time"));
        hold.Release();
    }

    /// <summary>A later rule must not take the place of one that may be for this requester.</summary>
    [Theory]
    [InlineData("alice@example.com", "link")]
    [InlineData("bob@example.com", "buttons")]
    public async Task Announce_RuleOfPeopleForAGroup_UnknownMembershipLeavesTheRoleToTeleport(string user, string offer)
    {
        await using var world = await StartAsync("buttons = \"link\"\n" + Sre, decide: "");
        if (offer == "link") world.Slack.FailNext(Members, SlackFault.Error("fatal_error"), times: 9);
        var id = world.Teleport.CreateRequest(user, "logs");
        var message = (await world.AnnouncedAsync(id))[0];
        Assert.Equal(
            offer == "buttons",
            message.Blocks.ToJsonString().Contains(World.Approve, StringComparison.Ordinal)
        );
    }

    /// <summary>What the ledger has seals it: someone who joins later gains nothing for what waits.</summary>
    [Fact]
    public async Task Decide_JoinsWhileARequestWaits_ChangesNothingForIt()
    {
        await using var world = await StartAsync(Sre);
        var id = world.Teleport.CreateRequest("bob@example.com", "logs");
        await world.LeftToPeopleAsync(id);
        world.Slack.Join(world.Bob, world.Slack.Groups.Single());
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await StartAsync(world);
        await world.LeftToPeopleAsync(id);
        await world.DecidedAsync(world.Teleport.CreateRequest("bob@example.com", "logs"));
    }

    private static async Task<World> StartAsync(string lines, string decide = "approve")
    {
        var rules = Table(lines, decide).Replace("decide = \"\"\n", "", StringComparison.Ordinal);
        var users = "[users]\nCAROL = \"carol-in-teleport\"\nGONE = \"gone-in-teleport\"";
        var world = await World.PrepareAsync(new WorldOptions().With($"{rules}\n{users}"));
        var dave = world.Slack.AddPerson("dave", "dave@example.com");
        var gone = world.Slack.AddPerson("gone", "gone@example.com");
        var guest = world.Slack.AddGuest("guest", email: "guest@example.com");
        world.Slack.AddGroup("sre", world.Alice, world.Carol, dave, guest, gone);
        world.Slack.Deactivate(gone);
        world.Plugin.MayReadUsers = true;
        world.Teleport.AddUser("dave-in-teleport").SlackIds = [dave.Id];
        await StartAsync(world);
        return world;
    }

    private static async Task StartAsync(World world)
    {
        var gone = world.Slack.People.Single(person => person.Name == "gone").Id;
        var daemon = world.CreateReplica(toml => toml
            .Replace("CAROL", world.Carol.Id, StringComparison.Ordinal)
            .Replace("GONE", gone, StringComparison.Ordinal)
        );
        await daemon.StartAsync();
        await daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();
    }
}
