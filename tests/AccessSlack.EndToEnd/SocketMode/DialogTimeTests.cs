using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Storm;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.SocketMode;

/// <summary>
/// A dialog that is submitted over a socket has no time of Slack's, and is still compared with presses, which have one:
/// the newer vote of a person counts, however wrong this machine's clock is.
/// </summary>
public class DialogTimeTests
{
    private static readonly WorldOptions DialogToApprove = WorldOptions.Ruled(
        "required = 2\ndeny_required = 2\nreason = \"approve\"\nreason_min_length = 10"
    );

    public DialogTimeTests() => Door.Socket.Use();

    [Theory]
    [InlineData(-4)]
    [InlineData(4)]
    public async Task Votes_ByDialogAndByPress_TheNewerCountsThoughTheClockIsWrong(int minutes)
    {
        await using var world = await World.PrepareAsync(DialogToApprove);
        await StartAsync(world, new(world.Time) { Offset = TimeSpan.FromMinutes(minutes) });
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Deny);
        await VoteAsync(world, id, "deny");
        await world.PassAsync(TimeSpan.FromSeconds(10));
        await ApproveAsync(world, message);
        await VoteAsync(world, id, "approve");
        await world.PassAsync(TimeSpan.FromSeconds(10));
        await world.ClickAsync(world.Bob, message, World.Deny);

        await VoteAsync(world, id, "deny");
    }

    /// <summary>A clock is often set right only after the start.</summary>
    [Fact]
    public async Task Votes_ClockIsSetRightAfterTheStart_TheNewerCounts()
    {
        await using var world = await World.PrepareAsync(DialogToApprove);
        var clock = new SteppedClock(world.Time) { Offset = TimeSpan.FromMinutes(-4) };
        await StartAsync(world, clock);
        clock.Offset = TimeSpan.Zero;
        var (id, message) = await world.RequestAsync();

        await ApproveAsync(world, message);
        await VoteAsync(world, id, "approve");
        await world.PassAsync(TimeSpan.FromSeconds(10));
        await world.ClickAsync(world.Bob, message, World.Deny);

        await VoteAsync(world, id, "deny");
    }

    private static async Task StartAsync(World world, SteppedClock clock)
    {
        await world.CreateReplica(time: clock).StartAsync();
        await world.Daemon.ConnectedAsync(world.Slack);
        await world.Daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();
    }

    private static async Task ApproveAsync(World world, SlackMessage message)
    {
        await world.ClickAsync(world.Bob, message, World.Approve);
        var dialog = await world.Slack.SeesViewAsync(world.Bob);
        await world.Slack.SubmitAsync(dialog, world.Bob, "incident 4711 is still open", world.Daemon.Endpoint);
    }

    private static async Task VoteAsync(World world, string id, string choice)
    {
        await world.IdleAsync();
        Assert.Equal(choice, Assert.Single(SealedEntries.LedgerOf(world, id).Votes).Choice switch
        {
            Requests.RequestState.Approved => "approve",
            _ => "deny",
        });
    }
}
