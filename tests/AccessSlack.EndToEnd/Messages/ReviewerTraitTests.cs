using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>Suggested reviewers by Teleport name, whom only Teleport's trait connects with a Slack account.</summary>
public class ReviewerTraitTests
{
    private const string Ask = "GetUser";

    [Fact]
    public async Task Reviewer_WithOneAccount_IsToldWithoutButtons()
    {
        await using var world = await StartAsync();
        world.Teleport.AddUser("carla").SlackIds = [world.Carol.Id];

        var messages = await world.AnnouncedAsync(Request(world, "carla"), count: 2);

        var direct = messages.Single(message => message.Channel != world.Channel.Id);
        Assert.Contains(world.Carol.Id, world.Slack.Channels.Single(channel => channel.Id == direct.Channel).Members);
        Assert.DoesNotContain("approve_request", direct.Blocks!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0, world.Daemon.CountInLog("who are not notified"));
    }

    /// <summary>We must not guess, and Teleport's values may be anything.</summary>
    [Theory]
    [InlineData("U0CAROL001", "U0OTHER001")]
    [InlineData("C0CHANNEL1")]
    [InlineData("carol@example.com")]
    [InlineData("")]
    [InlineData]
    public async Task Reviewer_NotExactlyOneUserId_IsNotToldAndLogged(params string[] ids)
    {
        await using var world = await StartAsync();
        world.Teleport.AddUser("carla").SlackIds = [.. ids];

        Assert.Single(await world.AnnouncedAsync(Request(world, "carla")));

        Assert.Equal(1, world.Daemon.CountInLog("suggested reviewers who are not notified: 1 (carla)"));
    }

    [Fact]
    public async Task Reviewers_ByUsersOrAddressOrNone_CostNoCall()
    {
        await using var world = await StartAsync($"[users]\n{{BOB}} = 'bobby'");
        var asked = world.Teleport.CallsOf(Ask);

        await world.AnnouncedAsync(world.Teleport.CreateRequest("alice", "dba"));
        await world.AnnouncedAsync(Request(world, "bobby", "carol@example.com"), count: 3);

        Assert.Equal(asked, world.Teleport.CallsOf(Ask));
    }

    [Fact]
    public async Task Reviewers_WithoutTheRight_CostNoCall()
    {
        await using var world = await World.StartAsync();
        world.Teleport.AddUser("carla").SlackIds = [world.Carol.Id];
        var asked = world.Teleport.CallsOf(Ask);

        Assert.Single(await world.AnnouncedAsync(Request(world, "carla")));

        Assert.Equal(asked, world.Teleport.CallsOf(Ask));
    }

    /// <summary>The requester decides how many names there are, and what they are.</summary>
    [Fact]
    public async Task Reviewers_Many_TenAreLookedUpAndKeptForTenMinutes()
    {
        await using var world = await StartAsync();
        var asked = world.Teleport.CallsOf(Ask);
        var names = Enumerable.Range(0, 40).Select(i => $"reviewer-{i}").ToArray();

        await world.AnnouncedAsync(Request(world, names));
        Assert.Equal(asked + 10, world.Teleport.CallsOf(Ask));
        await world.AnnouncedAsync(Request(world, names));
        Assert.Equal(asked + 10, world.Teleport.CallsOf(Ask));

        await world.PassAsync(TimeSpan.FromMinutes(10));
        await world.AnnouncedAsync(Request(world, names));
        Assert.Equal(asked + 20, world.Teleport.CallsOf(Ask));
    }

    [Fact]
    public async Task Reviewers_TeleportDoesNotAnswer_MessageWaitsTwoSeconds()
    {
        await using var world = await StartAsync();
        world.Teleport.AddUser("carla").SlackIds = [world.Carol.Id];
        var hold = world.Teleport.Hold(Ask, HoldAt.Arrival);

        var id = Request(world, "carla");
        await hold.WaitUntilReachedAsync();
        Assert.Empty(world.MessagesOf(id));
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id).Count == 1);

        hold.Release();
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Single(world.MessagesOf(id)); // an answer that comes later tells no one
        Assert.Equal(1, world.Daemon.CountInLog("who are not notified: 1 (carla)"));
    }

    /// <summary>An administrator who has corrected the trait need not wait for ten minutes.</summary>
    [Fact]
    public async Task Reviewers_AfterAReload_AreLookedUpAgain()
    {
        await using var world = await StartAsync();
        var user = world.Teleport.AddUser("carla");
        Assert.Single(await world.AnnouncedAsync(Request(world, "carla")));
        user.SlackIds = [world.Carol.Id];

        world.Daemon.Reload(world.Toml());
        await world.Daemon.LoggedAsync("Configuration reloaded");

        await world.AnnouncedAsync(Request(world, "carla"), count: 2);
    }

    /// <summary>A replica that starts later reads from the ledger who was told.</summary>
    [Fact]
    public async Task Reviewer_Restart_NothingIsAskedOrSentAgain()
    {
        await using var world = await StartAsync();
        var user = world.Teleport.AddUser("carla");
        user.SlackIds = [world.Carol.Id];
        var id = Request(world, "carla");
        await world.AnnouncedAsync(id, count: 2);
        await world.Daemon.StopAsync();
        user.SlackIds = [world.Bob.Id];

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        var asked = world.Teleport.CallsOf(Ask);
        await world.PassAsync(TimeSpan.FromMinutes(11));

        Assert.Equal(2, world.MessagesOf(id).Count);
        Assert.Equal(asked, world.Teleport.CallsOf(Ask));
    }

    private static string Request(World world, params string[] reviewers) =>
        world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba") { SuggestedReviewers = [.. reviewers] });

    private static async Task<World> StartAsync(string more = "")
    {
        var world = await World.PrepareAsync();
        world.Plugin.MayReadUsers = true;
        var daemon = world.CreateReplica(toml =>
            $"{toml}\n{more.Replace("{BOB}", world.Bob.Id, StringComparison.Ordinal)}\n"
        );
        await daemon.StartAsync();
        if (world.Slack.Sockets.IsOn) await daemon.ConnectedAsync(world.Slack);
        await daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();
        return world;
    }
}
