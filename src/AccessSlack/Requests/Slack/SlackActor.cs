namespace AccessSlack.Requests.Slack;

/// <summary>
/// A Slack account that acts, as the signed payload names it or as the ledger remembers it. An empty id is not known,
/// and is compared with nothing.
/// </summary>
/// <param name="UserId">Who.</param>
internal sealed record SlackActor(string UserId)
{
    /// <summary>The team of the user's own account.</summary>
    public string UserTeamId { get; init; } = "";

    /// <summary>Where it happened. Empty on org-wide installs, where Slack sends no team.</summary>
    public string TeamId { get; init; } = "";

    public string EnterpriseId { get; init; } = "";

    /// <summary>The app whose button or command was used.</summary>
    public string AppId { get; init; } = "";
}
