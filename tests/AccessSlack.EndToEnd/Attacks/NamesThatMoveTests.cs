using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>
/// Names in Slack can be taken over: a channel is renamed, a handle or an address is given to another. The first id of
/// a name counts while the daemon runs, so a name that moves gives no one new a right.
/// </summary>
public class NamesThatMoveTests
{
    private const string NotAmong = "You aren't an approver for this request, so your click doesn't count.";
    private const string Moved = "now means another one in Slack";

    [Fact]
    public async Task Announce_ChannelRenamedAndItsNameTaken_GoesToTheFirstChannel()
    {
        await using var world = await World.StartAsync();
        var mallory = world.Slack.AddPerson("mallory", "mallory@example.com");
        Rename(world, world.Channel, "access-2024");
        world.Slack.AddChannel("access", mallory);
        await world.PassAsync(TimeSpan.FromMinutes(11));

        var (id, message) = await world.RequestAsync();

        Assert.Equal(world.Channel.Id, message.Channel);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Reload_NameMeansAnotherChannel_WarnsOnceAndKeepsTheFirst()
    {
        await using var world = await World.StartAsync();
        Rename(world, world.Channel, "access-2024");
        world.Slack.AddChannel("access");
        foreach (var times in new[] { 1, 2 })
        {
            world.Daemon.Reload(world.Toml());
            await world.Daemon.LoggedAsync("Configuration reloaded", times);
            await world.IdleAsync();
        }

        var (_, message) = await world.RequestAsync();

        Assert.Equal(world.Channel.Id, message.Channel);
        Assert.Equal(1, world.Daemon.CountInLog(Moved));
    }

    [Fact]
    public async Task Click_NameOfTheApproversChannelTaken_GivesTheNewMembersNothing()
    {
        await using var world = await World.PrepareAsync(WorldOptions.Ruled("approvers = [\"channel:oncall\"]"));
        var (mallory, oncall) = (AddMallory(world), world.Slack.AddChannel("oncall", world.Bob));
        await world.StartReplicaAsync();
        Rename(world, oncall, "oncall-old");
        world.Slack.AddChannel("oncall", mallory);
        await world.PassAsync(TimeSpan.FromMinutes(11));

        await OnlyBobDecidesAsync(world, mallory);
    }

    [Fact]
    public async Task Click_HandleOfTheApproversGroupTaken_GivesTheNewMembersNothing()
    {
        await using var world = await World.PrepareAsync(WorldOptions.Ruled("approvers = [\"group:leads\"]"));
        var (mallory, leads) = (AddMallory(world), world.Slack.AddGroup("leads", world.Bob));
        await world.StartReplicaAsync();
        world.Slack.Put(leads with { Handle = "leads-old" });
        world.Slack.AddGroup("leads", mallory);
        await world.PassAsync(TimeSpan.FromMinutes(11));

        await OnlyBobDecidesAsync(world, mallory);
    }

    [Fact]
    public async Task Click_AddressOfTheApproverTaken_GivesTheNewAccountNothing()
    {
        await using var world = await World.PrepareAsync(WorldOptions.Ruled("approvers = [\"bob@example.com\"]"));
        var mallory = AddMallory(world);
        await world.StartReplicaAsync();
        world.Slack.Put(world.Bob with { Email = "robert@example.com" });
        world.Slack.Put(mallory with { Email = "bob@example.com" });
        await world.PassAsync(TimeSpan.FromMinutes(11));
        world.Daemon.Reload(world.Toml());
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await world.Daemon.LoggedAsync(Moved);

        var (id, message) = await world.RequestAsync();
        await ClickedAsync(world, mallory, message);
        Assert.Equal([NotAmong], world.EphemeralsTo(mallory));
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by robert@example.com");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Click_AllowExternal_AddressClaimedByAnotherOrganization_IsNoApprover(bool hasOwn)
    {
        await using var world = await World.PrepareAsync(
            WorldOptions.Ruled("approvers = [\"dave@example.com\"]").With("[approvals]\nallow_external = true")
        );
        if (hasOwn) world.Slack.AddPerson("dave", "dave@example.com");
        var stranger = world.Slack.Put(
            world.Slack.AddPerson("dave", "dave@example.com") with { TeamId = "T0ELSEWHERE" }
        );
        world.Slack.Join(stranger, world.Channel);
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();

        await ClickedAsync(world, stranger, message);

        Assert.Equal([NotAmong], world.EphemeralsTo(stranger));
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Announce_MistypedChannelCreatedByAStranger_IsNotJoinedAndDecidesNothing(bool invitesTheBot)
    {
        await using var world = await World.PrepareAsync(
            new() { Slack = "auto_join = true", More = "[role_to_recipients]\n\"*\" = [\"acess\", \"access\"]" }
        );
        await world.StartReplicaAsync();
        await world.Daemon.LoggedAsync("acess was not found in Slack");
        var mallory = world.Slack.AddPerson("mallory", "mallory@example.com");
        var trap = world.Slack.AddChannel("acess", mallory);
        world.Slack.Put(trap with { BotIsMember = invitesTheBot });
        await world.PassAsync(TimeSpan.FromMinutes(11));

        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.AnnouncedAsync(id, count: invitesTheBot ? 2 : 1);
        Assert.Equal(0, world.Slack.CountOf("conversations.join"));
        foreach (var message in world.MessagesOf(id).Where(message => message.Channel == trap.Id))
        {
            Assert.Equal([World.Open], message.Buttons.Select(button => (string?)button["action_id"]));
            await ClickedAsync(world, mallory, message, World.Open, new() { ActionId = World.Approve, Value = id });
        }

        Assert.Equal("Pending", world.StateOf(id));
        await world.ClickAsync(
            world.Bob,
            world.MessagesOf(id).Single(message => message.Channel == world.Channel.Id),
            World.Approve
        );
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Start_PublicChannelWhoseMembersDecide_WarnsAndNamesTheId()
    {
        await using var world = await World.StartAsync();
        await world.Daemon.LoggedAsync($"#access ({world.Channel.Id}) is public");
    }

    [Fact]
    public async Task Start_PrivateChannelOfTheBot_IsResolvedAndDecides()
    {
        await using var world = await World.PrepareAsync();
        world.Slack.Put(world.Channel with { IsPrivate = true });
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(0, world.Daemon.CountInLog("is public"));
        Assert.Equal(world.Channel.Id, (string?)world.Slack.Calls.Last(Posts).Args["channel"]);
    }

    [Fact]
    public async Task Announce_NamesCannotBeLookedUp_PostsByNameAndKeepsTheIdThatSlackReturns()
    {
        await using var world = await World.PrepareAsync(
            new() { SlackOptions = new() { Scopes = ["chat:write", "users:read", "users:read.email"] } }
        );
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Rename(world, world.Channel, "access-2024");
        world.Slack.AddChannel("access", world.Slack.AddPerson("mallory", "mallory@example.com"));

        var (_, next) = await world.RequestAsync();

        Assert.Equal(world.Channel.Id, next.Channel);
    }

    [Fact]
    public async Task Start_SlackDoesNotAnswerAboutNames_AsksAgainAMinuteLater()
    {
        await using var world = await World.PrepareAsync();
        world.Slack.FailNext("conversations.list", SlackFault.RateLimited());
        await world.StartReplicaAsync();
        await world.Daemon.LoggedAsync("Slack did not tell the ids of channel:access");
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.Daemon.LoggedAsync($"Resolved in Slack: channel:access = {world.Channel.Id}");

        var (id, message) = await world.RequestAsync();

        Assert.Equal(world.Channel.Id, (string?)world.Slack.Calls.Last(Posts).Args["channel"]);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Theory]
    [InlineData("group:")]
    [InlineData("channel:")]
    public async Task Click_ApproversGivenById_Decide(string kind)
    {
        await using var world = await World.PrepareAsync();
        var group = kind == "group:" ? world.Slack.AddGroup("leads", world.Bob).Id : "";
        var channel = kind == "channel:" ? world.Slack.AddChannel("oncall", world.Bob).Id : "";
        await world
            .CreateReplica(toml =>
                $"{toml}\n[[approvals.rules]]\nroles = [\"*\"]\napprovers = [\"{kind}{group}{channel}\"]"
            )
            .StartAsync();
        var (id, message) = await world.RequestAsync();
        await ClickedAsync(world, world.Carol, message);
        Assert.Equal([NotAmong], world.EphemeralsTo(world.Carol));
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    private static bool Posts(SlackCall call) => call.Method == "chat.postMessage";

    private static SlackPerson AddMallory(World world)
    {
        var mallory = world.Slack.AddPerson("mallory", "mallory@example.com");
        world.Slack.Join(mallory, world.Channel);
        return mallory;
    }

    private static void Rename(World world, SlackChannel channel, string name) =>
        world.Slack.Put(world.Slack.Channels.Single(now => now.Id == channel.Id) with { Name = name });

    private static async Task OnlyBobDecidesAsync(World world, SlackPerson mallory)
    {
        var (id, message) = await world.RequestAsync();
        await ClickedAsync(world, mallory, message);
        Assert.Equal([NotAmong], world.EphemeralsTo(mallory));
        Assert.Equal("Pending", world.StateOf(id));
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    private static async Task ClickedAsync(
        World world,
        SlackPerson person,
        SlackMessage message,
        string action = World.Approve,
        SlackForgery? forgery = null
    )
    {
        await world.ClickAsync(person, message, action, forgery);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(person).Count > 0);
        await world.IdleAsync();
    }
}
