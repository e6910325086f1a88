using System.Collections.Immutable;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Requests;

/// <summary>
/// State of an access request. A state that a newer Teleport may add is read as <see cref="Unknown"/>, which counts as
/// resolved.
/// </summary>
internal enum RequestState
{
    Unknown,
    Pending,
    Approved,
    Denied,
    Promoted,
}

/// <summary>What a request asks for. Only the first kind is decided in Slack.</summary>
internal enum RequestKind
{
    /// <summary>Access that ends by itself; requests of releases that know no other kind.</summary>
    ShortTerm,

    /// <summary>A place on an access list. Approving it would give a short grant, and prevent the promotion.</summary>
    LongTerm,

    /// <summary>A kind that a newer Teleport may add.</summary>
    Unknown,
}

/// <summary>
/// A snapshot of a Teleport access request. Its texts come from users, and are untrusted until escaped.
/// </summary>
internal sealed record AccessRequest
{
    public required string Id { get; init; }

    /// <summary>Teleport user name of the requester.</summary>
    public required string User { get; init; }

    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>
    /// Of an approved request: what was granted, as far as it is known that it is less than <see cref="Roles"/>.
    /// </summary>
    public RoleGrant Granted { get; init; } = RoleGrant.All;

    public required RequestState State { get; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary>When the request itself expires, after which it cannot be decided.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Before this time the access cannot be used; null if it can be used at once.</summary>
    public DateTimeOffset? AccessFrom { get; init; }

    /// <summary>When the access ends if it is approved.</summary>
    public DateTimeOffset? AccessUntil { get; init; }

    public RequestKind Kind { get; init; }

    public string Reason { get; init; } = "";

    public string ResolveReason { get; init; } = "";

    public ImmutableArray<Review> Reviews { get; init; } = [];

    public ImmutableArray<Threshold> Thresholds { get; init; } = [];

    public ImmutableArray<string> SuggestedReviewers { get; init; } = [];

    /// <summary>What the requester's roles add, for plugins; not shown.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Annotations { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Requested resources as <c>kind name</c>, for example <c>node db-1</c>.</summary>
    public ImmutableArray<string> Resources { get; init; } = [];

    /// <summary>The same resources in their parts.</summary>
    public ImmutableArray<ResourceId> ResourceIds { get; init; } = [];

    /// <summary>Of resources that are requested in part, by their texts in <see cref="Resources"/>.</summary>
    public ImmutableSortedDictionary<string, ResourceConstraint> Constraints { get; init; } =
        ImmutableSortedDictionary<string, ResourceConstraint>.Empty;

    /// <summary>What this process or the ledger knows beside Teleport's record.</summary>
    public RequestDetails Details { get; init; } = RequestDetails.None;

    /// <summary>Identifies which parts of resources are requested; empty if all of each.</summary>
    public string ResourceParts { get; init; } = "";

    /// <summary>See <see cref="RequestDigest"/>.</summary>
    public string Digest => RequestDigest.Of(User, Roles, Resources, Kind, ResourceParts);

    /// <summary>
    /// With the roles that were asked for: Teleport's record of an approved request has only those that were granted.
    /// </summary>
    /// <param name="ledger">It was sealed while the request was pending.</param>
    public AccessRequest AskedFor(Ledger? ledger)
    {
        if (State == RequestState.Pending || Roles.IsEmpty || ledger?.Facts.Roles is not { } asked) return this;
        var isPart = Roles.All(asked.Contains) && asked.Any(role => !Roles.Contains(role));
        return isPart ? this with { Roles = asked, Granted = RoleGrant.Of(Roles, asked) } : this;
    }
}

/// <summary>A review submitted in Teleport.</summary>
internal sealed record Review(string Author, RequestState Proposed, string Reason)
{
    /// <summary>Submitted by the plugin's own user, for a person whom its reason names.</summary>
    public bool IsOurs { get; init; }
}

/// <summary>How many reviews approve or deny the request; 0 means that no number of reviews does.</summary>
internal sealed record Threshold(string Filter, uint Approve, uint Deny);
