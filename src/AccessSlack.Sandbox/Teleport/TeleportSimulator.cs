using System.Collections.Frozen;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Sandbox.Teleport.Proxy;
using AccessSlack.Sandbox.Teleport.Requests;
using AccessSlack.Sandbox.Teleport.Resources;
using AccessSlack.Sandbox.Teleport.Rules;
using AccessSlack.Sandbox.Teleport.Transport;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>
/// A Teleport auth server on 127.0.0.1, as seen by a plugin for access requests: mutual TLS, gRPC, permissions, and the
/// differences between releases. State survives a stop. Thread-safe.
/// </summary>
internal sealed class TeleportSimulator : IAsyncDisposable
{
    private readonly Cluster _cluster;
    private readonly Watchers _watchers;
    private readonly RequestStore _requests;
    private readonly PluginDataStore _pluginData;
    private readonly ExpiryService _expiry;
    private readonly Faults _faults = new();
    private readonly Journal _journal;
    private readonly GrpcEndpoint _endpoint;
    private readonly ConnectionTls _tls;
    private X509Certificate2 _serverCertificate;
    private AuthListener? _listener;

    private TeleportSimulator(TeleportSimulatorOptions options)
    {
        Certificates = options.Certificates ?? ClusterCertificates.Create(options.ClusterName);
        _serverCertificate = Certificates.IssueServer();
        _cluster = new Cluster(options);
        _watchers = new Watchers(_cluster);
        _requests = new RequestStore(_cluster, _watchers);
        _pluginData = new PluginDataStore(_cluster, _requests);
        Rules = new MonitoringRuleStore(_cluster, _watchers);
        Decisions = new RequestDecisions(_cluster, _requests);
        Resources = new ResourceDirectory(_cluster, _requests);
        _expiry = new ExpiryService(_cluster, _requests);
        _journal = new Journal(_cluster);
        _tls = new ConnectionTls(_cluster, () => Certificates, () => _serverCertificate);
        _endpoint = new GrpcEndpoint(
            _cluster,
            new AuthService(_cluster, _requests, _pluginData, Resources)
                .Calls()
                .Concat(new MonitoringRuleService(Rules).Calls())
                .ToFrozenDictionary(),
            _watchers,
            _faults,
            _journal
        );
        Port = options.Port;
        Proxy = new(_cluster, _journal, () => Certificates, () => Port) { First = options.Front };
    }

    /// <summary>Raised after any observable change; on any thread.</summary>
    public event EventHandler? Changed { add => _cluster.Changed += value; remove => _cluster.Changed -= value; }

    public ClusterCertificates Certificates { get; }

    /// <summary>See <see cref="TeleportAdministration"/> for what others do to requests.</summary>
    public RequestStore Store => _requests;

    public RequestDecisions Decisions { get; }

    public MonitoringRuleStore Rules { get; }

    public ResourceDirectory Resources { get; }

    public int Port { get; private set; }

    /// <summary>What may stand in front.</summary>
    public ProxySide Proxy { get; }

    /// <summary>host:port, for a plugin's configuration: of what is in front, or else the auth server's.</summary>
    public string Address => Proxy.Address ?? AuthAddress;

    public string AuthAddress => $"127.0.0.1:{Port}";

    /// <summary>The simulated release. Change it while stopped, like an upgrade.</summary>
    public string Version { get => _cluster.Release.Text; set => _cluster.Release = new TeleportRelease(value); }

    /// <summary>Whether administrative actions need MFA (from 15 on), from which a plugin can only be exempt.</summary>
    public bool MfaForAdminActions { get => _cluster.MfaForAdminActions; set => _cluster.MfaForAdminActions = value; }

    /// <summary>
    /// Whether an approval of some of the roles grants all of them, although the release knows better: no Teleport is
    /// known to do that.
    /// </summary>
    public bool DropsRoleOverrides
    {
        get => _cluster.DropsRoleOverrides;
        set => _cluster.DropsRoleOverrides = value;
    }

    /// <summary>Whether Ping reports the Enterprise edition's workflows: thresholds and reviews.</summary>
    public bool Enterprise { get => _cluster.Enterprise; set => _cluster.Enterprise = value; }

    /// <summary>Every known call, in order of arrival.</summary>
    public IReadOnlyList<TeleportCall> Calls => _journal.Calls;

    /// <summary>Paths that no release of Teleport has; a test asserts that there are none.</summary>
    public IReadOnlyList<string> UnexpectedCalls => _journal.Unexpected;

    /// <summary>What a real server would reject; a test asserts that there is nothing.</summary>
    public IReadOnlyList<string> Complaints => _journal.Complaints;

    /// <summary>Private keys that were issued, reasons, and seals of decisions so far.</summary>
    public IReadOnlyCollection<KnownSecret> Secrets => [.. _cluster.Secrets.All, .. Certificates.Secrets.All];

