using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Teleport;

/// <summary>
/// The calls to a Teleport auth server. Every method throws <see cref="TeleportException"/>, and no other exception but
/// that of cancellation.
/// </summary>
internal interface ITeleport
{
    /// <summary>
    /// Canceled when the connection that is in use now is replaced, because there are new credentials or because it
    /// fell silent: a watch on it ends, and another try need not wait.
    /// </summary>
    CancellationToken ConnectionReplaced { get; }

    /// <summary>Needs no permission: the first call on a new connection.</summary>
    Task<TeleportServer> PingAsync(CancellationToken cancel);

    /// <summary>
    /// Watches access requests without a filter. The first item is always <see cref="TeleportEvent.Watching"/> (INIT);
    /// if it does not come within 15 s the call fails as <see cref="TeleportFailure.Unreachable"/>. A clean end of the
    /// stream is normal (docs/protocols/teleport.md 4.1) and ends the enumeration: the caller reconnects.
    /// </summary>
    IAsyncEnumerable<TeleportEvent> WatchAsync(CancellationToken cancel);

    /// <summary>All access requests, in any state, by the newest listing call this server knows.</summary>
    IAsyncEnumerable<AccessRequest> ListAsync(CancellationToken cancel);

    /// <summary>
    /// A fresh look-up by id; null when there is no such request (an empty list or NotFound, by generation).
    /// </summary>
    Task<AccessRequest?> FindAsync(string id, CancellationToken cancel);

    /// <summary>
    /// The Slack accounts that Teleport knows of a user: the trait <c>slack_uid</c>. None for a user who does not
    /// exist. Needs <c>user: read</c>, which a plugin seldom has: <see cref="TeleportFailure.NotPermitted"/> then.
    /// </summary>
    Task<ImmutableArray<string>> FindSlackIdsAsync(string user, CancellationToken cancel);

    /// <summary>
    /// Names and labels of requested resources, as far as Teleport tells them. A kind that fails is in the answer, and
    /// the call itself does not fail.
    /// </summary>
    Task<ResourceAnswer> DescribeResourcesAsync(ImmutableArray<ResourceId> resources, CancellationToken cancel);

    /// <summary>
    /// Verifies that we see all requests. A user whose role has lost <c>list</c> or <c>read</c> is shown fewer requests
    /// or none, without an error (docs/protocols/teleport.md 6.2), so a missing request proves nothing before this
    /// call.
    /// <see cref="TeleportFailure.NotPermitted"/> if the watch is rejected, <see cref="TeleportFailure.NothingShown"/>
    /// if no request is shown at all.
    /// </summary>
    Task VerifyVisibilityAsync(CancellationToken cancel);

    /// <summary>
    /// Our entries in the plugin data of all requests, also of those that are resolved or gone, by one call whose
    /// answer may be very large. <see cref="TeleportFailure.Busy"/> above 64 MiB.
    /// </summary>
    Task<PluginDataSnapshot> ReadAllPluginDataAsync(CancellationToken cancel);

    /// <summary>Our own entry in the request's plugin data; null when absent.</summary>
    Task<IReadOnlyDictionary<string, string>?> ReadPluginDataAsync(string id, CancellationToken cancel);

    /// <summary>
    /// Writes our entry by compare-and-swap; <see cref="TeleportFailure.Conflict"/> when an expectation does not hold.
    /// </summary>
    /// <param name="id">The request.</param>
    /// <param name="set">Keys to write; an empty value deletes the key.</param>
    /// <param name="expect">
    /// Keys that must have this value now; an empty value means "absent". Never empty itself: that would check nothing.
    /// </param>
    /// <param name="cancel">Ends the wait; whether the write happened is then unknown.</param>
    Task WritePluginDataAsync(
        string id,
        IReadOnlyDictionary<string, string> set,
        IReadOnlyDictionary<string, string> expect,
        CancellationToken cancel
    );

    /// <summary>
    /// Decides the request (SetAccessRequestState) regardless of its thresholds, and even if it is already approved, so
    /// its state must be checked before. <see cref="TeleportException.Refusal"/> says why Teleport refuses.
    /// </summary>
    Task SetStateAsync(
        AccessRequest request,
        RequestState state,
        string delegator,
        string reason,
        CancellationToken cancel
    );

    /// <summary>
    /// Adds a review as the plugin's user and returns the request after it. Only its state shows whether the review
    /// decided anything; servers up to 13 accept a review of a resolved request. A repeated review counts once.
    /// <see cref="TeleportException.Refusal"/> says why Teleport refuses.
    /// </summary>
    Task<AccessRequest> SubmitReviewAsync(
        AccessRequest request,
        RequestState proposed,
        string reason,
        CancellationToken cancel
    );
}

/// <param name="Cluster">Cluster name.</param>
/// <param name="Version">Server version without a leading v.</param>
/// <param name="ProxyPublicAddress">host:port of the web proxy, or empty (before 6.1, or not configured).</param>
internal sealed record TeleportServer(string Cluster, string Version, string ProxyPublicAddress)
{
    /// <summary>Roles may set thresholds and review requests: from 6.1 on, in the Enterprise edition.</summary>
    public bool HasReviews { get; init; }
}

internal abstract record TeleportEvent
{
    private TeleportEvent() { }

    /// <summary>INIT: everything that changes from now on arrives.</summary>
    internal sealed record Watching : TeleportEvent;

    internal sealed record Changed(AccessRequest Request) : TeleportEvent;

    internal sealed record Removed(string Id) : TeleportEvent;
}

/// <summary>
/// Our entries of all requests, as returned by one call. To save memory, an entry is decoded only when it is taken, and
/// then released: among them are those of all recently resolved requests.
/// </summary>
/// <param name="entries">Encoded entries by request id.</param>
/// <param name="decode">Null if the entry cannot be read.</param>
internal sealed class PluginDataSnapshot(
    Dictionary<string, ReadOnlyMemory<byte>> entries,
    Func<ReadOnlyMemory<byte>, IReadOnlyDictionary<string, string>?> decode
)
{
    /// <summary>Ids of the entries that were not taken yet.</summary>
    public IReadOnlyCollection<string> Left => entries.Keys;

    /// <summary>Null if there is no entry, or it cannot be read; reading it alone gives the reason.</summary>
    public IReadOnlyDictionary<string, string>? Take(string id) =>
        entries.Remove(id, out var entry) && decode(entry) is { Count: > 0 } data ? data : null;
}
