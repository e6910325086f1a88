namespace AccessSlack.Slack;

/// <param name="ApiUrl">Ends with a slash: <c>https://slack.com/api/</c>.</param>
/// <param name="Token">The bot token. Read for each call, so that a reloaded token takes effect at once.</param>
/// <param name="AutoJoin">
/// Whether to call conversations.join once when a message fails with <c>not_in_channel</c>. Read for each message.
/// Works for public channels, given by ID or by name.
/// </param>
internal sealed record SlackOptions(Uri ApiUrl, Func<Secret> Token, Func<bool> AutoJoin)
{
    /// <summary>Called after every 429 with the method and the time by which its pause became longer.</summary>
    public Action<string, TimeSpan> OnRateLimit { get; init; } = (_, _) => { };
}
