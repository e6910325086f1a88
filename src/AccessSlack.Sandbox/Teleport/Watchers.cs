using System.Threading.Channels;
using Google.Protobuf;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>The open WatchEvents streams.</summary>
internal sealed class Watchers(Cluster cluster)
{
    private readonly Lock _lock = new();
    private readonly List<Watcher> _open = [];

    public int Count { get { lock (_lock) return _open.Count; } }

    /// <summary>Begins a stream with INIT, followed by every later write.</summary>
    /// <exception cref="GrpcFailure">The watch is not allowed or makes no sense.</exception>
    public Watcher Open(TeleportUser user, Proto.Watch watch)
    {
        var watcher = new Watcher(WatchRules.Confirm(user, watch, cluster.Release), cluster.Options.WatchQueueLimit);
        lock (_lock)
        {
            watcher.Offer(WatchRules.Init(watcher.Kinds, cluster.Release), cluster.Release);
            _open.Add(watcher);
        }
        cluster.Touch();
        return watcher;
    }

    public void Close(Watcher watcher)
    {
        lock (_lock) _open.Remove(watcher);
        cluster.Touch();
    }

    public void PublishPut(Proto.AccessRequestV3 request) =>
        Publish(w => w.Wants(request), new Proto.Event { Type = Proto.Operation.Put, AccessRequest = request });

    public void PublishDelete(string id)
    {
        var header = new Proto.ResourceHeader
        {
            Kind = WatchRules.RequestKind,
            Version = "v3",
            Metadata = new Proto.Metadata { Name = id, Namespace = "default" },
        };
        Publish(w => w.WantsDeleted(id), new Proto.Event { Type = Proto.Operation.Delete, ResourceHeader = header });
    }

    public void PublishPut(Proto.AccessMonitoringRule rule) =>
        Publish(
            w => w.WantsRule(rule.Metadata.Name),
            new Proto.Event { Type = Proto.Operation.Put, AccessMonitoringRule = rule }
        );

    public void PublishRuleDelete(string name)
    {
        var header = new Proto.ResourceHeader
        {
            Kind = WatchRules.RuleKind,
            Version = "v1",
            Metadata = new Proto.Metadata { Name = name, Namespace = "default" },
        };
        Publish(
            w => w.WantsRule(name),
            new Proto.Event { Type = Proto.Operation.Delete, ResourceHeader = header }
        );
    }

    /// <summary>Ends every stream after its pending events; null ends them with OK.</summary>
    public void EndAll(GrpcFailure? failure)
    {
        lock (_lock) _open.ForEach(w => w.End(failure));
    }

    private void Publish(Func<Watcher, bool> wanted, Proto.Event item)
    {
        lock (_lock)
            foreach (var watcher in _open.Where(wanted)) watcher.Offer(item, cluster.Release);
    }
}

/// <summary>One open stream and its pending events.</summary>
internal sealed class Watcher(IReadOnlyList<Proto.WatchKind> kinds, int limit)
{
    private readonly Channel<IMessage> _events = Channel.CreateUnbounded<IMessage>();

    /// <summary>What the server agreed to send.</summary>
    public IReadOnlyList<Proto.WatchKind> Kinds => kinds;

    /// <summary>
    /// Ends, or throws <see cref="GrpcFailure"/>, once the stream was ended and all earlier events were read.
    /// </summary>
    public IAsyncEnumerable<IMessage> Events(CancellationToken cancel) => _events.Reader.ReadAllAsync(cancel);

    /// <summary>Filters are applied to the new object (docs/protocols/teleport.md 4.1).</summary>
    public bool Wants(Proto.AccessRequestV3 request) =>
        Requests.Any(k => IsNamed(k, request.Metadata.Name) && k.Filter.All(f => Matches(request, f.Key, f.Value)));

    /// <summary>A filter never suppresses a DELETE, but a name does.</summary>
    public bool WantsDeleted(string id) => Requests.Any(k => IsNamed(k, id));

    public bool WantsRule(string name) => kinds.Any(k => k.Kind == WatchRules.RuleKind && IsNamed(k, name));

    public void Offer(Proto.Event item, TeleportRelease release)
    {
        if (_events.Reader.Count >= limit) End(release.WatchOverflow);
        else _events.Writer.TryWrite(item);
    }

    public void End(GrpcFailure? failure) => _events.Writer.TryComplete(failure);

    private IEnumerable<Proto.WatchKind> Requests => kinds.Where(k => k.Kind == WatchRules.RequestKind);

    private static bool IsNamed(Proto.WatchKind kind, string id) => kind.Name.Length == 0 || kind.Name == id;

    private static bool Matches(Proto.AccessRequestV3 request, string key, string value) => key switch
    {
        "id" => request.Metadata.Name == value,
        "user" => request.Spec.User == value,
        _ => request.Spec.State.ToString().Equals(value, StringComparison.OrdinalIgnoreCase),
    };
}
