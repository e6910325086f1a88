using System.Collections.Immutable;
using System.Text;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Requests;

/// <summary>
/// The roles of a request that a vote or a decision counts for. What another person decided must not be ascribed to its
/// author.
/// </summary>
/// <param name="Names">Empty with <see cref="All"/>, or if not even one fits.</param>
/// <param name="More">How many more there are.</param>
internal sealed record RoleShare(ImmutableArray<string> Names, int More = 0)
{
    /// <summary>In bytes for all names together, because there may be many votes.</summary>
    public const int MaxBytes = 100;

    /// <summary>Every requested role.</summary>
    public static readonly RoleShare All = new([]);

    public bool IsAll => Names.IsEmpty && More == 0;

    /// <summary>By what it says: one that was read again is the same.</summary>
    public bool Equals(RoleShare? other) =>
        other is not null && More == other.More && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Names.Length, More);

    /// <summary>As many of the first roles as fit.</summary>
    public static RoleShare Of(IReadOnlyCollection<string> roles)
    {
        var left = MaxBytes;
        ImmutableArray<string> names = [.. roles.TakeWhile(role => (left -= Encoding.UTF8.GetByteCount(role)) >= 0)];
        return new(names, roles.Count - names.Length);
    }

    /// <summary>All of them, or for example <c>dba, prod-admin + 3 more</c>.</summary>
    /// <param name="show">How to show a role.</param>
    public string Text(Func<string, string> show) => this switch
    {
        { IsAll: true } => "all roles",
        { Names.IsEmpty: true } => More == 1 ? "1 role" : $"{More} roles",
        _ => string.Join(", ", Names.Select(show)) + (More == 0 ? "" : $" + {More} more"),
    };
}

/// <summary>One person's vote on a request, as the ledger stores it. Only a person's newest vote counts.</summary>
/// <param name="Voter">Teleport user, otherwise the Slack id.</param>
/// <param name="SlackUserId">Who clicked.</param>
/// <param name="Person">E-mail address, or the Teleport user from [users].</param>
/// <param name="Choice">Approved or Denied.</param>
/// <param name="Channel">The channel of the clicked message.</param>
/// <param name="ActionTs">Slack's time of the click, which identifies the click.</param>
/// <param name="Reason">Untrusted text, truncated by <see cref="Ledger"/> when the vote is added.</param>
internal sealed record Vote(
    string Voter,
    string SlackUserId,
    string Person,
    RequestState Choice,
    string Channel,
    string ActionTs,
    string Reason
)
{
    /// <summary>
    /// The groups and channels of a rule that the voter was a member of at the time of the click. Membership is checked
    /// again before the vote decides anything.
    /// </summary>
    public ImmutableArray<Approver> Groups { get; init; } = [];

    /// <summary>Role by role; <see cref="RoleChoices.None"/> if the vote is on the request as a whole.</summary>
    public RoleChoices Choices { get; init; } = RoleChoices.None;

    /// <summary>As counted last; <see cref="RoleShare.All"/> if it was never counted.</summary>
    public RoleShare Roles { get; init; } = RoleShare.All;

    /// <inheritdoc cref="SlackTime"/>
    public decimal Time => SlackTime.Of(ActionTs);

    /// <summary>
    /// A Teleport user with two Slack accounts is one person, and so is a Slack account with two names.
    /// </summary>
    public bool IsSamePerson(Vote other) =>
        SlackUserId == other.SlackUserId
        || string.Equals(Voter, other.Voter, StringComparison.OrdinalIgnoreCase)
        || string.Equals(Person, other.Person, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether both come from the same click.</summary>
    public bool IsSameClick(Vote other) => other.SlackUserId == SlackUserId && other.ActionTs == ActionTs;

    /// <summary>
    /// Whether this vote and the decision come from the same click. Choices role by role may complete a decision that
    /// is another one than their own.
    /// </summary>
    public bool IsClickOf(Decision decision) =>
        (decision.State == Choice || !Choices.IsEmpty)
        && decision.SlackUserId == SlackUserId
        && decision.ActionTs == ActionTs;

    /// <summary>A decision that has not been sent to Teleport.</summary>
    public Decision ToDecision(RequestState state) =>
        new(state, SlackUserId, Person, Channel, ActionTs, DecisionOutcome.Open) { Roles = Roles };
}
