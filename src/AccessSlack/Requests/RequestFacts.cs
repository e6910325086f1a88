using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// What a message shows of a request and does not change. The ledger keeps it for the time when the request is gone.
/// </summary>
internal sealed record RequestFacts
{
    public required string User { get; init; }
    public ImmutableArray<string> Roles { get; init; } = [];
    public string Reason { get; init; } = "";
    public ImmutableArray<string> Resources { get; init; } = [];
    public DateTimeOffset? Expires { get; init; }
    public DateTimeOffset? AccessUntil { get; init; }
    public string ResolveReason { get; init; } = "";

    public static RequestFacts Of(AccessRequest request) => new()
    {
        User = request.User,
        Roles = request.Roles,
        Reason = request.Reason,
        Resources = request.Resources,
        Expires = request.Expires,
        AccessUntil = request.AccessUntil,
        ResolveReason = request.ResolveReason,
    };
}
