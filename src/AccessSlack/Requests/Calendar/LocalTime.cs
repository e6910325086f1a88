namespace AccessSlack.Requests.Calendar;

/// <summary>
/// When the clocks of a time zone show a time. Where they are turned on or back they may show it never or twice; see
/// docs/configuration.md for what a window makes of that.
/// </summary>
internal static class LocalTime
{
    /// <summary>No zone is as far as this from UTC, and none changes its clocks twice within it.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(1);

    /// <summary>The first moment at which the clocks show this time or a later one.</summary>
    public static DateTime FirstAt(DateTime local, TimeZoneInfo zone)
    {
        var (before, after) = Candidates(local, zone);
        if (before == after) return before;
        var change = ChangeNear(local, zone);
        return before < change ? before : Later(change, after);
    }

    /// <summary>The moment from which on the clocks show no earlier time any more.</summary>
    public static DateTime LastBefore(DateTime local, TimeZoneInfo zone)
    {
        var (before, after) = Candidates(local, zone);
        if (before == after) return before;
        var change = ChangeNear(local, zone);
        return after > change ? after : Earlier(change, before);
    }

    /// <summary>By the offset that holds before a change near this time, and by the one after it.</summary>
    private static (DateTime Before, DateTime After) Candidates(DateTime local, TimeZoneInfo zone) =>
        (local - zone.GetUtcOffset(local - Reach), local - zone.GetUtcOffset(local + Reach));

    /// <summary>The moment at which the offset changes, which it does on a whole second.</summary>
    private static DateTime ChangeNear(DateTime local, TimeZoneInfo zone)
    {
        var (low, high) = (local - Reach, local + Reach);
        var old = zone.GetUtcOffset(low);
        while (high - low > TimeSpan.FromSeconds(1))
        {
            var middle = low + TimeSpan.FromSeconds(Math.Floor((high - low).TotalSeconds / 2));
            if (zone.GetUtcOffset(middle) == old) low = middle;
            else high = middle;
        }
        return high;
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private static DateTime Earlier(DateTime a, DateTime b) => a < b ? a : b;
}
