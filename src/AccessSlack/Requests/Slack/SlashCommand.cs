namespace AccessSlack.Requests.Slack;

/// <summary>A slash command from its signed form. Names of users and channels are left out: only ids count.</summary>
internal sealed record SlashCommand
{
    /// <summary>The command with its slash, for help texts.</summary>
    public required string Name { get; init; }

    /// <summary>What was typed after the command.</summary>
    public required string Text { get; init; }

    /// <summary>The account that typed it.</summary>
    public SlackActor Actor => new(UserId) { TeamId = TeamId, EnterpriseId = EnterpriseId, AppId = AppId };

    public required string UserId { get; init; }

    /// <summary>Empty if Slack does not send it.</summary>
    public string TeamId { get; init; } = "";

    public string EnterpriseId { get; init; } = "";
    public string AppId { get; init; } = "";

    /// <summary>Where it was typed.</summary>
    public string Channel { get; init; } = "";

    /// <summary>A credential for answering.</summary>
    public required Secret ResponseUrl { get; init; }

    /// <summary>A credential that opens one dialog within 3 s.</summary>
    public required Secret TriggerId { get; init; }
}
