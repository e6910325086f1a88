using System.Diagnostics.CodeAnalysis;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Requests;

/// <summary>A request in the backend: the message without its expiry, whose field depends on the release.</summary>
internal sealed record StoredRequest(Proto.AccessRequestV3 Message, DateTimeOffset Expires, int Revision);

/// <summary>
/// The cluster's access requests and their audit trail. Watchers see writes in the order in which they were made.
/// </summary>
internal sealed class RequestStore(Cluster cluster, Watchers watchers)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredRequest> _requests = [];
    private readonly List<AuditEvent> _audit = [];

    /// <summary>Called with the expiry of every request that was written, outside of any lock.</summary>
    public Action<DateTimeOffset> ExpiryMoved { get; set; } = _ => { };

    public IReadOnlyList<AuditEvent> Audit { get { lock (_lock) return [.. _audit]; } }

    /// <summary>All requests in the shape of the current release, unordered.</summary>
    public IReadOnlyList<Proto.AccessRequestV3> All()
    {
        lock (_lock) return [.. _requests.Values.Select(Shape)];
    }

    public bool TryFind(string id, [NotNullWhen(true)] out Proto.AccessRequestV3? request)
    {
        lock (_lock) request = _requests.TryGetValue(id, out var stored) ? Shape(stored) : null;
        return request is not null;
    }

    public string Create(NewAccessRequest made)
    {
        var id = (cluster.Release.HasTimeOrderedIds ? Guid.CreateVersion7(cluster.Now) : Guid.NewGuid()).ToString();
        var message = RequestFactory.Create(id, made, cluster.Now, cluster.Options.ClusterName);
        var pending = made.PendingFor < made.AccessFor ? made.PendingFor : made.AccessFor;
        lock (_lock)
            Write(
                new StoredRequest(message, cluster.Now + pending, 1),
                Entry(id, "access_request.create", made.User) with
                {
                    State = Proto.RequestState.Pending,
                    Reason = made.Reason,
                }
            );
        Announce(cluster.Now + pending);
        return id;
    }

    /// <summary>Adds a line about no single request to the audit trail.</summary>
    public void Record(string auditEvent, string by)
    {
        lock (_lock) _audit.Add(Entry("", auditEvent, by));
    }

    /// <summary>Changes a request atomically. If <paramref name="change"/> throws, the request is unchanged.</summary>
    /// <param name="id">The request.</param>
    /// <param name="change">
    /// Changes a copy of the stored message and returns the line for the audit trail; its time and id are filled in.
    /// </param>
    /// <exception cref="GrpcFailure">NotFound: there is no such request.</exception>
    public Proto.AccessRequestV3 Change(string id, Func<Proto.AccessRequestV3, AuditEvent> change)
    {
        StoredRequest next;
        lock (_lock)
        {
            if (!_requests.TryGetValue(id, out var stored))
                throw GrpcFailure.NotFound($"cannot set state of access request {id} (not found)");
            var message = stored.Message.Clone();
            var audit = change(message);
            next = new StoredRequest(message, ExpiryOf(message, stored), stored.Revision + 1);
            Write(next, audit with { Time = cluster.Now, RequestId = id });
        }
        Announce(next.Expires);
        return Shape(next);
    }

    /// <summary>Changes the expiry of the request itself, which every watcher sees as a PUT.</summary>
    public void MoveExpiry(string id, DateTimeOffset expires)
    {
        lock (_lock)
        {
            var stored = _requests[id];
            Write(stored with { Expires = expires, Revision = stored.Revision + 1 }, audit: null);
        }
        Announce(expires);
    }

    /// <summary>Moves the request's own expiry back, and with it what else bears a time, as one PUT.</summary>
    public void MoveBack(string id, TimeSpan time, Action<Proto.AccessRequestSpecV3> others)
    {
        DateTimeOffset expires;
        lock (_lock)
        {
            var stored = _requests[id];
            var message = stored.Message.Clone();
            others(message.Spec);
            expires = stored.Expires - time;
            Write(new StoredRequest(message, expires, stored.Revision + 1), audit: null);
        }
        Announce(expires);
    }

    /// <summary>Removes a request; false if there is none.</summary>
    public bool Remove(string id, string auditEvent, string by)
    {
        lock (_lock)
        {
            if (!_requests.Remove(id)) return false;
            if (auditEvent.Length > 0) _audit.Add(Entry(id, auditEvent, by));
            watchers.PublishDelete(id);
        }
        cluster.Touch();
        return true;
    }

    /// <summary>Requests with their expiry, soonest first.</summary>
    public IReadOnlyList<(string Id, bool Pending, DateTimeOffset Expires)> Expiries()
    {
        lock (_lock)
            return
            [
                .. _requests
                    .Select(r => (r.Key, r.Value.Message.Spec.State == Proto.RequestState.Pending, r.Value.Expires))
                    .OrderBy(r => r.Expires),
            ];
    }

    private AuditEvent Entry(string id, string name, string by) => new(cluster.Now, name, id, by);

    private void Write(StoredRequest stored, AuditEvent? audit)
    {
        _requests[stored.Message.Metadata.Name] = stored;
        var spec = stored.Message.Spec;
        // The daemon prefixes a review's reason with the person who clicked, whom its log also names.
        foreach (
            var reason in spec
                .Reviews.Select(review =>
                    review.Reason.StartsWith("slack:", StringComparison.Ordinal)
                        ? review.Reason[(review.Reason.IndexOf(' ') + 1)..]
                        : review.Reason
                )
                .Append(spec.RequestReason)
                .Append(spec.ResolveReason)
        )
            cluster.Secrets.Note("reason", reason);
        if (audit is not null) _audit.Add(audit);
        watchers.PublishPut(Shape(stored));
    }

    private void Announce(DateTimeOffset expires)
    {
        ExpiryMoved(expires);
        cluster.Touch();
    }

    // An approval extends the life of the request to that of the access (docs/protocols/teleport.md 4.2).
    private static DateTimeOffset ExpiryOf(Proto.AccessRequestV3 message, StoredRequest before) =>
        message.Spec.State == Proto.RequestState.Approved ? message.Spec.Expires.ToDateTimeOffset() : before.Expires;

    private Proto.AccessRequestV3 Shape(StoredRequest stored) => RequestShape.Of(stored, cluster.Release);
}
