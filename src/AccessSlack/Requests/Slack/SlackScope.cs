namespace AccessSlack.Requests.Slack;

/// <summary>A permission of the Slack app.</summary>
/// <param name="Name">Slack's name of the scope.</param>
/// <param name="Why">What the daemon uses it for, as shown to operators.</param>
/// <param name="IsRequired">
/// The daemon does not start without it. Without any other scope, only what <paramref name="Why"/> says does not work.
/// </param>
internal sealed record SlackScope(string Name, string Why, bool IsRequired);
