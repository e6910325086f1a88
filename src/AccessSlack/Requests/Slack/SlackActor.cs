namespace AccessSlack.Requests.Slack;

/// <summary>
/// The Slack account that performed an action, from the signed payload or the ledger. An empty id is unknown, and is
/// not compared.
/// </summary>
/// <param name="UserId">Id of the account.</param>
internal sealed record SlackActor(string UserId)
{
    /// <summary>The team of the user's own account.</summary>
    public string UserTeamId { get; init; } = "";

    /// <summary>The workspace of the action. Empty on org-wide installs, for which Slack sends no team.</summary>
    public string TeamId { get; init; } = "";

    public string EnterpriseId { get; init; } = "";

    /// <summary>The app whose button or command was used.</summary>
    public string AppId { get; init; } = "";
}
