namespace AccessSlack.Tracking;

/// <summary>Growing, jittered delays between tries: 1 s, 2 s, 4 s … 60 s, each shortened by up to half.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <param name="failures">Failures so far without a success between them, from 1.</param>
    /// <param name="chance">From 0 to 1: handed in, so that replicas differ and tests do not.</param>
    public static TimeSpan Delay(int failures, double chance)
    {
        var full = TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(failures - 1, 0, 6)));
        return Min(full, Longest) * (1 - (chance / 2));
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
