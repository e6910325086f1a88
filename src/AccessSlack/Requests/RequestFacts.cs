using System.Collections.Immutable;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Requests;

/// <summary>
/// The constant part of what a message shows about a request. The ledger keeps it, because the request may be gone.
/// </summary>
internal sealed record RequestFacts
{
    public required string User { get; init; }
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <inheritdoc cref="AccessRequest.Granted"/>
    public RoleGrant Granted { get; init; } = RoleGrant.All;
    public string Reason { get; init; } = "";
    public ImmutableArray<string> Resources { get; init; } = [];

    /// <inheritdoc cref="AccessRequest.Constraints"/>
    public ImmutableSortedDictionary<string, ResourceConstraint> Constraints { get; init; } =
        ImmutableSortedDictionary<string, ResourceConstraint>.Empty;
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Only if it is later than the request.</summary>
    public DateTimeOffset? AccessFrom { get; init; }
    public DateTimeOffset? AccessUntil { get; init; }
    public RequestKind Kind { get; init; }
    public string ResolveReason { get; init; } = "";
    public RequestDetails Details { get; init; } = RequestDetails.None;

    public static RequestFacts Of(AccessRequest request) => new()
    {
        User = request.User,
        Roles = request.Roles,
        Granted = request.Granted,
        Reason = request.Reason,
        Resources = request.Resources,
        Constraints = request.Constraints,
        Expires = request.Expires,
        AccessFrom =
            request.AccessFrom > (request.Created ?? DateTimeOffset.UnixEpoch) ? request.AccessFrom : null,
        AccessUntil = request.AccessUntil,
        Kind = request.Kind,
        ResolveReason = request.ResolveReason,
        Details = request.Details,
    };
}
