namespace AccessSlack.Slack;

/// <param name="ApiUrl">Ends with a slash: <c>https://slack.com/api/</c>.</param>
/// <param name="Token">The bot token. Read for each call, so that a reloaded token takes effect at once.</param>
/// <param name="AutoJoin">
/// Whether to call conversations.join once when a message fails with <c>not_in_channel</c>. Read for each message.
/// Works for public channels whose ID is known; see <see cref="IsConfigured"/>.
/// </param>
internal sealed record SlackOptions(Uri ApiUrl, Func<Secret> Token, Func<bool> AutoJoin)
{
    /// <summary>
    /// Whether the configuration names the channel with this ID as a recipient: any other must not be joined, because a
    /// name may have been taken by someone else.
    /// </summary>
    public Func<string, bool> IsConfigured { get; init; } = _ => true;

    /// <summary>Called after every 429 with the method and the time by which its pause became longer.</summary>
    public Action<string, TimeSpan> OnRateLimit { get; init; } = (_, _) => { };
}
