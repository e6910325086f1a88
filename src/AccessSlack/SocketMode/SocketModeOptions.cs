using AccessSlack.Configuration;

namespace AccessSlack.SocketMode;

/// <param name="Settings">Those in effect.</param>
/// <param name="LearnedAppId">The app of the bot token, once Slack has said it; empty before.</param>
/// <param name="Delay">How long to wait after so many failures in a row.</param>
internal sealed record SocketModeOptions(
    Func<SlackSettings> Settings,
    Func<string> LearnedAppId,
    Func<int, TimeSpan> Delay
)
{
    /// <summary>Receives the exception of a loop that ended.</summary>
    public required Action<Exception> OnDefect { get; init; }
}
