using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

namespace AccessSlack.Simulation.Explaining;

/// <summary>Because of which key someone is told of a request.</summary>
internal static class RecipientKeys
{
    public const string Suggested = "suggested reviewer";
    public const string MonitoringRule = "an Access Monitoring Rule of Teleport";
    private const string Default = "recipients";

    public static ImmutableArray<string> Of(ApprovalPolicy policy, AccessRequest request, Delivery place)
    {
        if (place.IsFromGoPlugin) return ["posted by the Go plugin"];
        if (place.IsExtraCopy) return ["a second copy, posted by mistake"];
        var audience = policy.Audience(request);
        var keys = audience.Configured.Any(place.IsFor) ? Configured(policy.Recipients, request, place) : [];
        var escalated = policy.EscalatingRules(request)
            .Where(rule => RuleEscalation.HasEscalated(rule, request) && rule.Escalation!.To.Any(place.IsFor))
            .Select(rule => $"escalate_to of rule {policy.NameOf(rule)}");
        return [.. keys, .. escalated, .. audience.Suggested.Any(place.IsFor) ? [Suggested] : Array.Empty<string>()];
    }

    private static IEnumerable<string> Configured(RecipientMap map, AccessRequest request, Delivery place)
    {
        if (!request.Details.RuleRecipients.IsEmpty) return [MonitoringRule];
        if (map.RouteOf(request) is { } route) return [$"[[routes]] number {map.Routes.IndexOf(route) + 1}"];
        var roles = request.Roles.IsEmpty ? [""] : request.Roles;
        return roles.SelectMany(role => OfRole(map, role, place)).Distinct();
    }

    private static IEnumerable<string> OfRole(RecipientMap map, string role, Delivery place)
    {
        var keys = map.KeysFor(role);
        if (keys.IsEmpty) return map.Default.Any(place.IsFor) ? [Default] : [];
        return keys.Where(key => map.Roles[key].Any(place.IsFor)).Select(key => $"role_to_recipients.\"{key}\"");
    }
}
