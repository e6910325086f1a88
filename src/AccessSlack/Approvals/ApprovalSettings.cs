using System.Collections.Immutable;

namespace AccessSlack.Approvals;

/// <summary>How a decision is written to Teleport.</summary>
internal enum Via
{
    /// <summary>State for a request without real thresholds, otherwise a review.</summary>
    Auto,

    /// <summary>SetAccessRequestState, whatever the thresholds say.</summary>
    State,

    /// <summary>SubmitAccessReview as the plugin's user.</summary>
    Review,
}

/// <summary>Who may decide, beyond being in the right channel (<c>[approvals]</c>).</summary>
/// <param name="Users">Slack user id to Teleport user, the table [users].</param>
internal sealed record ApprovalSettings(
    Via Via,
    bool AllowSelf,
    bool AllowGuests,
    bool AllowExternal,
    bool StrictIdentity,
    ImmutableDictionary<string, string> Users)
{
    /// <summary>
    /// The first that matches decides for a role; none at all means <see cref="ApprovalRule.Implicit"/> for every role.
    /// </summary>
    public ImmutableArray<ApprovalRule> Rules { get; init; } = [];
}
