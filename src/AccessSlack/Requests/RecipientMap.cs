using System.Collections.Immutable;
using AccessSlack.Requests.Routing;

namespace AccessSlack.Requests;

/// <summary>
/// Who is notified about a role (docs/design/approvals.md). Recipients are channel names without #, channel ids, user
/// ids or e-mail addresses.
/// </summary>
/// <param name="Roles">role_to_recipients: a role name, a pattern with <c>*</c>, or <c>*</c> alone.</param>
/// <param name="Default">recipients: for roles that nothing else matches.</param>
internal sealed record RecipientMap(
    ImmutableDictionary<string, ImmutableArray<string>> Roles,
    ImmutableArray<string> Default
)
{
    /// <summary>Routes, in the order of the configuration: the first that applies decides.</summary>
    public ImmutableArray<Route> Routes { get; init; } = [];

    /// <summary>Those to whom approval rules escalate. Only an escalation tells them of a request.</summary>
    public ImmutableArray<string> Escalations { get; init; } = [];

    /// <summary>Every recipient of every role, route and escalation, without duplicates.</summary>
    public IEnumerable<string> All => AtFirst.Concat(Escalations).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every recipient of every role and route, without duplicates.</summary>
    public IEnumerable<string> AtFirst =>
        Roles
            .Values.Append(Default)
            .Concat(Routes.Select(route => route.To))
            .SelectMany(recipients => recipients)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The labels of resources that routes ask for.</summary>
    public IEnumerable<string> RoutingLabels =>
        Routes.SelectMany(route => route.Labels.Keys).Distinct(StringComparer.Ordinal);

    /// <summary>The route that applies to this request; null if none does, so that its roles decide.</summary>
    public Route? RouteOf(AccessRequest request) => Routes.FirstOrDefault(route => route.Judge(request) is null);

    /// <summary>Who is told about this request. One without roles is told as the role "".</summary>
    public IEnumerable<string> For(AccessRequest request) => RouteOf(request) is { } route
        ? route.To
        : (request.Roles.IsEmpty ? [""] : request.Roles).SelectMany(role => For(role));

    /// <summary>Who is told about a role of this request; only they get authority by being named.</summary>
    public ImmutableArray<string> For(AccessRequest request, string role) => RouteOf(request)?.To ?? For(role);

    /// <summary>Everyone who may be told about a role, one list for each way that a request can take.</summary>
    public IEnumerable<ImmutableArray<string>> PossiblyFor(string role) =>
        Routes.Where(route => route.MayApplyTo(role)).Select(route => route.To).Append(For(role));

    /// <summary>
    /// The exact entry for the role; otherwise the union of all matching patterns except <c>*</c>; otherwise <c>*</c>;
    /// otherwise the default.
    /// </summary>
    public ImmutableArray<string> For(string role)
    {
        var keys = KeysFor(role);
        if (keys.IsEmpty) return Default;
        if (keys is [var only] && (only == role || only == "*")) return Roles[only];
        return
        [
            .. keys.SelectMany(key => Roles[key]).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The entries of role_to_recipients that apply to a role; empty if the default does.</summary>
    public ImmutableArray<string> KeysFor(string role)
    {
        if (Roles.ContainsKey(role)) return [role];
        ImmutableArray<string> matching =
            [.. Roles.Keys.Where(key => key != "*" && RolePattern.Matches(key, role)).Order(StringComparer.Ordinal)];
        if (!matching.IsEmpty) return matching;
        return Roles.ContainsKey("*") ? ["*"] : [];
    }
}
