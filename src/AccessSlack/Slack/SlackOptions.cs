namespace AccessSlack.Slack;

/// <param name="ApiUrl">Ends with a slash: <c>https://slack.com/api/</c>.</param>
/// <param name="Token">The bot token, asked for each call, so that a reloaded one is used at once.</param>
/// <param name="AutoJoin">
/// Asked likewise. One conversations.join on <c>not_in_channel</c>; works for public channels, by id or by name.
/// </param>
internal sealed record SlackOptions(Uri ApiUrl, Func<Secret> Token, Func<bool> AutoJoin)
{
    /// <summary>Told of every 429: the method, and by how much its pause became longer.</summary>
    public Action<string, TimeSpan> OnRateLimit { get; init; } = (_, _) => { };
}
