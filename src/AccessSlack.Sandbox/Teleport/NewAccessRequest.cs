using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>An access request as created by its requester.</summary>
/// <param name="User">Teleport user name of the requester.</param>
/// <param name="Roles">Requested roles.</param>
internal sealed record NewAccessRequest(string User, params IReadOnlyList<string> Roles)
{
    public string Reason { get; init; } = "";

    /// <summary>
    /// Null: the default threshold (approve 1, deny 1). Empty: as if created on a server without reviews. Filters are
    /// stored but match every review.
    /// </summary>
    public IReadOnlyList<Proto.AccessReviewThreshold>? Thresholds { get; init; }

    public IReadOnlyList<string> SuggestedReviewers { get; init; } = [];

    /// <summary>Requested resources as (kind, name), in this cluster.</summary>
    public IReadOnlyList<(string Kind, string Name)> Resources { get; init; } = [];

    /// <summary>
    /// Requested resources of any cluster, in whole or in part; from 18 on, earlier releases drop them.
    /// </summary>
    public IReadOnlyList<Proto.ResourceAccessID> Parts { get; init; } = [];

    /// <summary>From 18 on; earlier releases drop it.</summary>
    public Proto.AccessRequestKind Kind { get; init; } = Proto.AccessRequestKind.ShortTerm;

    /// <summary>When the access may be used, from the creation of the request; null for at once. From 17 on.</summary>
    public TimeSpan? StartsAfter { get; init; }

    /// <summary>How long ago it was made, by its own creation time.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>How long it may stay pending; never longer than <see cref="AccessFor"/>.</summary>
    public TimeSpan PendingFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the access lasts if it is approved, from the creation of the request.</summary>
    public TimeSpan AccessFor { get; init; } = TimeSpan.FromHours(8);
}

/// <summary>One line of the audit trail.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Event">For example <c>access_request.update</c>.</param>
/// <param name="RequestId">The request it is about.</param>
/// <param name="UpdatedBy">
/// The Teleport user who made the call; the author of a review; empty for the server itself.
/// </param>
/// <param name="State">State set, or proposed by a review.</param>
/// <param name="Delegator">Free text of SetAccessRequestState: on whose behalf the caller acted.</param>
/// <param name="Reason">Reason of the resolution or review; always empty before 4.4.3.</param>
internal sealed record AuditEvent(
    DateTimeOffset Time, string Event, string RequestId, string UpdatedBy,
    Proto.RequestState State = Proto.RequestState.None, string Delegator = "", string Reason = "",
    string SubmittedBy = "");

/// <summary>A call that reached the simulator, in order of arrival.</summary>
internal sealed record TeleportCall(
    int Order,
    DateTimeOffset Time,
    string Rpc,
    string User,
    Google.Protobuf.IMessage Request
);
