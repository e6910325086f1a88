namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

internal static class TimeFunctions
{
    public static Value Parse(Arguments given)
    {
        given.Work.SpendOnText(given.Text(0).Length);
        return Rfc3339.Parse(given.Text(0)) is { } moment
            ? new Value.Time(moment)
            : throw given.Fault("cannot read the time; it is written 2026-11-30T18:00:00Z, or with +01:00 for Z.");
    }

    public static Value Before(Arguments given) => Value.Of(given.Time(0) < given.Time(1));

    public static Value After(Arguments given) => Value.Of(given.Time(0) > given.Time(1));

    /// <summary>Excludes both ends, which may come in any order.</summary>
    public static Value Between(Arguments given)
    {
        if (given.Count != 3) throw given.Fault($"needs two ends, and was given {given.Count - 1}.");
        var (first, second) = (given.Time(1), given.Time(2));
        var (start, end) = first <= second ? (first, second) : (second, first);
        return Value.Of(start < given.Time(0) && given.Time(0) < end);
    }
}
