using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Home;

/// <summary>A tab that was opened follows the requests in it, and those that come.</summary>
public class HomeUpdateTests
{
    private static WorldOptions OneOfTwo =>
        HomeScene.Ruled("approvers = [\"bob@example.com\", \"carol@example.com\"]\nrequired = 2");

    [Fact]
    public async Task Change_NobodyOpenedTheTab_PublishesNothing()
    {
        await using var world = await World.StartAsync(HomeScene.Options);
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");

        Assert.Equal(0, world.Published());
        Assert.Empty(world.Slack.AllHomes());
    }

    [Fact]
    public async Task Change_VoteAndDecision_ReachTheTabsOfAllWhoSeeTheRequest()
    {
        await using var world = await World.StartAsync(OneOfTwo);
        var id = world.Teleport.CreateRequest("alice@example.com", "dba");
        var message = (await world.AnnouncedAsync(id))[0];
        await OpenAllAsync(world);

        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.PassAsync(HomeScene.Pace * 2);

        Assert.All([world.Alice, world.Bob, world.Carol], person =>
            Assert.Contains("Pending · 1 of 2 approvals", world.Home(person), StringComparison.Ordinal)
        );

        await world.ClickAsync(world.Carol, message, World.Approve);
        await world.PassAsync(HomeScene.Pace * 2);

        Assert.Equal("Approved", world.StateOf(id));
        Assert.All([world.Alice, world.Bob, world.Carol], person =>
            Assert.DoesNotContain("dba", world.Home(person), StringComparison.Ordinal)
        );
        Assert.Equal(9, world.Published());
    }

    [Fact]
    public async Task Change_NewRequest_AppearsWhereItConcernsThePerson()
    {
        await using var world = await World.StartAsync(HomeScene.Ruled("approvers = [\"bob@example.com\"]"));
        await OpenAllAsync(world);

        var id = world.Teleport.CreateRequest("alice@example.com", "dba");
        await world.AnnouncedAsync(id);
        await world.PassAsync(HomeScene.Pace * 2);

        Assert.Contains("dba", world.Home(world.Alice), StringComparison.Ordinal);
        Assert.Contains("dba", world.Home(world.Bob), StringComparison.Ordinal);
        Assert.DoesNotContain("dba", world.Home(world.Carol), StringComparison.Ordinal);
        Assert.Equal(5, world.Published()); // Carol's is left alone
    }

    [Fact]
    public async Task Change_NewRequestWithoutRules_AppearsForMembersOnly()
    {
        await using var world = await World.StartAsync(HomeScene.Options);
        var dave = world.Slack.AddPerson("dave", "dave@example.com");
        await world.OpenHomeAsync(dave);
        await world.OpenHomeAsync(world.Bob);

        await world.RequestAsync();
        await world.PassAsync(HomeScene.Pace * 2);

        Assert.Contains("dba", world.Home(world.Bob), StringComparison.Ordinal);
        Assert.DoesNotContain("dba", world.Home(dave), StringComparison.Ordinal);
        Assert.Equal(3, world.Published());
    }

    [Theory]
    [InlineData("expires")]
    [InlineData("is removed")]
    [InlineData("is denied in Teleport")]
    public async Task Change_RequestEnds_LeavesTheTab(string how)
    {
        await using var world = await World.StartAsync(HomeScene.Ruled("approvers = [\"bob@example.com\"]"));
        var (id, _) = await world.RequestAsync();
        Assert.Contains("dba", await world.OpenHomeAsync(world.Bob), StringComparison.Ordinal);

        if (how == "is removed") world.Teleport.Delete(id);
        if (how == "is denied in Teleport")
            world.Teleport.Resolve(id, AccessSlack.Teleport.Protocol.RequestState.Denied, "");
        if (how == "expires") await world.PassAsync(TimeSpan.FromMinutes(62));
        else await world.ShowsAsync(id, "in Teleport");
        await world.PassAsync(HomeScene.Pace * 2);

        Assert.Contains(HomeScene.NothingToDecide, world.Home(world.Bob), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_ManyAtOnce_AreOnePublicationInTenSeconds()
    {
        await using var world = await World.StartAsync(HomeScene.Ruled("approvers = [\"bob@example.com\"]"));
        await world.OpenHomeAsync(world.Bob);
        for (var i = 0; i < 5; i++) await world.RequestAsync($"role-{i}");
        Assert.Equal(1, world.Published());

        await world.PassAsync(HomeScene.Pace);

        Assert.Equal(2, world.Published());
        Assert.Equal(5, world.Home(world.Bob).Split("|Go to the message>").Length - 1);

        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(2, world.Published());
    }

    [Fact]
    public async Task Change_AtAReplicaThatWasNotAsked_LeavesTheTabToTheOther()
    {
        await using var world = await World.StartAsync(HomeScene.Ruled("approvers = [\"bob@example.com\"]"));
        var second = await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        await world.KnownAsync(id);
        Assert.Contains("dba", await world.OpenHomeAsync(world.Bob, at: second), StringComparison.Ordinal);

        await world.ClickAsync(world.Bob, message, World.Approve, at: world.Daemon);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        await second.LoggedAsync($"Request {id}: Rest", 2);
        await world.PassAsync(HomeScene.Pace * 2);

        Assert.Contains(HomeScene.NothingToDecide, world.Home(world.Bob), StringComparison.Ordinal);
        Assert.Equal(2, world.Published());
    }

    [Fact]
    public async Task Publish_HangingSlack_DelaysNoMessage()
    {
        await using var world = await World.StartAsync(HomeScene.Ruled("approvers = [\"bob@example.com\"]"));
        var held = world.Slack.HoldNext(HomeScene.Publish);
        await world.Slack.OpenHomeAsync(world.Bob, world.Daemon.Endpoint);
        await held.WaitUntilReachedAsync();

        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id).Count == 1);

        held.Release();
        await world.IdleAsync();
    }

    private static async Task OpenAllAsync(World world)
    {
        foreach (var person in (SlackPerson[])[world.Alice, world.Bob, world.Carol]) await world.OpenHomeAsync(person);
    }
}
