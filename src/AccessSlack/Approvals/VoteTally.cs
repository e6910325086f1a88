using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>What the votes on a request come to.</summary>
internal enum Verdict
{
    /// <summary>Slack does not decide it, whatever the votes.</summary>
    LinkOnly,

    Open,
    Approve,
    Deny,
}

/// <summary>What the votes come to for one role.</summary>
/// <param name="Role">Its name.</param>
/// <param name="Rule">The rule that decides for it; null when none does.</param>
/// <param name="Approvals">How many people approve who may.</param>
/// <param name="Denials">How many people deny who may.</param>
internal sealed record RoleTally(string Role, ApprovalRule? Rule, int Approvals, int Denials)
{
    public bool IsLinkOnly => Rule is null or { Buttons: Buttons.Link };

    public bool IsApproved => !IsLinkOnly && Approvals >= Rule!.Required;

    public bool IsDenied => !IsLinkOnly && Denials >= Rule!.DenyRequired;

    public int Needed => Rule?.Required ?? 0;
}

/// <summary>
/// How a request stands under the rules: a pure function of request, rules, votes and what is known of the voters.
/// </summary>
/// <param name="Roles">Every role that was asked for.</param>
/// <param name="Votes">Those that count for a role at least, one per person, the oldest first.</param>
internal sealed record VoteTally(ImmutableArray<RoleTally> Roles, ImmutableArray<Vote> Votes)
{
    /// <summary>
    /// One role that Slack does not decide leaves the whole request to Teleport; a denial wins; an approval needs every
    /// role.
    /// </summary>
    public Verdict Verdict => this switch
    {
        _ when Roles.IsEmpty || Roles.Any(role => role.IsLinkOnly) => Verdict.LinkOnly,
        _ when Roles.Any(role => role.IsDenied) => Verdict.Deny,
        _ when Roles.All(role => role.IsApproved) => Verdict.Approve,
        _ => Verdict.Open,
    };

    /// <summary>The state that <see cref="Verdict"/> asks for; null while it is open.</summary>
    public RequestState? Decides => Verdict switch
    {
        Verdict.Approve => RequestState.Approved,
        Verdict.Deny => RequestState.Denied,
        _ => null,
    };

    /// <summary>Approvals given and needed, for the role that misses the most; (0, 0) without roles.</summary>
    public (int Given, int Needed) Approvals =>
        Roles
            .Select(role => (Given: role.Approvals, role.Needed))
            .OrderByDescending(count => count.Needed - count.Given)
            .ThenByDescending(count => count.Needed)
            .FirstOrDefault();

    /// <summary>Denials given and needed, for the role that misses the fewest: one denied role denies all.</summary>
    public (int Given, int Needed) Denials =>
        Roles
            .Select(role => (Given: role.Denials, Needed: role.Rule?.DenyRequired ?? 0))
            .OrderBy(count => count.Needed - count.Given)
            .FirstOrDefault();

    /// <summary>Numbers tell a reader nothing as long as one approval is all it takes.</summary>
    public bool ShowsProgress => Roles.Any(role => role.Needed > 1) || !IsUniform;

    /// <summary>Every role has come equally far.</summary>
    public bool IsUniform => Roles.Select(role => (role.Approvals, role.Needed)).Distinct().Take(2).Count() < 2;
}
