using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace AccessSlack.Sandbox.Teleport.Proxy;

/// <summary>A listening socket on 127.0.0.1, and the connections that it took.</summary>
internal sealed class FrontListener : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="port">0 for a free one.</param>
    /// <param name="serveAsync">Serves one connection, which is closed when it returns.</param>
    public FrontListener(int port, Func<Stream, CancellationToken, Task> serveAsync)
    {
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(serveAsync);
    }

    public int Port { get; }

    /// <summary>Cuts every connection, and listens no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync(Func<Stream, CancellationToken, Task> serveAsync)
    {
        while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), serveAsync);
    }

    private async Task ServeAsync(TcpClient client, Func<Stream, CancellationToken, Task> serveAsync)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await serveAsync(client.GetStream(), _stop.Token);
            }
            catch (Exception e)
                when (e is IOException or SocketException or AuthenticationException or OperationCanceledException)
            {
                // either side went away, or refused the other
            }
        }
    }
}
