using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Teleport;

/// <summary>
/// What the daemon asks of a Teleport auth server. Every method throws <see cref="TeleportException"/>, and nothing
/// else but cancellation.
/// </summary>
internal interface ITeleport
{
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
    /// Returns when we see whatever there is. Somebody whose role lost <c>list</c> or <c>read</c> is shown fewer
    /// requests or none, without an error (docs/protocols/teleport.md 6.2): until this was asked, absence proves
    /// nothing. <see cref="TeleportFailure.NotPermitted"/> when the watch is refused, or when no request is shown at
    /// all.
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
    /// Decides the request outright (SetAccessRequestState), whatever its thresholds say, and whether it is pending or
    /// approved: look first. A refusal is told by <see cref="TeleportException.Refusal"/>.
    /// </summary>
    Task SetStateAsync(
        AccessRequest request,
        RequestState state,
        string delegator,
        string reason,
        CancellationToken cancel
    );

    /// <summary>
    /// Adds a review as the plugin's user and returns the request after it: only its state tells whether that decided
    /// anything, and servers up to 13 take a review of what is resolved already. The same review twice is one.
    /// A refusal is told by <see cref="TeleportException.Refusal"/>.
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
internal sealed record TeleportServer(string Cluster, string Version, string ProxyPublicAddress);

internal abstract record TeleportEvent
{
    private TeleportEvent() { }

    /// <summary>INIT: everything that changes from now on arrives.</summary>
    internal sealed record Watching : TeleportEvent;

    internal sealed record Changed(AccessRequest Request) : TeleportEvent;

    internal sealed record Removed(string Id) : TeleportEvent;
}

/// <summary>
/// Our entries of all requests as one call brought them. They stay encoded until they are taken, and what was taken is
/// let go of: among them are those of every request that was resolved not long ago.
/// </summary>
/// <param name="entries">Encoded entries by request id.</param>
/// <param name="decode">Null when there is nothing that can be read.</param>
internal sealed class PluginDataSnapshot(
    Dictionary<string, ReadOnlyMemory<byte>> entries,
    Func<ReadOnlyMemory<byte>, IReadOnlyDictionary<string, string>?> decode
)
{
    /// <summary>What was not taken yet.</summary>
    public IReadOnlyCollection<string> Left => entries.Keys;

    /// <summary>Null when there is none, or nothing that can be read: whoever reads it singly is told why.</summary>
    public IReadOnlyDictionary<string, string>? Take(string id) =>
        entries.Remove(id, out var entry) && decode(entry) is { Count: > 0 } data ? data : null;
}
