namespace AccessSlack.Requests.Serialization;

/// <summary>
/// Times that others wrote. What lies before 1970 or in the last two days of the calendar is moved inwards: a grace
/// period is added to such a time, and the result must still be a time; Slack shows only times from 1970 on.
/// </summary>
internal static class ForeignTime
{
    // 0001-01-01 and 9999-12-31T23:59:59, the ends of DateTimeOffset; the first is Go's zero time.
    private const long First = -62_135_596_800;
    private const long Last = 253_402_300_799;

    public static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    public static readonly DateTimeOffset Latest = new(9999, 12, 29, 23, 59, 59, TimeSpan.Zero);

    /// <summary>Null for Go's zero time, and for a time that no calendar holds.</summary>
    public static DateTimeOffset? Of(long? seconds, int nanos = 0) =>
        seconds is > First and <= Last && nanos is >= 0 and < 1_000_000_000
            ? Within(DateTimeOffset.FromUnixTimeSeconds(seconds.Value).AddTicks(nanos / 100))
            : null;

    private static DateTimeOffset Within(DateTimeOffset time) =>
        time < Earliest ? Earliest : time > Latest ? Latest : time;
}
