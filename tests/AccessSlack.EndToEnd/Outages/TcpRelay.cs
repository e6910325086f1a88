using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AccessSlack.EndToEnd.Outages;

/// <summary>
/// A balancer between the daemon and Teleport, whose connections can go silent without being closed: half-open, as
/// after a firewall forgot them.
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly Task _accepting;
    private volatile int _target;
    private volatile bool _isSilent;

    public TcpRelay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>What is sent from now on is swallowed, in both directions.</summary>
    public void GoSilent() => _isSilent = true;

    /// <summary>Closes every connection; new ones lead to this port, and speak.</summary>
    public void Cut(int target)
    {
        (_target, _isSilent) = (target, false);
        while (_ends.TryTake(out var end)) end.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut(_target);
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var near = await _listener.AcceptTcpClientAsync(_stop.Token);
            var far = new TcpClient();
            _ends.Add(near);
            _ends.Add(far);
            _ = RelayAsync(near, far);
        }
    }

    private async Task RelayAsync(TcpClient near, TcpClient far)
    {
        using (near)
        using (far)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                await Task.WhenAny(
                    PumpAsync(near.GetStream(), far.GetStream()),
                    PumpAsync(far.GetStream(), near.GetStream())
                );
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // nothing listens there, or the connection was cut
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is var read and > 0)
                if (!_isSilent) await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // either side went away
        }
    }
}
