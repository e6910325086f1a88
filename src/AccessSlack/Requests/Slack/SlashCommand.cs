namespace AccessSlack.Requests.Slack;

/// <summary>
/// A slash command, as the signed form tells it. Names of users and channels are left out: only ids count.
/// </summary>
internal sealed record SlashCommand
{
    /// <summary>The command itself with its slash, for telling how to use it.</summary>
    public required string Name { get; init; }

    /// <summary>What was typed after the command.</summary>
    public required string Text { get; init; }

    /// <summary>The account that typed it.</summary>
    public SlackActor Actor => new(UserId) { TeamId = TeamId, EnterpriseId = EnterpriseId, AppId = AppId };

    public required string UserId { get; init; }

    /// <summary>Empty when Slack does not tell it.</summary>
    public string TeamId { get; init; } = "";

    public string EnterpriseId { get; init; } = "";
    public string AppId { get; init; } = "";

    /// <summary>Where it was typed.</summary>
    public string Channel { get; init; } = "";

    /// <summary>A credential for answering.</summary>
    public required Secret ResponseUrl { get; init; }

    /// <summary>A credential that opens one form within 3 s.</summary>
    public required Secret TriggerId { get; init; }
}
