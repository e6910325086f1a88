using System.Collections.Immutable;
using AccessSlack.Approvals.Partial;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;

namespace AccessSlack.Approvals;

/// <summary>The result of the votes on a request.</summary>
internal enum Verdict
{
    /// <summary>The request is not decided in Slack.</summary>
    LinkOnly,

    Open,
    Approve,
    Deny,
}

/// <summary>The counted votes for one role.</summary>
/// <param name="Role">Its name.</param>
/// <param name="Rule">The rule that applies to it; null if none does.</param>
/// <param name="Approvals">How many of its approvers approve.</param>
/// <param name="Denials">How many of its approvers deny.</param>
internal sealed record RoleTally(string Role, ApprovalRule? Rule, int Approvals, int Denials)
{
    public bool IsLinkOnly => Rule is null or { Buttons: Buttons.Link };

    public bool IsApproved => !IsLinkOnly && Approvals >= Rule!.Required;

    public bool IsDenied => !IsLinkOnly && Denials >= Rule!.DenyRequired;

    public int Needed => Rule?.Required ?? 0;

    /// <summary>
    /// How many of how many votes there are for this choice. While another role lacks votes there may be more than
    /// needed; they are not counted, because "2 of 1" reads like a mistake.
    /// </summary>
    public (int Given, int Needed) CountOf(RequestState choice)
    {
        var (given, needed) =
            choice == RequestState.Approved ? (Approvals, Needed) : (Denials, Rule?.DenyRequired ?? 0);
        return (Math.Min(given, needed), needed);
    }
}

/// <summary>
/// The votes on a request, counted by the rules: a pure function of request, rules, votes and voters' rights.
/// </summary>
/// <param name="Roles">Every requested role.</param>
/// <param name="Votes">
/// Those that count for at least one role, one per person, the oldest first; each with the roles that it counts for.
/// </param>
internal sealed record VoteTally(ImmutableArray<RoleTally> Roles, ImmutableArray<Vote> Votes)
{
    /// <param name="roles">In the order in which they are shown; those without a rule are not decided in Slack.</param>
    /// <param name="people">One vote of each.</param>
    /// <param name="mayDecide">Whether this person may decide a role.</param>
    public static VoteTally Count(
        IReadOnlyList<(string Role, ApprovalRule? Rule)> roles,
        IEnumerable<VerifiedVote> people,
        Func<string, VerifiedVote, bool> mayDecide
    )
    {
        var counted = people
            .Select(person => (person.Vote, Roles: RolesOf(person)))
            .Where(person => person.Roles.Count > 0)
            .ToList();
        return new(
            [.. roles.Select(role => new RoleTally(
                role.Role,
                role.Rule,
                Number(role.Role, RequestState.Approved),
                Number(role.Role, RequestState.Denied)
            ))],
            [
                .. counted
                    .Select(person => person.Vote.With(person.Vote.Choices.Within(person.Roles)) with
                    {
                        Roles = Share(person.Roles),
                    })
                    .OrderBy(vote => vote.Time)
                    .ThenBy(vote => vote.Choice),
            ]
        );

        List<string> RolesOf(VerifiedVote person) =>
            [
                .. roles
                    .Where(role => role.Rule is not null && person.Vote.ChoiceFor(role.Role) is not null)
                    .Select(role => role.Role)
                    .Where(role => mayDecide(role, person)),
            ];

        int Number(string role, RequestState choice) =>
            counted.Count(person => person.Vote.ChoiceFor(role) == choice && person.Roles.Contains(role));

        RoleShare Share(List<string> some) => some.Count == roles.Count ? RoleShare.All : RoleShare.Of(some);
    }

    /// <summary>The same votes, with the roles that each counts for as far as it is counted.</summary>
    public ImmutableArray<Vote> WithRoles(ImmutableArray<Vote> votes) =>
        [.. votes.Select(vote => Votes.FirstOrDefault(vote.IsSameClick) ?? vote)];

    /// <summary>
    /// If one role is not decided in Slack, the whole request is left to Teleport. A denial of one role denies the
    /// request; an approval needs every role. Role by role, it is decided once all are settled.
    /// </summary>
    public Verdict Verdict => this switch
    {
        _ when Roles.IsEmpty || Roles.Any(role => role.IsLinkOnly) => Verdict.LinkOnly,
        { IsByRole: true } when Units.Any(unit => unit.State == Verdict.Open) => Verdict.Open,
        { IsByRole: true } => Units.Any(unit => unit.State == Verdict.Approve) ? Verdict.Approve : Verdict.Deny,
        _ when Roles.Any(role => role.IsDenied) => Verdict.Deny,
        _ when Roles.All(role => role.IsApproved) => Verdict.Approve,
        _ => Verdict.Open,
    };

    /// <summary>Each role is decided by itself.</summary>
    public bool IsByRole { get; init; }

    /// <summary>What is settled by itself, with its state; only if <see cref="IsByRole"/>.</summary>
    public ImmutableArray<(RoleUnit Unit, Verdict State)> Units => IsByRole
        ? [.. RoleUnit.Of(Roles.Select(role => (role.Role, role.Rule))).Select(unit => (unit, StateOf(unit)))]
        : [];

    /// <summary>What an approval by these votes grants.</summary>
    public RoleGrant Granted => Verdict == Verdict.Approve && IsByRole
        ? RoleGrant.Of(
            Units.Where(unit => unit.State == Verdict.Approve).SelectMany(unit => unit.Unit.Roles),
            Roles.Select(role => role.Role)
        )
        : RoleGrant.All;

    /// <summary>Whether the votes come to exactly this decision.</summary>
    public bool ComesTo(Decision decision) => Decides == decision.State && Granted == decision.Granted;

    /// <summary>Within a role, denial wins.</summary>
    private Verdict StateOf(RoleUnit unit)
    {
        var roles = Roles.Where(role => unit.Roles.Contains(role.Role)).ToList();
        return roles.Exists(role => role.IsDenied) ? Verdict.Deny
            : roles.TrueForAll(role => role.IsApproved) ? Verdict.Approve
            : Verdict.Open;
    }

    /// <summary>The state that the votes decide; null while they decide nothing.</summary>
    public RequestState? Decides => Verdict switch
    {
        Verdict.Approve => RequestState.Approved,
        Verdict.Deny => RequestState.Denied,
        _ => null,
    };

    /// <summary>Whether the numbers are of interest: they are not if a single approval is enough.</summary>
    public bool ShowsProgress => Roles.Any(role => role.Needed > 1) || !IsUniform(RequestState.Approved);

    /// <summary>
    /// Every role has the same number of such votes and needs the same number, and every vote counts for every role.
    /// </summary>
    public bool IsUniform(RequestState choice) =>
        Votes.All(vote => vote.Roles.IsAll)
        && Roles.Select(role => role.CountOf(choice)).Distinct().Take(2).Count() < 2;
}