    public int OpenWatches => _watchers.Count;

    public IReadOnlyList<AuditEvent> AuditTrail => _requests.Audit;

    /// <summary>All requests as the current release returns them, oldest first.</summary>
    public IReadOnlyList<Proto.AccessRequestV3> Requests => [.. _requests.All().OrderBy(r => r.Spec.Created)];

    public static async Task<TeleportSimulator> StartAsync(TeleportSimulatorOptions options)
    {
        var simulator = new TeleportSimulator(options);
        await simulator.StartAsync();
        return simulator;
    }

    /// <summary>Listens again, on the same port.</summary>
    public async Task StartAsync()
    {
        _listener = await AuthListener.StartAsync(_tls, _endpoint.HandleAsync, Port);
        Port = _listener.Port;
        Proxy.Start();
    }

    /// <summary>Cuts all connections and stops listening; state stays.</summary>
    public async Task StopAsync()
    {
        await Proxy.DisposeAsync();
        if (Interlocked.Exchange(ref _listener, null) is { } listener) await listener.DisposeAsync();
    }

    /// <summary>Cuts all connections but keeps listening.</summary>
    public void AbortConnections() => _listener?.Abort();

    /// <summary>All connections so far become half-open: nothing more is heard on them, and new ones work.</summary>
    public void SilenceConnections() => _listener?.Silence();

    /// <summary>Sends GOAWAY on all connections; open streams stay until they are ended.</summary>
    public void GoAway() => _listener?.GoAway();

    /// <summary>Ends every watch with OK, like a cache reset, or with a failure.</summary>
    public void EndWatches(GrpcFailure? failure = null) => _watchers.EndAll(failure);

    /// <summary>Ends every watch in the way this release ends that of a slow reader.</summary>
    public void OverflowWatches() => _watchers.EndAll(_cluster.Release.WatchOverflow);

    /// <summary>
    /// Uses a certificate of a new Host CA from the next handshake on. Clients must trust it already.
    /// </summary>
    public void RotateHostCa()
    {
        Certificates.RotateHostCa();
        _serverCertificate = Certificates.IssueServer();
    }

    /// <summary>Adds a user who may decide and write plugin data, or returns the existing one.</summary>
    public TeleportUser AddUser(string name) => _cluster.Users.GetOrAdd(name, TeleportUser.Approver);

    public string CreateRequest(string user, params IReadOnlyList<string> roles) =>
        CreateRequest(new NewAccessRequest(user, roles));

    /// <summary>Creates a request and returns its id.</summary>
    public string CreateRequest(NewAccessRequest request) => _requests.Create(request);

    /// <summary>The request as the current release returns it; null if it is gone.</summary>
    public Proto.AccessRequestV3? Request(string id) => _requests.TryFind(id, out var request) ? request : null;

    /// <summary>The plugin's entry for a request, even if the request is gone; empty if there is none.</summary>
    public IReadOnlyDictionary<string, string> PluginData(string id, string plugin) =>
        _pluginData.Find(id, plugin) is [var document]
            ? document.Spec.Entries[plugin].Data
            : new Dictionary<string, string>();

    /// <summary>Writes an entry like another plugin or replica.</summary>
    public void PlantPluginData(string id, string plugin, IReadOnlyDictionary<string, string> data) =>
        _pluginData.Update(
            new() { Kind = "access_request", Resource = id, Plugin = plugin, Set = { data.ToDictionary() } }
        );

    /// <summary>Holds the next call of this name until it is released.</summary>
    public HeldCall Hold(string rpc, HoldAt at = HoldAt.Answer) => _faults.Hold(rpc, at);

    /// <summary>
    /// Withholds the next event of a watch: events pass caches, and may be later than what a call already shows.
    /// </summary>
    public HeldCall HoldNextEvent() => _faults.Hold(Faults.Event, HoldAt.Answer);

    /// <summary>Calls wait for a test to release them.</summary>
    public bool IsHolding => _faults.IsHolding;

    /// <summary>Makes the next calls of this name fail before they do anything.</summary>
    public void FailNext(string rpc, GrpcCode code, string message = "ordered by a test", int times = 1) =>
        _faults.FailNext(rpc, new GrpcFailure(code, message), times);

    /// <summary>Number of calls of this name so far.</summary>
    public int CallsOf(string rpc) => Calls.Count(call => call.Rpc == rpc);

    /// <summary>Waits until a condition holds; checked after every change, for at most 30 s of real time.</summary>
    public Task WaitUntilAsync(Func<TeleportSimulator, bool> condition) =>
        Expectation.HoldsAsync(() => condition(this), handler => Changed += handler, handler => Changed -= handler);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _expiry.Dispose();
        _serverCertificate.Dispose();
    }
}
