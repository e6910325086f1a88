using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AccessSlack.Processes;

/// <summary>
/// A small HTTP proxy: CONNECT, and plain HTTP with absolute addresses. One request or tunnel per connection.
/// </summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    // Never disposed: without a timer it holds nothing.
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public RecordingProxy()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Authority => _listener.LocalEndpoint.ToString()!;

    /// <summary>As <c>user:password</c>: clients that do not send them get 407. Null: no authentication.</summary>
    public string? Credentials { get; init; }

    /// <summary>Answers everything with this status instead of passing it on.</summary>
    public int? Refusal { get; init; }

    /// <summary>Answers CONNECT with this status, and passes everything else on.</summary>
    public int? TunnelRefusal { get; init; }

    /// <summary>Where every tunnel leads, regardless of what the client asked for.</summary>
    public IPEndPoint? TunnelEnd { get; init; }

    /// <summary>First lines of all requests that were passed on.</summary>
    public ConcurrentQueue<string> Passed { get; } = [];

    /// <summary>First lines of all requests.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                // A refused client may ask again on the same connection.
                while (
                    await ReadHeadAsync(client.GetStream()) is { } head && !await AnswerAsync(client.GetStream(), head)
                ) { }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // either side went away
            }
        }
    }

    /// <returns>True when the connection is used up.</returns>
    private async Task<bool> AnswerAsync(NetworkStream client, string head)
    {
        var line = head.Split("\r\n")[0];
        Asked.Enqueue(line);
        if (StatusFor(head) is { } status)
        {
            await WriteAsync(
                client,
                $"HTTP/1.1 {status} No\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n"
            );
            return await DrainAsync(client, head);
        }

        Passed.Enqueue(line);
        var isTunnel = line.StartsWith("CONNECT ", StringComparison.Ordinal);
        using var server = new TcpClient();
        var target = isTunnel ? new Uri("tcp://" + line.Split(' ')[1]) : new Uri(line.Split(' ')[1]);
        await server.ConnectAsync(
            isTunnel && TunnelEnd is { } end ? end : IPEndPoint.Parse(target.Authority),
            _stop.Token
        );
        if (isTunnel) await WriteAsync(client, "HTTP/1.1 200 Connection established\r\n\r\n");
        else
            await WriteAsync(
                server.GetStream(),
                head.Replace(
                    line,
                    $"{line.Split(' ')[0]} {target.PathAndQuery} HTTP/1.1\r\nConnection: close",
                    StringComparison.Ordinal
                )
            );
        await Task.WhenAny(
            client.CopyToAsync(server.GetStream(), _stop.Token),
            server.GetStream().CopyToAsync(client, _stop.Token)
        );
        return true;
    }

    /// <summary>A body that belongs to a refused request must not be taken for the next one.</summary>
    private async Task<bool> DrainAsync(NetworkStream client, string head)
    {
        const string Length = "Content-Length:";
        if (
            head.Split("\r\n").FirstOrDefault(header => header.StartsWith(Length, StringComparison.OrdinalIgnoreCase))
            is not { } header
        )
            return false;
        await client.ReadExactlyAsync(new byte[int.Parse(header[Length.Length..])], _stop.Token);
        return false;
    }

    private int? StatusFor(string head)
    {
        if (Refusal is { } status) return status;
        if (TunnelRefusal is { } refused && head.StartsWith("CONNECT ", StringComparison.Ordinal)) return refused;
        if (Credentials is not { } credentials) return null;
        return head.Contains(
            $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}\r\n",
            StringComparison.OrdinalIgnoreCase
        )
            ? null
            : 407;
    }

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private Task WriteAsync(NetworkStream stream, string text) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(text), _stop.Token).AsTask();
}
