namespace AccessSlack.Requests;

/// <summary>
/// A press of Approve or Deny, or the form that it opened, as the signed payload tells it. Nothing in it but the
/// signature is trustworthy.
/// </summary>
internal sealed record Click
{
    private static readonly Secret NoSecret = new("");

    public required string RequestId { get; init; }

    /// <summary>Approved or Denied.</summary>
    public required RequestState Proposed { get; init; }

    /// <summary>The account that clicked.</summary>
    public SlackActor Actor => new(UserId)
    {
        UserTeamId = UserTeamId,
        TeamId = TeamId,
        EnterpriseId = EnterpriseId,
        AppId = AppId,
    };

    public required string UserId { get; init; }
    public string UserTeamId { get; init; } = "";

    /// <summary>Empty on org-wide installs, where Slack sends no team.</summary>
    public string TeamId { get; init; } = "";

    public string EnterpriseId { get; init; } = "";
    public string AppId { get; init; } = "";
    public required string Channel { get; init; }
    public required string MessageTs { get; init; }
    public string MessageBotId { get; init; } = "";

    /// <summary>Request id in the message's metadata; empty when there is none.</summary>
    public string MetadataRequestId { get; init; } = "";

    /// <summary>Slack's time of the press; of a form, the second in which Slack sent it.</summary>
    public required string ActionTs { get; init; }

    /// <summary>A credential for answering the clicker; empty for a form.</summary>
    public required Secret ResponseUrl { get; init; }

    /// <summary>A credential that opens one form within 3 s; empty when Slack sent none that can be used.</summary>
    public Secret TriggerId { get; init; } = NoSecret;
}
