namespace AccessSlack.Requests.Slack;

/// <summary>Where we are at home in Slack; an empty id is not known and compares with nothing.</summary>
internal sealed record Workspace(string TeamId, string EnterpriseId, string BotId, string AppId)
{
    /// <summary>
    /// The app is installed for a whole organization: Slack gives its id, E…, in place of a workspace's.
    /// </summary>
    public bool IsWholeOrganization => TeamId.StartsWith('E');

    /// <summary>The id of our organization; empty if we know of none.</summary>
    public string Organization => EnterpriseId.Length == 0 && IsWholeOrganization ? TeamId : EnterpriseId;
}
