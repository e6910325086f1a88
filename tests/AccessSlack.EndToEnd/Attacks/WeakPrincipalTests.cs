using AccessSlack.Configuration;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Hosting.Checks;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary><c>check</c> names every approver whom others than the operator can change, with its remedy.</summary>
public class WeakPrincipalTests
{
    [Fact]
    public async Task Check_PublicChannelGivenByName_WarnsOfBothAndNamesTheId()
    {
        await using var world = await World.PrepareAsync();

        var report = await CheckAsync(world, world.Toml());

        AssertWarned(report, "public_approver_channel", world.Channel.Id, "Make it private");
        AssertWarned(report, "name_not_id", "access", $"Write the id, {world.Channel.Id}.");
        Assert.Contains(report.Facts, fact => fact.Value == $"channel:access = {world.Channel.Id}");
        AssertWarned(report, "requester_unrecognized", "users", "[users]");
    }

    [Fact]
    public async Task Check_PrivateChannelGivenByIdAndPeopleKnown_FindsNothing()
    {
        await using var world = await World.PrepareAsync();
        world.Plugin.MayReadUsers = true;
        world.Slack.Put(world.Channel with { IsPrivate = true });

        var byId = world.Toml().Replace("\"access\"", $"\"{world.Channel.Id}\"", StringComparison.Ordinal);
        var report = await CheckAsync(world, byId);

        Assert.Empty(CodesOf(report));
    }

    [Fact]
    public async Task Check_RuleNamesApprovers_OnlyTheyAreJudged()
    {
        await using var world = await World.PrepareAsync(WorldOptions.Ruled("approvers = [\"bob@example.com\"]"));
        world.Plugin.MayReadUsers = true;

        var report = await CheckAsync(world, world.Toml());

        AssertWarned(report, "name_not_id", "bob@example.com", $"Write the id, {world.Bob.Id}.");
        Assert.Single(CodesOf(report));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check_GroupEdited_WarnsIfAMemberDid(bool isAdmin)
    {
        await using var world = await World.PrepareAsync();
        world.Plugin.MayReadUsers = true;
        world.Slack.Put(world.Bob with { IsAdmin = isAdmin });
        var leads = world.Slack.Put(world.Slack.AddGroup("leads", world.Carol) with { UpdatedBy = world.Bob.Id });

        var report = await CheckAsync(
            world,
            $"{world.Toml()}\n[[approvals.rules]]\nroles = [\"*\"]\napprovers = [\"group:{leads.Id}\"]"
        );

        Assert.Equal(isAdmin ? [] : ["group_editable"], CodesOf(report));
    }

    [Fact]
    public async Task Check_ChannelWithTooManyMembers_Warns()
    {
        await using var world = await World.PrepareAsync();
        var crowd = Enumerable.Range(0, 10_000).Select(n => $"U0CROWD{n:D5}");
        world.Slack.Put(world.Channel with { Members = world.Channel.Members.Union(crowd) });

        AssertWarned(await CheckAsync(world, world.Toml()), "channel_too_large", world.Channel.Id, "smaller channel");
    }

    [Fact]
    public async Task Check_MembersCannotBeListed_Warns()
    {
        await using var world = await World.PrepareAsync(
            new() { SlackOptions = new() { Scopes = ["chat:write", "users:read", "users:read.email"] } }
        );

        var report = await CheckAsync(world, world.Toml());

        AssertWarned(report, "members_unchecked", "slack.token", "install the app again");
    }

    [Fact]
    public async Task Check_StrictIdentityWithoutTheRight_IsAFault()
    {
        await using var world = await World.PrepareAsync();

        var report = await CheckAsync(world, $"{world.Toml()}\n[approvals]\nstrict_identity = true");

        Assert.True(Assert.Single(report.Findings, finding => finding.Code == "strict_identity").IsFault);
    }

    private static async Task<CheckReport> CheckAsync(World world, string toml)
    {
        await File.WriteAllTextAsync(world.File("check.toml"), toml);
        var read = new ConfigReader(new SystemConfigSource()).Read(world.File("check.toml"));
        Assert.Empty(read.Problems);
        return await new ConfigurationCheck(read.Settings!, world.Time, new Random(1)).RunAsync(
            CheckReach.Services,
            default
        );
    }

    /// <summary>Without that the sandbox's plugin may not review, which is another matter.</summary>
    private static IEnumerable<string> CodesOf(CheckReport report) =>
        report.Findings.Select(finding => finding.Code).Where(code => code != "review_refused");

    private static void AssertWarned(CheckReport report, string code, string subject, string remedy)
    {
        var finding = Assert.Single(report.Findings, finding => finding.Code == code);
        Assert.False(finding.IsFault);
        Assert.Contains(subject, finding.Subject, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }
}
