using System.Globalization;
using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Proxy;

/// <summary>Starts that end, by a manual clock.</summary>
internal static class Refusals
{
    private const string Pause = "Not started yet";

    /// <summary>More lines of [teleport].</summary>
    public static string With(string toml, string lines) =>
        toml.Replace("[teleport]", $"[teleport]\n{lines}", StringComparison.Ordinal);

    /// <summary>Lets each pause pass until the start is given up.</summary>
    public static async Task<StartException> StartAsync(
        World world,
        string lines = "",
        string old = "[teleport]",
        string replacement = "[teleport]"
    )
    {
        var replica = world.CreateReplica(toml => With(toml, lines).Replace(old, replacement));
        var starting = replica.StartAsync();
        for (var pauses = 1; await Task.WhenAny(starting, replica.LoggedAsync(Pause, pauses)) != starting; pauses++)
            world.Time.Advance(TimeSpan.FromSeconds(SecondsIn(replica.Log, pauses)));
        return await Assert.ThrowsAsync<StartException>(() => starting);
    }

    /// <summary>Hardly more than the pause: what begins after it has limits of its own.</summary>
    private static double SecondsIn(IEnumerable<string> log, int pauses) =>
        double.Parse(
            log.Where(line => line.Contains(Pause, StringComparison.Ordinal))
                .ElementAt(pauses - 1)
                .Split("Trying again in ")[1]
                .Split(' ')[0],
            CultureInfo.InvariantCulture
        ) + 0.01;
}
