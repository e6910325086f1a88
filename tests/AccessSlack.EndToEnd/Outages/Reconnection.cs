using System.Globalization;
using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Outages;

/// <summary>Waits for a daemon whose pauses pass by a manual clock.</summary>
internal static class Reconnection
{
    private const string Broken = "Reconnecting in";
    private const string Whole = "Watcher connected";

    /// <summary>So often did the watch end up to now.</summary>
    public static int Breaks(World world) => world.Daemon.CountInLog(Broken);

    /// <summary>All pauses so far, in seconds.</summary>
    public static List<double> Pauses(World world) =>
        [.. world.Daemon.Log.Where(line => line.Contains(Broken, StringComparison.Ordinal)).Select(line => double.Parse(line.Split(Broken)[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture))];

    /// <summary>The last pause and hardly more: what begins after it has limits of its own.</summary>
    public static void PassPause(World world) => world.Time.Advance(TimeSpan.FromSeconds(Pauses(world)[^1] + 0.1));

    /// <summary>The daemon waits in its back-off; the clock is advanced until it is connected.</summary>
    public static async Task ReconnectAsync(World world, int breaksBefore)
    {
        for (var breaks = breaksBefore + 1; ; breaks++)
        {
            await world.Daemon.LoggedAsync(Broken, breaks);
            var connected = world.Daemon.LoggedAsync(Whole, world.Daemon.CountInLog(Whole) + 1);
            PassPause(world);
            if (await Task.WhenAny(connected, world.Daemon.LoggedAsync(Broken, breaks + 1)) == connected) return;
        }
    }
}
