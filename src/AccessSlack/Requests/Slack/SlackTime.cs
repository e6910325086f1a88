using System.Globalization;

namespace AccessSlack.Requests.Slack;

/// <summary>Slack's times of clicks and messages: numbers of seconds as text, with six decimals.</summary>
internal static class SlackTime
{
    /// <summary>In seconds since 1970. Anything else counts as older than all of them.</summary>
    public static decimal Of(string ts) =>
        decimal.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : 0;

    public static string Text(DateTimeOffset time) =>
        (time.ToUnixTimeMilliseconds() / 1000m).ToString("0.000000", CultureInfo.InvariantCulture);
}
