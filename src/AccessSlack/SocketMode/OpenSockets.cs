using AccessSlack.Diagnostics;

namespace AccessSlack.SocketMode;

/// <summary>
/// The connections that this process has, and what that means for readiness. Losing all of them for some seconds is
/// common, and a load balancer or an operator need not hear of it.
/// </summary>
internal sealed class OpenSockets(Readiness readiness, SocketMetrics metrics, TimeProvider time)
    : IDisposable
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Lock _order = new(); // announcing may take time, and must not block readers
    private readonly List<SocketConnection> _all = [];
    private CancellationTokenSource? _grace;
    private string _why = "not connected yet";
    private bool _isRefused, _isStopped;

    public IReadOnlyList<SocketConnection> All { get { lock (_lock) return [.. _all]; } }

    public void Add(SocketConnection connection)
    {
        lock (_lock) _all.Add(connection);
        lock (_order) _isRefused = false;
        Update();
        _ = RemoveAtEndAsync(connection);
    }

    /// <param name="why">A code; why there is no connection, or no other.</param>
    /// <param name="isRefused">Only an operator can change that, so it counts at once.</param>
    public void Failed(string why, bool isRefused)
    {
        lock (_order) (_why, _isRefused) = (why, isRefused);
        Update();
    }

    /// <summary>Tells readiness and metrics how many connections there are.</summary>
    public void Update()
    {
        lock (_order)
        {
            var live = All.Count(connection => connection.Silence < SocketConnection.LongestSilence);
            metrics.Changed(live, () => All.Select(connection => connection.Silence).DefaultIfEmpty().Min());
            if (live > 0)
            {
                EndGrace();
                readiness.SocketConnected();
            }
            else if (_isRefused) readiness.SocketLost(_why);
            else if (_grace is null && !_isStopped) _ = LoseAsync((_grace = new()).Token);
        }
    }

    /// <summary>Nothing more is said: the daemon stops.</summary>
    public void Stop()
    {
        lock (_order)
        {
            _isStopped = true;
            EndGrace();
        }
    }

    public void Dispose() => _grace?.Dispose();

    private void EndGrace()
    {
        _grace?.Cancel();
        _grace = null;
    }

    private async Task LoseAsync(CancellationToken cancel)
    {
        await Task.Delay(Grace, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_order) if (!cancel.IsCancellationRequested) readiness.SocketLost(_why);
    }

    private async Task RemoveAtEndAsync(SocketConnection connection)
    {
        await connection.Ended;
        lock (_lock) _all.Remove(connection);
        connection.Dispose();
        Update();
    }
}
