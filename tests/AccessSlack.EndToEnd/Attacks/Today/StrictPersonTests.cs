using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Attacks.Today;

/// <summary>Reviews as the person where only Teleport's trait proves who it is.</summary>
public class StrictPersonTests
{
    private const string Submit = "SubmitAccessReview";

    /// <summary>Bob's Teleport user is not named like his address, and the trait says whose it is.</summary>
    [Theory]
    [InlineData("person")]
    [InlineData("auto")]
    public async Task Strict_PersonKnownByTheTrait_Reviews(string via)
    {
        await using var world = await PersonWorld.StartAsync(via: via, more: "strict_identity = true");
        var (id, message) = await world.RequestAsync(approvals: 2);

        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();

        Assert.Equal("bob", Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Author);
    }

    [Fact]
    public async Task Strict_ProcessDiesBeforeTheSubmission_AnotherFinishesIt()
    {
        await using var world = await PersonWorld.StartAsync(more: "strict_identity = true");
        var (id, message) = await world.RequestAsync(approvals: 2);
        var hold = world.Teleport.Hold(Submit, HoldAt.Arrival);
        _ = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        world.Teleport.AbortConnections();
        await world.Daemon.StopAsync();
        hold.Release();

        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("bob", Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Author);
    }

    /// <summary>Two accounts, one person: Teleport has one review of each user.</summary>
    [Theory]
    [InlineData(World.Approve)]
    [InlineData(World.Deny)]
    public async Task TwoAccountsOfOneUser_OneReview(string second)
    {
        await using var world = await PersonWorld.PrepareAsync();
        await world.CreateReplica(toml => $"{toml}\n[users]\n{world.Bob.Id} = \"bob\"\n{world.Carol.Id} = \"bob\"")
            .StartAsync();
        await world.Daemon.LoggedAsync("Caught up");
        var (id, message) = await world.RequestAsync(approvals: 2, deny: 2);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await PersonWorld.ReviewsShownAsync(world, id, "bob: approve");

        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], second);
        await world.IdleAsync();

        Assert.StartsWith("You have already reviewed this request", world.EphemeralsTo(world.Carol)[^1]);
        Assert.Single(world.Teleport.Request(id)!.Spec.Reviews);
        Assert.Equal("Pending", world.StateOf(id));
    }
}
