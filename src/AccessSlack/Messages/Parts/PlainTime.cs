namespace AccessSlack.Messages.Parts;

/// <summary>Lengths of time in plain words, for readers: the two largest units at most.</summary>
internal static class PlainTime
{
    /// <summary>For example <c>12 min</c>, <c>1 h 30 min</c> or <c>2 days</c>.</summary>
    public static string Of(TimeSpan time)
    {
        if (time < TimeSpan.FromMinutes(1)) return "less than 1 min";
        var (days, hours, minutes) = (time.Days, time.Hours, time.Minutes);
        string[] units = days > 0
            ? [days == 1 ? "1 day" : $"{days} days", hours > 0 ? $"{hours} h" : ""]
            : [hours > 0 ? $"{hours} h" : "", minutes > 0 ? $"{minutes} min" : ""];
        return string.Join(' ', units.Where(unit => unit.Length > 0));
    }
}
