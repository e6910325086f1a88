using System.Collections.Immutable;

namespace AccessSlack.Approvals;

/// <summary>How a decision is written to Teleport.</summary>
internal enum Via
{
    /// <summary>
    /// State for a request without real thresholds, otherwise a review: as the person if Teleport permits it, else as
    /// the plugin's user.
    /// </summary>
    Auto,

    /// <summary>SetAccessRequestState, regardless of thresholds.</summary>
    State,

    /// <summary>SubmitAccessReview as the plugin's user.</summary>
    Review,

    /// <summary>SubmitAccessReview as the person who clicked; Teleport counts.</summary>
    Person,
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

    /// <summary>Whether any rule escalates.</summary>
    public bool Escalates => Rules.Any(rule => rule.Escalation is not null);

    /// <summary>The name from Teleport's RFD 0250 (docs/protocols/teleport.md 4.8).</summary>
    public const string DefaultTrait = "slack_uid";

    /// <summary>The trait of Teleport users that holds their Slack ids.</summary>
    public string SlackIdTrait { get; init; } = DefaultTrait;

    /// <summary>
    /// Without an entry in [users] and without the trait, the Teleport user whose name is the e-mail address reviews.
    /// </summary>
    public bool AllowEmailMatch { get; init; }
}
