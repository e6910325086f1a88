using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>
/// People cannot decide their own requests under a second address, nor when we may no longer read users.
/// </summary>
public class OwnRequestTests
{
    private const string Strict = "[approvals]\nstrict_identity = true";

    [Fact]
    public async Task Click_RightToReadUsersLost_IsRefusedUntilAReloadThatWarns()
    {
        await using var world = await StartAsync();
        world.Teleport.AddUser("alice").SlackIds = [world.Bob.Id];
        var (id, message) = await world.RequestAsync();
        world.Plugin.MayReadUsers = false;

        await ClickedAsync(world, world.Bob, message);
        Assert.Contains("whether you made this request", world.EphemeralsTo(world.Bob)[^1], StringComparison.Ordinal);
        await ClickedAsync(world, world.Carol, message);
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Equal(0, world.Daemon.CountInLog("the trait slack_uid is not looked at"));

        world.Daemon.Reload(world.Toml());
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await world.Daemon.LoggedAsync("the trait slack_uid is not looked at");
        await world.ClickAsync(world.Carol, message, World.Approve);
        await world.ShowsAsync(id, "Approved by carol@example.com");
    }

    [Theory]
    [InlineData("alice+prod@example.com")]
    [InlineData("alice@corp.io")]
    [InlineData("Alice+x@corp.io")]
    [InlineData("ALICE+prod")]
    public async Task Click_SameNameBeforeTheAt_IsRefusedAndToldTheCure(string requester)
    {
        await using var world = await World.StartAsync();
        var id = world.Teleport.CreateRequest(requester, "dba");
        var message = (await world.AnnouncedAsync(id))[0];

        await ClickedAsync(world, world.Alice, message);

        Assert.Contains("under [users]", Assert.Single(world.EphemeralsTo(world.Alice)), StringComparison.Ordinal);
        Assert.Equal("Pending", world.StateOf(id));
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Click_StrictIdentity_TwoAddressesProveNothing()
    {
        await using var world = await StartAsync(Strict);
        var id = world.Teleport.CreateRequest("zoe@example.com", "dba");
        var message = (await world.AnnouncedAsync(id))[0];

        await ClickedAsync(world, world.Bob, message);

        var told = Assert.Single(world.EphemeralsTo(world.Bob));
        Assert.Contains("strict_identity is on", told, StringComparison.Ordinal);
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task Start_StrictIdentityAndNoWayToProveIt_IsRefused()
    {
        await using var world = await World.PrepareAsync(new WorldOptions().With(Strict));
        var refused = await Assert.ThrowsAsync<StartException>(() => world.CreateReplica().StartAsync());
        Assert.Equal(ExitCode.NotPermitted, refused.ExitCode);
        Assert.Contains("strict_identity", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Click_StrictIdentity_BothKnownByTheTrait_Decides()
    {
        await using var world = await StartAsync(Strict);
        world.Teleport.AddUser("zoe@example.com").SlackIds = ["U0ZOE000001"];
        world.Teleport.AddUser("bob@example.com").SlackIds = [world.Bob.Id];
        var id = world.Teleport.CreateRequest("zoe@example.com", "dba");
        var message = (await world.AnnouncedAsync(id))[0];
        var asked = world.Teleport.CallsOf("GetUser");

        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(asked + 2, world.Teleport.CallsOf("GetUser")); // the requester, and the person who clicked
    }

    /// <summary>A dialog needs to know the person before it opens, and that may fail as for a click.</summary>
    [Fact]
    public async Task Press_StrictIdentityAndTeleportDoesNotAnswer_IsSaid()
    {
        await using var world = await StartAsync(
            Strict + "\n[[approvals.rules]]\nroles = [\"*\"]\nreason = \"always\""
        );
        var (_, message) = await world.RequestAsync();
        world.Teleport.FailNext("GetUser", GrpcCode.Unavailable, times: 20);

        await ClickedAsync(world, world.Bob, message);

        Assert.Contains("can't reach Teleport", world.EphemeralsTo(world.Bob)[^1], StringComparison.Ordinal);
        Assert.Equal(0, world.Daemon.CountInLog("unexpected error"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[approvals]\nstrict_identity = true")]
    public async Task Click_EqualNamesAndBothInUsers_TheOtherDecides(string approvals)
    {
        await using var world = await World.PrepareAsync();
        world.Plugin.MayReadUsers = true;
        var other = world.Slack.AddPerson("alice", "alice@corp.io");
        world.Slack.Join(other, world.Channel);
        await world
            .CreateReplica(toml =>
                $"{toml}\n{approvals}\n[users]\n{world.Alice.Id} = \"alice@example.com\"\n" +
                $"{other.Id} = \"alice@corp.io\""
            )
            .StartAsync();
        var id = world.Teleport.CreateRequest("alice@corp.io", "dba");
        var message = (await world.AnnouncedAsync(id))[0];

        await ClickedAsync(world, other, message);
        Assert.Contains("You made this request", world.EphemeralsTo(other)[^1], StringComparison.Ordinal);
        await world.ClickAsync(world.Alice, message, World.Approve);

        await world.ShowsAsync(id, "Approved by alice@example.com");
    }

    [Fact]
    public async Task Vote_EqualNamesAndTheRequesterKnownByTheTrait_StillCountsAtTheEnd()
    {
        await using var world = await World.PrepareAsync(WorldOptions.Ruled("required = 2"));
        world.Plugin.MayReadUsers = true;
        await world.CreateReplica(toml => $"{toml}\n[users]\n{world.Alice.Id} = \"alice@example.com\"").StartAsync();
        world.Teleport.AddUser("alice@corp.io").SlackIds = ["U0OTHER0001"];
        var id = world.Teleport.CreateRequest("alice@corp.io", "dba");
        var message = (await world.AnnouncedAsync(id))[0];

        await ClickedAsync(world, world.Alice, message);
        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com, alice@example.com");
    }

    private static async Task<World> StartAsync(string more = "")
    {
        var world = await World.PrepareAsync(new WorldOptions().With(more));
        world.Plugin.MayReadUsers = true;
        await world.CreateReplica().StartAsync();
        return world;
    }

    private static async Task ClickedAsync(World world, SlackPerson person, SlackMessage message)
    {
        var before = world.EphemeralsTo(person).Count;
        await world.ClickAsync(person, message, World.Approve);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(person).Count > before);
        await world.IdleAsync();
    }
}
