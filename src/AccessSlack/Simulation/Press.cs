using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Simulation;

/// <summary>A click on a button, or the submission of the dialog that the button opened.</summary>
/// <param name="UserId">The Slack account.</param>
/// <param name="Message">Where.</param>
/// <param name="Proposed">Approved or Denied.</param>
internal sealed record Press(string UserId, Delivery.Posted Message, RequestState Proposed)
{
    /// <summary>As typed into the dialog; null if no dialog was submitted.</summary>
    public string? Reason { get; init; }

    /// <summary>What a dialog with a choice for each role is submitted for; empty for all roles of the person.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Counts the presses of a scene, because a vote must be newer than the one before.</summary>
    public int Number { get; init; } = 1;
}

/// <param name="Outcome">What the daemon would answer.</param>
/// <param name="After">The scene after it.</param>
internal sealed record PressResult(ClickOutcome Outcome, Scene After)
{
    public Refusal? Refusal => (Outcome as ClickOutcome.Refused)?.Refusal;

    /// <summary>The button opens a dialog for what is missing, so nothing is refused yet.</summary>
    public bool OpensDialog => Refusal is { OpensDialog: true };
}
