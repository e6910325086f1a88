using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>
/// A request is approved in Teleport and reopened while the daemon is busy with it, so that no ledger ever holds that
/// end. Votes from before must not count all the same.
/// </summary>
public class ReopenedVotesTests
{
    private const string SetState = "SetAccessRequestState";

    [Fact]
    public async Task Vote_FromBeforeAnEndThatWasNeverRecorded_DoesNotCount()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("required = 2"));
        var (id, message, busy) = await VotedAndReopenedAsync(world);
        busy.Release();
        await world.IdleAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));

        await world.ClickAsync(world.Carol, message, World.Approve);
        await world.IdleAsync();

        Assert.Equal(("Pending", 0), (world.StateOf(id), world.Teleport.CallsOf(SetState)));
        var vote = Assert.Single(SealedEntries.LedgerOf(world, id).Votes);
        Assert.Equal(world.Carol.Id, vote.SlackUserId);
        Assert.Contains(world.Slack.RepliesTo(message), reply =>
            reply.Text.Contains("earlier votes no longer count", StringComparison.Ordinal)
        );
    }

    /// <summary>Clicks pass what is to be reconciled, also the reopening.</summary>
    [Fact]
    public async Task Click_BeforeTheReopeningWasRecorded_CountsAlone()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("required = 2"));
        var (id, message, busy) = await VotedAndReopenedAsync(world);
        var known = world.Slack.CountOf("users.info");
        var click = world.ClickAsync(world.Carol, message, World.Approve);
        await world.Slack.WaitUntilAsync(slack => slack.CountOf("users.info") > known);
        world.Time.Advance(TimeSpan.FromSeconds(3)); // Slack gets its answer, and the click waits for its turn
        await click;
        busy.Release();
        await world.IdleAsync();

        Assert.Equal(("Pending", 0), (world.StateOf(id), world.Teleport.CallsOf(SetState)));
        var vote = Assert.Single(SealedEntries.LedgerOf(world, id).Votes);
        Assert.Equal(world.Carol.Id, vote.SlackUserId);
    }

    /// <summary>Bob voted; the lane waits for Slack while the request is approved in Teleport and reopened.</summary>
    private static async Task<(string Id, SlackMessage Message, HeldCall Busy)> VotedAndReopenedAsync(World world)
    {
        var (id, message) = await world.RequestAsync();
        var busy = world.Slack.HoldNext("chat.update");
        await world.ClickAsync(world.Bob, message, World.Approve);
        await busy.WaitUntilReachedAsync();
        world.Teleport.Resolve(id, RequestState.Approved);
        world.Teleport.Resolve(id, RequestState.Pending);
        var next = world.Teleport.CreateRequest("alice", "dba"); // events are in order: both were seen
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(next).Count == 1);
        return (id, message, busy);
    }
}
