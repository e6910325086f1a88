using System.Net;
using System.Net.Sockets;

namespace AccessSlack.Measure;

/// <summary>A port of 127.0.0.1 on which a measured program is told to listen.</summary>
internal sealed class LocalPort
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    private readonly IPEndPoint _endpoint;

    private LocalPort(IPEndPoint endpoint) => _endpoint = endpoint;

    /// <summary>One that was free a moment ago.</summary>
    public static LocalPort Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new((IPEndPoint)socket.LocalEndPoint!);
    }

    public int Number => _endpoint.Port;

    public IPEndPoint Endpoint => _endpoint;

    /// <summary>Completes when something accepts connections there.</summary>
    public async Task AcceptsAsync(CancellationToken cancel)
    {
        while (!await TryConnectAsync(cancel)) await Task.Delay(Interval, TimeProvider.System, cancel);
    }

    public override string ToString() => _endpoint.ToString();

    private async Task<bool> TryConnectAsync(CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(_endpoint, cancel);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
