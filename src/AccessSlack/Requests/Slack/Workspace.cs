namespace AccessSlack.Requests.Slack;

/// <summary>Where we are at home in Slack; an empty id is not known and compares with nothing.</summary>
internal sealed record Workspace(string TeamId, string EnterpriseId, string BotId, string AppId);
