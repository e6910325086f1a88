namespace AccessSlack.Requests.Slack;

/// <summary>A right that the Slack app must have been given.</summary>
/// <param name="Name">As Slack writes it.</param>
/// <param name="Why">What the daemon does with it, for people.</param>
/// <param name="IsRequired">
/// Without it the start is refused; without any other, only what <paramref name="Why"/> says is missing.
/// </param>
internal sealed record SlackScope(string Name, string Why, bool IsRequired);
