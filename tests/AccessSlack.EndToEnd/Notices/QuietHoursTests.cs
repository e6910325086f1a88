using System.Globalization;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Notices;

/// <summary>No reminder in quiet hours, and one at their end for everything that fell into them.</summary>
public class QuietHoursTests
{
    private const string Reminders = """
        [reminders]
        after = "1h"
        every = "1h"
        quiet = "22:00-07:00 Europe/Berlin"
        """;

    /// <summary>The nights in which the clocks of Berlin change: one hour less, and one more.</summary>
    [Theory]
    [InlineData("2026-03-28T19:30:00Z", 11, "20:30 05:00 05:30 06:30")]
    [InlineData("2026-10-24T18:30:00Z", 12, "19:30 06:00 06:30")]
    public async Task Reminders_NightInWhichTheClocksChange_ComeBeforeItAndOnceAfterIt(
        string posted,
        int hours,
        string reminders
    )
    {
        await using var world = await StartAsync(posted);
        var message = await AnnouncedAsync(world);

        Assert.Equal(reminders, await RemindersAsync(world, message, hours));
    }

    [Fact]
    public async Task Reminders_RestartAndTwoReplicas_ComeOnce()
    {
        await using var world = await StartAsync("2026-11-21T20:30:00Z");
        var message = await AnnouncedAsync(world); // 21:30 in Berlin
        await world.PassAsync(TimeSpan.FromHours(4));
        await world.Daemon.StopAsync();
        Assert.Equal("", Times(world, message));

        await world.StartReplicaAsync();
        await world.StartReplicaAsync();
        await world.PassAsync(TimeSpan.FromHours(6));

        Assert.Equal("06:00 06:30", Times(world, message));
    }

    private static async Task<World> StartAsync(string time)
    {
        var world = await World.PrepareAsync(new WorldOptions().With(Reminders));
        world.Time.Advance(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) - world.Time.GetUtcNow());
        await world.StartReplicaAsync();
        return world;
    }

    private static async Task<SlackMessage> AnnouncedAsync(World world)
    {
        var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba")
        {
            PendingFor = TimeSpan.FromDays(2),
            AccessFor = TimeSpan.FromDays(3),
        });
        return (await world.AnnouncedAsync(id))[0];
    }

    private static async Task<string> RemindersAsync(World world, SlackMessage message, int hours)
    {
        await world.PassAsync(TimeSpan.FromHours(hours));
        return Times(world, message);
    }

    private static string Times(World world, SlackMessage message) => string.Join(' ', world.Slack.Messages
        .Where(reply => reply.ThreadTs == message.Ts)
        .Select(reply => long.Parse(reply.Ts.Split('.')[0], CultureInfo.InvariantCulture))
        .Select(DateTimeOffset.FromUnixTimeSeconds)
        .Select(time => time.ToString("HH:mm", CultureInfo.InvariantCulture)));
}
