using System.Collections.Immutable;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Requests.Routing;

/// <summary>Why a route does not apply to a request.</summary>
internal enum RouteMiss
{
    Role,
    Requester,

    /// <summary>It is about resources, and the request names none.</summary>
    NoResource,
    Resource,

    /// <summary>Of some resource they were not known when the request was announced.</summary>
    LabelsUnknown,
    Label,
}

/// <summary>
/// One of <c>[[routes]]</c>: who is told of requests that meet all of its conditions. A condition that is empty is met
/// by every request (docs/design/approvals.md).
/// </summary>
internal sealed record Route
{
    /// <summary>Patterns (<see cref="RolePattern"/>); every role must match one of them.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Patterns of Teleport user names.</summary>
    public ImmutableArray<string> Requesters { get; init; } = [];

    /// <summary>Patterns of <c>kind/name</c>; every resource must match one of them.</summary>
    public ImmutableArray<string> Resources { get; init; } = [];

    /// <summary>Patterns by label; every resource must have each label with a value that matches.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Labels { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Recipients; empty means no one.</summary>
    public required ImmutableArray<string> To { get; init; }

    /// <summary>It applies to every request.</summary>
    public bool IsUnconditional =>
        Resources.IsEmpty && Labels.IsEmpty && Covers(Roles, []) && Covers(Requesters, []);

    /// <summary>Null if it applies.</summary>
    public RouteMiss? Judge(AccessRequest request)
    {
        if (!MatchesRoles(request)) return RouteMiss.Role;
        if (!Meets(Requesters, request.User)) return RouteMiss.Requester;
        if (Resources.IsEmpty && Labels.IsEmpty) return null;
        if (request.ResourceIds.IsEmpty) return RouteMiss.NoResource;
        var known = request.Details.Routing ?? RoutingFacts.None;
        if (!Resources.IsEmpty && !request.ResourceIds.All(id => IsNamed(id, known))) return RouteMiss.Resource;
        return Labels.IsEmpty ? null : JudgeLabels(known);
    }

    /// <summary>
    /// Whether this applies wherever <paramref name="other"/> does. A pattern that matches the text of another pattern
    /// matches everything that the other does, because only a star matches a star.
    /// </summary>
    public bool Covers(Route other) =>
        Covers(Roles, other.Roles)
        && Covers(Requesters, other.Requesters)
        && (Resources.IsEmpty || (!other.Resources.IsEmpty && Covers(Resources, other.Resources)))
        && Labels.All(label =>
            other.Labels.TryGetValue(label.Key, out var values) && Covers(label.Value, values)
        );

    /// <summary>Whether it can apply to a request for this role, as far as roles go.</summary>
    public bool MayApplyTo(string role) => Meets(Roles, role);

    /// <summary>A request without roles counts as the role "", as under [role_to_recipients].</summary>
    private bool MatchesRoles(AccessRequest request) =>
        request.Roles.IsEmpty ? Meets(Roles, "") : request.Roles.All(role => Meets(Roles, role));

    private bool IsNamed(ResourceId id, RoutingFacts known)
    {
        var text = id.SubResource.Length == 0 ? $"{id.Kind}/{id.Name}" : $"{id.Kind}/{id.Name}/{id.SubResource}";
        if (Meets(Resources, text)) return true;
        return known.Names.TryGetValue(id.ToString(), out var name) && Meets(Resources, $"{id.Kind}/{name}");
    }

    private RouteMiss? JudgeLabels(RoutingFacts known)
    {
        if (known.Labels is not { } labels) return RouteMiss.LabelsUnknown;
        return Labels.All(label =>
            labels.TryGetValue(label.Key, out var values) && values.All(value => Meets(label.Value, value))
        )
            ? null
            : RouteMiss.Label;
    }

    private static bool Covers(ImmutableArray<string> wide, ImmutableArray<string> narrow) =>
        wide.IsEmpty || (narrow.IsEmpty ? wide.Contains("*") : narrow.All(pattern => Meets(wide, pattern)));

    private static bool Meets(ImmutableArray<string> patterns, string text) =>
        patterns.IsEmpty || patterns.Any(pattern => RolePattern.Matches(pattern, text));
}
