using System.Collections.Immutable;
using AccessSlack.Requests;

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
}

/// <summary>
/// The votes on a request, counted by the rules: a pure function of request, rules, votes and voters' rights.
/// </summary>
/// <param name="Roles">Every requested role.</param>
/// <param name="Votes">Those that count for at least one role, one per person, the oldest first.</param>
internal sealed record VoteTally(ImmutableArray<RoleTally> Roles, ImmutableArray<Vote> Votes)
{
    /// <summary>
    /// If one role is not decided in Slack, the whole request is left to Teleport. A denial of one role denies the
    /// request; an approval needs every role.
    /// </summary>
    public Verdict Verdict => this switch
    {
        _ when Roles.IsEmpty || Roles.Any(role => role.IsLinkOnly) => Verdict.LinkOnly,
        _ when Roles.Any(role => role.IsDenied) => Verdict.Deny,
        _ when Roles.All(role => role.IsApproved) => Verdict.Approve,
        _ => Verdict.Open,
    };

    /// <summary>The state that the votes decide; null while they decide nothing.</summary>
    public RequestState? Decides => Verdict switch
    {
        Verdict.Approve => RequestState.Approved,
        Verdict.Deny => RequestState.Denied,
        _ => null,
    };

    /// <summary>Approvals given and needed, for the role that lacks the most; (0, 0) without roles.</summary>
    public (int Given, int Needed) Approvals =>
        Roles
            .Select(role => (Given: role.Approvals, role.Needed))
            .OrderByDescending(count => count.Needed - count.Given)
            .ThenByDescending(count => count.Needed)
            .FirstOrDefault();

    /// <summary>
    /// Denials given and needed, for the role that lacks the fewest: one denied role denies the request.
    /// </summary>
    public (int Given, int Needed) Denials =>
        Roles
            .Select(role => (Given: role.Denials, Needed: role.Rule?.DenyRequired ?? 0))
            .OrderBy(count => count.Needed - count.Given)
            .FirstOrDefault();

    /// <summary>Whether the numbers are of interest: they are not if a single approval is enough.</summary>
    public bool ShowsProgress => Roles.Any(role => role.Needed > 1) || !IsUniform;

    /// <summary>Every role has the same number of approvals and needs the same number.</summary>
    public bool IsUniform => Roles.Select(role => (role.Approvals, role.Needed)).Distinct().Take(2).Count() < 2;
}
