using Microsoft.Extensions.Logging;

namespace AccessSlack.Diagnostics;

/// <summary>
/// How far this machine's clock is from another one. Signatures are valid for five minutes, and requests expire by this
/// clock, so a wrong one refuses clicks and hides requests.
/// </summary>
internal static partial class ClockSkew
{
    /// <summary>Dates in HTTP have a resolution of a second, and answers take time.</summary>
    private static readonly TimeSpan Harmless = TimeSpan.FromMinutes(1);

    /// <summary>Warns if the clocks differ by more than a minute.</summary>
    /// <param name="logger">Gets the warning.</param>
    /// <param name="ours">This machine's clock.</param>
    /// <param name="slacks">Slack's at the same moment; null if Slack did not tell.</param>
    public static void Warn(ILogger logger, DateTimeOffset ours, DateTimeOffset? slacks)
    {
        if (ours - slacks is { } ahead && ahead.Duration() > Harmless) Log.Skewed(logger, Text(ahead));
    }

    private static string Text(TimeSpan ahead) =>
        $"{ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")}";

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 9540,
            Level = LogLevel.Warning,
            Message = "This machine's clock is {Skew} Slack's. Beyond 300 s every click is refused, and requests " +
                "expire at the wrong time. Synchronize the clock (timedatectl set-ntp true)"
        )]
        public static partial void Skewed(ILogger logger, string skew);
    }
}
