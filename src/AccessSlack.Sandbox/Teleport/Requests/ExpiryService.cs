namespace AccessSlack.Sandbox.Teleport.Requests;

/// <summary>
/// Removes expired requests: up to 16 immediately, like a backend with exact expiry; from 17 on by a scan every five
/// minutes that spares pending ones for 40 s and removes at most 120 (docs/protocols/teleport.md 4.2).
/// </summary>
internal sealed class ExpiryService : IDisposable
{
    private static readonly TimeSpan ScanInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PendingGrace = TimeSpan.FromSeconds(40);
    // Timers are limited to a few weeks; waking early only checks once more.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private const int PerScan = 120;

    private readonly Lock _lock = new();
    private readonly Cluster _cluster;
    private readonly RequestStore _requests;
    private readonly ITimer _timer;
    private DateTimeOffset _due = DateTimeOffset.MaxValue;

    public ExpiryService(Cluster cluster, RequestStore requests)
    {
        (_cluster, _requests) = (cluster, requests);
        _timer = cluster.Time.CreateTimer(_ => Scan(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        requests.ExpiryMoved = Arm;
        if (Scans) Arm(cluster.Now);
    }

    private bool Scans => _cluster.Release.HasResourceExpiry;

    public void Dispose() => _timer.Dispose();

    private void Arm(DateTimeOffset expiry)
    {
        lock (_lock)
        {
            var due = Scans ? _cluster.Now + ScanInterval : expiry;
            if (due >= _due) return;
            _due = due;
            var wait = due > _cluster.Now ? due - _cluster.Now : TimeSpan.Zero;
            _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
        }
    }

    private void Scan()
    {
        lock (_lock) _due = DateTimeOffset.MaxValue;
        var expired = _requests
            .Expiries()
            .Where(r => r.Expires <= _cluster.Now - (Scans && r.Pending ? PendingGrace : TimeSpan.Zero));
        foreach (var request in expired.Take(Scans ? PerScan : int.MaxValue))
            _requests.Remove(request.Id, Scans ? "access_request.expire" : "", "");
        if (_requests.Expiries() is [var next, ..]) Arm(next.Expires);
    }
}
