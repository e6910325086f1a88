using System.Collections.Immutable;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Requests;

/// <summary>
/// A click on Approve or Deny, or a submitted reason dialog, as in Slack's payload. The signature proves that Slack
/// sent it; the fields still have to be checked.
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

    /// <summary>Empty for org-wide installs, for which Slack sends no team.</summary>
    public string TeamId { get; init; } = "";

    public string EnterpriseId { get; init; } = "";
    public string AppId { get; init; } = "";
    public required string Channel { get; init; }
    public required string MessageTs { get; init; }
    public string MessageBotId { get; init; } = "";

    /// <summary>The request id in the message's metadata; empty if there is none.</summary>
    public string MetadataRequestId { get; init; } = "";

    /// <summary>
    /// From the same metadata, and not verified (<see cref="MessageMark.Fits"/>); null if there is none.
    /// </summary>
    public MessageMark? Mark { get; init; }

    /// <summary>
    /// The digest of what the person saw when pressing, or <see cref="ShownNothing"/>; empty if Slack did not send it.
    /// </summary>
    public string Shown { get; init; } = "";

    /// <summary>The button was not one of the message's own.</summary>
    public const string ShownNothing = "-";

    /// <summary>
    /// The <see cref="RequestDigest"/> of what the click is about, as far as that is proven: it counts for nothing
    /// else. Empty if nothing proves it.
    /// </summary>
    public string FactsDigest { get; init; } = "";

    /// <summary>Everything that is requested was listed in the dialog that was submitted.</summary>
    public bool IsFromDialog { get; init; }

    /// <summary>
    /// What was chosen in a dialog with choices, by their ids; those that were left open are missing, and <see
    /// cref="RequestState.Unknown"/> is none that we offer. Null for every other click.
    /// </summary>
    public ImmutableDictionary<string, RequestState>? Choices { get; init; }

    /// <summary>Identifies the choices that the dialog offered; empty if it offered none.</summary>
    public string OfferedDigest { get; init; } = "";

    /// <summary>Slack's time of the click; for a dialog, the second in which Slack sent it.</summary>
    public required string ActionTs { get; init; }

    /// <summary>A credential for replying to the user who clicked; empty for a dialog.</summary>
    public required Secret ResponseUrl { get; init; }

    /// <summary>A credential that opens one dialog within 3 s; empty if Slack sent no usable one.</summary>
    public Secret TriggerId { get; init; } = NoSecret;
}
