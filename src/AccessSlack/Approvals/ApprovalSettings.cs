using System.Collections.Immutable;

namespace AccessSlack.Approvals;

/// <summary>How a decision is written to Teleport.</summary>
internal enum Via
{
    /// <summary>State for a request without real thresholds, otherwise a review.</summary>
    Auto,

    /// <summary>SetAccessRequestState, regardless of thresholds.</summary>
    State,

    /// <summary>SubmitAccessReview as the plugin's user.</summary>
    Review,
}

/// <summary>Who may decide, apart from being in the right channel (<c>[approvals]</c>).</summary>
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
    /// The first matching rule applies to a role. Without any rules, <see cref="ApprovalRule.Implicit"/> applies to
    /// every role.
    /// </summary>
    public ImmutableArray<ApprovalRule> Rules { get; init; } = [];
}
