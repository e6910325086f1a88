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
        [
            .. world
                .Daemon.Log.Where(line => line.Contains(Broken, StringComparison.Ordinal))
                .Select(line =>
                    double.Parse(
                        line.Split(Broken)[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0],
                        CultureInfo.InvariantCulture
                    )
                ),
        ];

    /// <summary>The last pause and hardly more: what begins after it has limits of its own.</summary>
    public static void PassPause(World world) => world.Time.Advance(TimeSpan.FromSeconds(Pauses(world)[^1] + 0.1));

    /// <summary>
    /// The watch broke once more; the clock is advanced from one pause to the next until it is whole.
    /// </summary>
    public static async Task ReconnectAsync(World world, int breaksBefore)
    {
        await world.Daemon.LoggedAsync(Broken, breaksBefore + 1);
        while (true)
        {
            // One look at the log: a connection that comes meanwhile counts as well.
            var turns = world.Daemon.Log.Where(line => IsBreak(line) || IsConnection(line)).ToList();
            if (IsConnection(turns[^1])) return;
            PassPause(world);
            await await Task.WhenAny(
                world.Daemon.LoggedAsync(Whole, turns.Count(IsConnection) + 1),
                world.Daemon.LoggedAsync(Broken, turns.Count(IsBreak) + 1));
        }
    }

    /// <summary>The clock is advanced from one pause to the next until a line says this.</summary>
    public static async Task NextAsync(World world, string words)
    {
        for (var breaks = 1; world.Daemon.CountInLog(words) == 0; breaks++)
        {
            await await Task.WhenAny(world.Daemon.LoggedAsync(words), world.Daemon.LoggedAsync(Broken, breaks));
            PassPause(world);
        }
    }

    /// <summary>
    /// The clock is advanced over pauses, if there are any, until the watch was confirmed so many times.
    /// </summary>
    public static async Task ConnectedAsync(World world, int times, int breaksBefore)
    {
        for (var passed = breaksBefore; world.Daemon.CountInLog(Whole) < times;)
        {
            var breaks = Breaks(world);
            if (breaks > passed) PassPause(world);
            passed = breaks;
            await await Task.WhenAny(
                world.Daemon.LoggedAsync(Whole, times),
                world.Daemon.LoggedAsync(Broken, breaks + 1)
            );
        }
    }

    private static bool IsBreak(string line) => line.Contains(Broken, StringComparison.Ordinal);

    private static bool IsConnection(string line) => line.Contains(Whole, StringComparison.Ordinal);
}
