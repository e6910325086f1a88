using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Reconciliation.Rules;

/// <summary>
/// What Access Monitoring Rules change for the people whom the configuration names. Pure: the daemon warns of it, and
/// <c>check</c> finds the same.
/// </summary>
/// <param name="Replacing">Rules whose recipients are told instead of the configured ones.</param>
/// <param name="LinkOnly">
/// Places that only such a rule names: their messages have a link instead of buttons.
/// </param>
internal sealed record RuleImpact(ImmutableArray<string> Replacing, ImmutableArray<string> LinkOnly)
{
    private const int MostNamed = 20;

    public const string Cure =
        "If the people there are to decide, name these places in the configuration as well, or the people as " +
        "approvers under [[approvals.rules]]";

    public bool IsNone => Replacing.IsEmpty && LinkOnly.IsEmpty;

    /// <summary>One sentence for each of the two.</summary>
    public string Text =>
        $"{Names(Replacing)} replace the configured recipients of the requests that they apply to." +
        (LinkOnly.IsEmpty
            ? ""
            : $" Messages to {Names(LinkOnly)} have a link instead of buttons, because only rules name them there.");

    public static RuleImpact Of(IEnumerable<FollowedRule> rules, ApprovalPolicy policy)
    {
        var telling = rules.Where(rule => !rule.Recipients.IsEmpty).ToList();
        if (!policy.Recipients.AtFirst.Any()) return new([], []);
        var linkOnly = telling
            .SelectMany(rule => rule.Recipients)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(place => policy.CanDecide && !HasButtons(place, policy));
        return new([.. telling.Select(rule => rule.Name)], [.. linkOnly]);
    }

    /// <summary>
    /// The configuration names it, by this name or by its id, or a rule of [approvals] names this person.
    /// </summary>
    private static bool HasButtons(string place, ApprovalPolicy policy)
    {
        var named = ResolvedPrincipals.Of(place);
        return policy
            .Recipients.AtFirst.Select(ResolvedPrincipals.Of)
            .Concat(policy.Settings.Rules.SelectMany(rule => rule.Approvers ?? []).Where(approver => approver.IsPerson))
            .Any(known => known == named || IsSame(known, named, policy.Principals));
    }

    private static bool IsSame(Approver known, Approver named, ResolvedPrincipals principals) =>
        principals.IdOf(known) is { } id && id == principals.IdOf(named);

    private static string Names(ImmutableArray<string> names) =>
        names.Length <= MostNamed
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(MostNamed))} and {names.Length - MostNamed} more";
}
