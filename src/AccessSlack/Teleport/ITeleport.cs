using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Rules;

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
    /// Watches access requests without a filter, and Access Monitoring Rules as far as the server lets us. The first
    /// item is always <see cref="TeleportEvent.Watching"/> (INIT); if it does not come within 15 s the call fails as
    /// <see cref="TeleportFailure.Unreachable"/>. A clean end of the stream is normal (docs/protocols/teleport.md 4.1)
    /// and ends the enumeration: the caller reconnects.
    /// </summary>
    IAsyncEnumerable<TeleportEvent> WatchAsync(WatchScope scope, CancellationToken cancel);

    /// <summary>
    /// The Access Monitoring Rules about access requests that are for this plugin. <see
    /// cref="TeleportFailure.NotPermitted"/> without <c>access_monitoring_rule: [list, read]</c>, <see
    /// cref="TeleportFailure.Unsupported"/> where there are none (before 15).
    /// </summary>
    Task<ImmutableArray<MonitoringRule>> ListMonitoringRulesAsync(string plugin, CancellationToken cancel);

    /// <summary>All access requests, in any state, by the newest listing call this server knows.</summary>
    IAsyncEnumerable<AccessRequest> ListAsync(CancellationToken cancel);

    /// <summary>The requests of one user, in any state, by one call.</summary>
    Task<ImmutableArray<AccessRequest>> ListOfUserAsync(string user, CancellationToken cancel);

    /// <summary>
    /// A fresh look-up by id; null when there is no such request (an empty list or NotFound, by generation).
    /// </summary>
    Task<AccessRequest?> FindAsync(string id, CancellationToken cancel);

    /// <summary>
    /// The Slack accounts that Teleport knows of a user: the values of a trait. None for a user who does not exist.
    /// Needs <c>user: read</c>, which a plugin seldom has: <see cref="TeleportFailure.NotPermitted"/> then.
    /// </summary>
    Task<ImmutableArray<string>> FindSlackIdsAsync(string user, string trait, CancellationToken cancel);

    /// <summary>
    /// Which users have a value of a trait. Needs <c>user: list, read</c>; <see cref="TeleportFailure.Unsupported"/> on
    /// servers that cannot list users page by page.
    /// </summary>
    Task<TraitOwners> FindUsersByTraitAsync(string trait, string value, CancellationToken cancel);

    /// <summary>Whether there is a user of exactly this name. Needs <c>user: read</c>.</summary>
    Task<bool> UserExistsAsync(string name, CancellationToken cancel);

    /// <summary>All traits of a user; none for one who does not exist. Needs <c>user: read</c> as well.</summary>
    Task<ImmutableDictionary<string, ImmutableArray<string>>> FindTraitsAsync(string user, CancellationToken cancel);

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
    /// Approves a part of the requested roles. Servers before 4.4.3 drop the list, without an error, and grant all.
    /// Otherwise like <see cref="SetStateAsync"/>.
    /// </summary>
    Task GrantAsync(
        AccessRequest request,
        ImmutableArray<string> roles,
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

    /// <summary>
    /// Adds a review in the name of another user, whose rights count, and returns the request after it. Needs
    /// <c>submit_for_users</c>, and a server that knows it. Otherwise like <see cref="SubmitReviewAsync"/>.
    /// </summary>
    Task<AccessRequest> SubmitReviewForAsync(
        string author,
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

    private static readonly Version FirstToGrantRoles = new(4, 4, 3);

    /// <summary>An approval may grant a part of the requested roles.</summary>
    public bool GrantsRoles =>
        System.Version.TryParse(Version.Split('-', '+')[0], out var version) && version >= FirstToGrantRoles;

    /// <summary>0 if the version cannot be read.</summary>
    public int Major => int.TryParse(Version.Split('.')[0], out var major) ? major : 0;
}

/// <summary>Users by the values that a trait of theirs has.</summary>
/// <param name="ByValue">The names of all users with this value.</param>
/// <param name="IsComplete">All users were read, so a value that is not there belongs to no one.</param>
internal sealed record TraitOwners(IReadOnlyDictionary<string, ImmutableArray<string>> ByValue, bool IsComplete);

internal abstract record TeleportEvent
{
    private TeleportEvent() { }

    /// <summary>INIT: everything that changes from now on arrives.</summary>
    internal sealed record Watching : TeleportEvent
    {
        public RuleSupport Rules { get; init; }
    }

    internal sealed record Changed(AccessRequest Request) : TeleportEvent;

    internal sealed record Removed(string Id) : TeleportEvent;

    /// <summary>A rule of any subject and plugin was written.</summary>
    internal sealed record RuleChanged(MonitoringRule Rule) : TeleportEvent;

    internal sealed record RuleRemoved(string Name) : TeleportEvent;
}

/// <summary>What a watch is to bring.</summary>
internal enum WatchScope
{
    Requests,

    /// <summary>Access Monitoring Rules as well, from the servers that tell them.</summary>
    RequestsAndRules,
}

/// <summary>Whether a watch brings Access Monitoring Rules.</summary>
internal enum RuleSupport
{
    NotAsked,
    Watched,

    /// <summary>The plugin's user lacks <c>access_monitoring_rule: [list, read]</c>.</summary>
    NotPermitted,

    /// <summary>The server is older than the rules (before 15).</summary>
    NotKnown,
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
