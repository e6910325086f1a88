using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>What the storm found, each reduced to the few events that it takes.</summary>
public class FindingTests
{
    [Fact]
    public async Task Click_AnswerLostAndTheEventNot_ClickerHearsHowItEnded()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var hold = world.Teleport.Hold("SetAccessRequestState", HoldAt.Answer);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        var looks = world.Daemon.CountInLog("Rest");

        world.Time.Advance(TimeSpan.FromSeconds(11)); // nobody waits for that answer any more
        await click;
        await world.Daemon.LoggedAsync("Rest", looks + 1);
        await world.PassAsync(TimeSpan.FromMinutes(1));

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal("You approved alice's request.", world.ToldTo(world.Bob)[^1]);
        hold.Release();
    }

    [Fact]
    public async Task Decide_OtherReplicaHearsOfTheStateFirst_NamesWhoDecided()
    {
        await using var world = await World.StartAsync();
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        var hold = world.Teleport.Hold("SetAccessRequestState", HoldAt.Answer);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync(); // the event is on its way, and the maker of the decision cannot show it yet

        await world.Slack.WaitUntilAsync(slack => slack.CountOf("chat.update") == 1);
        Assert.EndsWith("Approved by bob@example.com", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);

        hold.Release();
        await click;
        await world.IdleAsync();
        Assert.Equal("You approved alice's request.", world.ToldTo(world.Bob)[^1]);
    }
}
