using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Weather;

/// <summary>Waits for a daemon whose pauses pass by a manual clock.</summary>
internal static class Reconnection
{
    private const string Broken = "Reconnecting in";
    private const string Whole = "Watcher connected";

    /// <summary>So often did the watch end up to now.</summary>
    public static int Breaks(World world) => world.Daemon.CountInLog(Broken);

    /// <summary>The daemon waits in its back-off, which is never longer than a minute; the clock is advanced until it is connected.</summary>
    public static async Task ReconnectAsync(World world, int breaksBefore)
    {
        for (var breaks = breaksBefore + 1; ; breaks++)
        {
            await world.Daemon.LoggedAsync(Broken, breaks);
            var connected = world.Daemon.LoggedAsync(Whole, world.Daemon.CountInLog(Whole) + 1);
            world.Time.Advance(TimeSpan.FromSeconds(61));
            if (await Task.WhenAny(connected, world.Daemon.LoggedAsync(Broken, breaks + 1)) == connected) return;
        }
    }
}
