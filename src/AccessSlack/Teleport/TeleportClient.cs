using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Rules;
using AccessSlack.Teleport.Calls;
using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Credentials;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Teleport;

/// <summary>
/// <see cref="ITeleport"/> over gRPC. It sends no metadata key <c>version</c>: without one, servers check none
/// (docs/protocols/teleport.md 6.1).
/// </summary>
internal sealed class TeleportClient : ITeleport, IDisposable
{
    private readonly CurrentConnection _connection;
    private readonly ClusterCalls _cluster;
    private readonly UserCalls _users;
    private readonly AccessRequestQueries _requests;
    private readonly AccessRequestWatch _watch;
    private readonly MonitoringRuleCalls _rules;
    private readonly PluginDataCalls _pluginData;
    private readonly DecisionCalls _decisions;
    private readonly ResourceCalls _resources;

    /// <summary>Loads the credentials; connects with the first call.</summary>
    /// <exception cref="CredentialException">The credentials cannot be used.</exception>
    /// <exception cref="ArgumentException">The address is not valid.</exception>
    public TeleportClient(TeleportOptions options, TimeProvider time, ILogger<TeleportClient> log)
    {
        _connection = new CurrentConnection(options, time, log);
        var calls = new TeleportCalls(options.Address, _connection, time);
        var unusable = new UnusableRequests(options.Address, log);
        _cluster = new ClusterCalls(calls);
        _users = new UserCalls(calls);
        _requests = new AccessRequestQueries(calls, unusable, log);
        _watch = new AccessRequestWatch(calls, _cluster, unusable, time);
        _rules = new MonitoringRuleCalls(calls);
        _pluginData = new PluginDataCalls(calls);
        _decisions = new DecisionCalls(calls, _requests);
        _resources = new ResourceCalls(calls, _cluster);
    }

    /// <summary>The credentials in use.</summary>
    public TeleportCredentials Credentials => _connection.Value.Credentials;

    /// <inheritdoc cref="CurrentConnection.DescribeWayAsync"/>
    public Task<string?> DescribeWayAsync(CancellationToken cancel) => _connection.DescribeWayAsync(cancel);

    /// <inheritdoc cref="CurrentConnection.Prepare"/>
    public Action Prepare(CredentialFiles files) => _connection.Prepare(files);

    public CancellationToken ConnectionReplaced => _connection.Value.Retired;

    public Task<TeleportServer> PingAsync(CancellationToken cancel) => _cluster.PingAsync(cancel);

    public IAsyncEnumerable<TeleportEvent> WatchAsync(WatchScope scope, CancellationToken cancel) =>
        _watch.WatchAsync(scope, cancel);

    public Task<ImmutableArray<MonitoringRule>> ListMonitoringRulesAsync(string plugin, CancellationToken cancel) =>
        _rules.ListAsync(plugin, cancel);

    public IAsyncEnumerable<AccessRequest> ListAsync(CancellationToken cancel) => _requests.ListAsync(cancel);

    public Task<ImmutableArray<AccessRequest>> ListOfUserAsync(string user, CancellationToken cancel) =>
        _requests.ListOfUserAsync(user, cancel);

    public Task<AccessRequest?> FindAsync(string id, CancellationToken cancel) => _requests.FindAsync(id, cancel);

    public Task<ImmutableArray<string>> FindSlackIdsAsync(string user, string trait, CancellationToken cancel) =>
        _users.FindSlackIdsAsync(user, trait, cancel);

    public Task<TraitOwners> FindUsersByTraitAsync(string trait, string value, CancellationToken cancel) =>
        _users.FindByTraitAsync(trait, value, cancel);

    public Task<bool> UserExistsAsync(string name, CancellationToken cancel) => _users.ExistsAsync(name, cancel);

    public Task<ImmutableDictionary<string, ImmutableArray<string>>> FindTraitsAsync(
        string user,
        CancellationToken cancel
    ) => _users.FindTraitsAsync(user, cancel);

    public Task<ResourceAnswer> DescribeResourcesAsync(
        ImmutableArray<ResourceId> resources,
        CancellationToken cancel
    ) => _resources.DescribeAsync(resources, cancel);

    /// <summary>
    /// The watch fails without <c>read</c>. Without <c>list</c>, only requests of our own, of which there are none, and
    /// requests that we may review are listed.
    /// </summary>
    public async Task VerifyVisibilityAsync(CancellationToken cancel)
    {
        await _watch.VerifyAsync(cancel);
        await _requests.VerifyAnyAsync(cancel);
    }

    public Task<PluginDataSnapshot> ReadAllPluginDataAsync(CancellationToken cancel) =>
        _pluginData.ReadAllAsync(cancel);

    public Task<IReadOnlyDictionary<string, string>?> ReadPluginDataAsync(string id, CancellationToken cancel) =>
        _pluginData.ReadAsync(id, cancel);

    public Task WritePluginDataAsync(
        string id,
        IReadOnlyDictionary<string, string> set,
        IReadOnlyDictionary<string, string> expect,
        CancellationToken cancel
    ) => _pluginData.WriteAsync(id, set, expect, cancel);

    public Task SetStateAsync(
        AccessRequest request,
        RequestState state,
        string delegator,
        string reason,
        CancellationToken cancel
    ) => _decisions.SetStateAsync(request, state, delegator, reason, cancel);

    public Task GrantAsync(
        AccessRequest request,
        ImmutableArray<string> roles,
        string delegator,
        string reason,
        CancellationToken cancel
    ) => _decisions.GrantAsync(request, roles, delegator, reason, cancel);

    public Task<AccessRequest> SubmitReviewAsync(
        AccessRequest request,
        RequestState proposed,
        string reason,
        CancellationToken cancel
    ) => _decisions.SubmitReviewAsync(request, proposed, reason, cancel);

    public Task<AccessRequest> SubmitReviewForAsync(
        string author,
        AccessRequest request,
        RequestState proposed,
        string reason,
        CancellationToken cancel
    ) => _decisions.SubmitReviewForAsync(author, request, proposed, reason, cancel);

    public void Dispose() => _connection.Dispose();
}
