using System.Net.Sockets;
using System.Text;

namespace AccessSlack.Testing.Daemon;

/// <summary>The service manager's end of NOTIFY_SOCKET.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly List<string> _received = [];

    public NotifySocket(string path)
    {
        Path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    public string Path { get; }

    /// <summary>Nothing has arrived that was not read.</summary>
    public bool IsSilent => _socket.Available == 0;

    /// <summary>Reads until this state has arrived so many times.</summary>
    /// <returns>All states so far, in order.</returns>
    public async Task<IReadOnlyList<string>> ReceiveAsync(string state, int count = 1)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[8 * 1024];
        while (_received.Count(received => received == state) < count)
        {
            var length = await _socket.ReceiveAsync(buffer, limit.Token);
            _received.Add(Encoding.UTF8.GetString(buffer, 0, length));
        }

        return _received;
    }

    public void Dispose() => _socket.Dispose();
}
