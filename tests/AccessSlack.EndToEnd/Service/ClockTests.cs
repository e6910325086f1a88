using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Storm;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Service;

/// <summary>This machine's clock is wrong: the operator is told, and nothing is dropped in silence.</summary>
public class ClockTests
{
    private const string Skew = "This machine's clock is";

    [Theory]
    [InlineData(90, "90 s ahead of")]
    [InlineData(-600, "600 s behind")]
    public async Task Clock_DiffersFromSlacks_IsSaidAtTheStartAndOnceADay(int seconds, string expected)
    {
        await using var world = await World.PrepareAsync();
        var clock = new SteppedClock(world.Time) { Offset = TimeSpan.FromSeconds(seconds) };
        await world.CreateReplica(time: clock).StartAsync();
        await world.Daemon.LoggedAsync(Skew);
        Assert.Single(world.Daemon.Log, line =>
            line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains($"{expected} Slack's", StringComparison.Ordinal)
        );

        world.Time.Advance(TimeSpan.FromHours(23));
        await world.IdleAsync();
        Assert.Equal(1, world.Daemon.CountInLog(Skew));
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.Daemon.LoggedAsync(Skew, 2);
    }

    [Fact]
    public async Task Clock_WentWrongLater_IsSaidWithinADay()
    {
        await using var world = await World.PrepareAsync();
        var clock = new SteppedClock(world.Time) { Offset = TimeSpan.FromSeconds(50) };
        await world.CreateReplica(time: clock).StartAsync();
        await world.Daemon.LoggedAsync("Caught up");
        Assert.Equal(0, world.Daemon.CountInLog(Skew));

        clock.Offset = TimeSpan.FromMinutes(-4);
        world.Time.Advance(TimeSpan.FromDays(1));

        await world.Daemon.LoggedAsync(Skew);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Request_OverByOurClockOnly_IsAWarningOnce(int minutesAhead)
    {
        await using var world = await World.PrepareAsync();
        var clock = new SteppedClock(world.Time) { Offset = TimeSpan.FromMinutes(minutesAhead) };
        await world.CreateReplica(time: clock).StartAsync();
        var pendingFor = TimeSpan.FromSeconds(45);
        var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba") { PendingFor = pendingFor });

        await world.Daemon.LoggedAsync($"Request {id} is pending in Teleport");
        world.Teleport.MoveExpiry(id, world.Time.GetUtcNow() + pendingFor); // another event of it
        await world.Daemon.LoggedAsync($"Request {id}:", 2);
        await world.IdleAsync();

        Assert.Single(world.Daemon.Log, line =>
            line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal)
        );
    }
}
