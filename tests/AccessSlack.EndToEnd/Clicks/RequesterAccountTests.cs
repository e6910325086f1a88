using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>
/// Teleport's trait <c>slack_uid</c> names the requester's Slack accounts, regardless of their e-mail addresses.
/// </summary>
public class RequesterAccountTests
{
    private const string Ask = "GetUser";
    private const string Two = "[[approvals.rules]]\nroles = [\"*\"]\nrequired = 2";

    [Theory]
    [InlineData(World.Approve)]
    [InlineData(World.Deny)]
    public async Task Click_FromAnAccountThatTheTraitNames_IsRefused(string action)
    {
        await using var world = await StartAsync();
        world.Teleport.AddUser("alice").SlackIds = ["U0OTHER0001", world.Bob.Id];
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, action);
        Assert.Contains(
            "You made this request",
            Assert.Single(world.EphemeralsTo(world.Bob)),
            StringComparison.Ordinal
        );
        Assert.Equal("Pending", world.StateOf(id));
        await world.ClickAsync(world.Carol, message, action);

        await world.ShowsAsync(id, $"{(action == World.Approve ? "Approved" : "Denied")} by carol@example.com");
    }

    [Fact]
    public async Task Click_Permitted_AsksOnceForEachClick()
    {
        await using var world = await StartAsync();
        var asked = world.Teleport.CallsOf(Ask);
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");

        Assert.Equal(asked + 1, world.Teleport.CallsOf(Ask));
    }

    [Fact]
    public async Task Vote_OfAnAccountThatTheTraitNamesSince_CountsNoMore()
    {
        await using var world = await StartAsync(Two);
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        world.Teleport.AddUser("alice").SlackIds = [world.Bob.Id];

        await world.ClickAsync(world.Carol, message, World.Approve);
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Contains("1 of 2 approvals", world.EphemeralsTo(world.Carol)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Click_NotPermitted_IsJudgedWithoutUntilAReload()
    {
        await using var world = await World.StartAsync();
        world.Teleport.AddUser("alice").SlackIds = [world.Bob.Id];
        var (first, message) = await world.RequestAsync();
        Assert.Equal(1, world.Teleport.CallsOf(Ask)); // at the start
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(first, "Approved by bob@example.com");
        Assert.Equal(1, world.Teleport.CallsOf(Ask));

        world.Plugin.MayReadUsers = true;
        world.Daemon.Reload(world.Toml());
        await world.Teleport.WaitUntilAsync(teleport => teleport.CallsOf(Ask) == 2);
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await world.IdleAsync();
        var (second, again) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, again, World.Approve);

        Assert.Contains("You made this request", world.EphemeralsTo(world.Bob)[^1], StringComparison.Ordinal);
        Assert.Equal("Pending", world.StateOf(second));
    }

    [Fact]
    public async Task Click_AllowSelf_AsksNothing()
    {
        await using var world = await StartAsync("[approvals]\nallow_self = true");
        world.Teleport.AddUser("alice").SlackIds = [world.Bob.Id];
        var asked = world.Teleport.CallsOf(Ask);
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(asked, world.Teleport.CallsOf(Ask));
    }

    private static async Task<World> StartAsync(string more = "")
    {
        var world = await World.PrepareAsync(new WorldOptions().With(more));
        world.Plugin.MayReadUsers = true;
        await world.CreateReplica().StartAsync();
        return world;
    }
}
