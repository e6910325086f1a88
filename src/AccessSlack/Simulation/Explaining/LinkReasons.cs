using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Simulation.Explaining;

/// <summary>
/// Why a role, or the message at a place, has a link to Teleport and no buttons. The policy has said so; this only
/// finds the words.
/// </summary>
internal static class LinkReasons
{
    /// <summary>Null if the role is decided in Slack, as far as it alone tells.</summary>
    public static Reason? OfRole(ApprovalPolicy policy, AccessRequest request, string role)
    {
        if (OfRequest(policy, request) is { } all) return all;
        return policy.RuleFor(role, request) switch
        {
            null when IsGroupUnknown(policy, request, role) => new(
                "requester_group_unknown",
                "Slack did not say whether the requester is in a group that a rule asks for"
            ),
            null => new("no_rule", "no rule matches this role, requester and cluster"),
            { Buttons: Buttons.Link } => new("buttons_link", "the rule has buttons = \"link\""),
            _ => null,
        };
    }

    /// <summary>Null if the place has buttons.</summary>
    public static Reason? OfPlace(ApprovalPolicy policy, AccessRequest request, Delivery place)
    {
        if (policy.MayDecideAt(place, request)) return null;
        if (OfRequest(policy, request) is { } all) return all;
        if (request.Roles.FirstOrDefault(role => OfRole(policy, request, role) is not null) is { } left)
            return new("role_left_to_teleport", $"{Name(left)} is left to Teleport, and with it the whole request");
        if (place.IsExtraCopy) return new("extra_copy", "a second copy of a message has no buttons");
        if (policy.Principals.TooLarge.Contains(place.Place))
            return new("channel_too_large", "the channel has too many members to be a source of approvers");
        var unnamed = request.Roles.Where(role => !policy.Places.IsNamed(request, role, place)).ToList();
        if (unnamed.Count == request.Roles.Length) return NotConfigured(policy, request, place);
        return policy.Settings.Rules.IsEmpty
            ? new("not_for_every_role", $"the configuration does not name this place for {Name(unnamed[0])}")
            : new("no_approvers_here", "the rules name other approvers for the roles of this place");
    }

    private static Reason NotConfigured(ApprovalPolicy policy, AccessRequest request, Delivery place)
    {
        if (!policy.Audience(request).IsOnlySuggested(place.Names))
            return new("monitoring_rule", "only an Access Monitoring Rule names this place");
        return new("suggested", "only the requester chose this person, and no rule names them");
    }

    private static Reason? OfRequest(ApprovalPolicy policy, AccessRequest request)
    {
        if (!policy.CanDecide) return new("notify_only", "clicks are off: notify_only, or no way for clicks to arrive");
        if (request.Roles.IsEmpty) return new("no_role", "the request names no role");
        if (policy.DecidingRule(request.Roles[0], request) is not null) return null;
        return Refusals.NotHere(request) switch
        {
            { Code: "long_term" } => new("long_term", "the request asks for permanent access"),
            { Code: "unknown_kind" } => new("unknown_kind", "the request asks for a kind of access that is not known"),
            { Code: "too_long" } => new("too_long", "the request asks for more than Slack can list"),
            _ when policy.AsksForRoles(request) && !policy.ServerGrantsRoles => new(
                "partial_not_possible",
                "rules have partial = true, and this Teleport cannot grant a part of the roles"
            ),
            _ when policy.AsksForRoles(request) && !policy.CanDecideRoles(request) =>
                new("partial_too_long", "rules have partial = true, and a dialog has no room for every role"),
            _ => null,
        };
    }

    /// <summary>Untrusted, and within a sentence.</summary>
    private static string Name(string role) => SlackText.Name(role, 100, SlackText.Plain);

    private static bool IsGroupUnknown(ApprovalPolicy policy, AccessRequest request, string role) =>
        policy.RulesForPeople().Any(rule => rule.Matches(role, request, policy.Cluster) is null);
}
