using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Sandbox.Teleport.Proxy;

/// <summary>What the upgrade answers instead of what it should.</summary>
public enum UpgradeFault
{
    None,
    NotFound,
    BadGateway,
    WrongSubprotocol,
    NoSubprotocol,
    WrongKey,
    NoHttp,

    /// <summary>Half a WebSocket frame, and the end.</summary>
    HalfFrame,
}

/// <summary>The web side of the proxy: discovery and the connection upgrade, over HTTP/1.1.</summary>
/// <param name="cluster">Its release decides which forms of the upgrade there are.</param>
/// <param name="journal">For complaints.</param>
/// <param name="routeAsync">Routes what an upgraded connection carries like any other connection.</param>
internal sealed class ProxyWeb(Cluster cluster, Journal journal, Func<Stream, CancellationToken, Task> routeAsync)
{
    private const string Upgrade = "/webapi/connectionupgrade";

    private int _pongs;
    private int _upgrades;

    public UpgradeFault Fault { get; set; }

    /// <summary>How many pings were answered.</summary>
    public int Pongs => Volatile.Read(ref _pongs);

    /// <summary>How many connections were upgraded.</summary>
    public int Upgrades => Volatile.Read(ref _upgrades);

    public async Task ServeAsync(Stream stream, CancellationToken cancel)
    {
        while (await WebRequest.ReadAsync(stream, cancel) is { } request)
        {
            if (request is { Method: "GET", Target: Upgrade } && Fault != UpgradeFault.NotFound)
            {
                await UpgradeAsync(stream, request, cancel);
                return;
            }

            var isFind = request is { Method: "GET", Target: "/webapi/find" };
            await AnswerAsync(stream, isFind ? "200 OK" : "404 Not Found", isFind ? Discovery() : "{}", cancel);
        }
    }

    /// <summary>Newer releases prefer the WebSocket; older ones take the first marker that they know.</summary>
    private async Task UpgradeAsync(Stream stream, WebRequest request, CancellationToken cancel)
    {
        string[] markers = [.. request.Values("X-Teleport-Upgrade"), .. request.Values("Upgrade")];
        if (Fault == UpgradeFault.NoHttp) await WriteAsync(stream, "surprise\r\n\r\n", cancel);
        else if (Fault == UpgradeFault.BadGateway) await AnswerAsync(stream, "502 Bad Gateway", "", cancel);
        else if (cluster.Release.HasWebSocketUpgrade && markers.Contains("websocket"))
            await OpenSocketAsync(stream, request, cancel);
        else if (cluster.Release.HasLegacyUpgrade && markers.Contains("alpn"))
            await PassRawAsync(stream, cancel);
        else await AnswerAsync(stream, "404 Not Found", "{}", cancel);
    }

    private async Task PassRawAsync(Stream stream, CancellationToken cancel)
    {
        Done();
        await WriteAsync(
            stream,
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: alpn\r\nX-Teleport-Upgrade: alpn\r\n" +
                "Connection: Upgrade\r\n\r\n",
            cancel
        );
        await routeAsync(stream, cancel);
    }

    private async Task OpenSocketAsync(Stream stream, WebRequest request, CancellationToken cancel)
    {
        var offered = (request.Value("Sec-WebSocket-Protocol") ?? "").Split(',', StringSplitOptions.TrimEntries);
        var subprotocol = Array.Find(offered, name => name is "alpn" or "alpn-ping");
        if (request.Value("Sec-WebSocket-Version") != "13" || request.Value("Connection") != "Upgrade")
            journal.Complain("the request for a WebSocket is not complete");
        await WriteAsync(stream, Accepted(request.Value("Sec-WebSocket-Key") ?? "", subprotocol), cancel);
        if (subprotocol is null || Fault is UpgradeFault.NoSubprotocol or UpgradeFault.WrongSubprotocol) return;
        var frames = new UpgradedFrames(stream, cluster.Release, journal) { OnPong = Ponged };
        Done();
        if (Fault == UpgradeFault.HalfFrame) await frames.SendHalfFrameAsync(cancel);
        else
        {
            if (subprotocol == "alpn-ping") await frames.PingAsync(cancel);
            await routeAsync(frames, cancel);
        }
    }

    /// <summary>RFC 6455 prescribes SHA-1.</summary>
#pragma warning disable CA5350
    private static byte[] Digest(string key) =>
        SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
#pragma warning restore CA5350

    private string Accepted(string key, string? subprotocol)
    {
        var accept = Fault == UpgradeFault.WrongKey ? "x" : Convert.ToBase64String(Digest(key));
        var shown = Fault == UpgradeFault.WrongSubprotocol ? "chat" : subprotocol;
        var line = shown is null || Fault == UpgradeFault.NoSubprotocol ? "" : $"Sec-WebSocket-Protocol: {shown}\r\n";
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            $"Sec-WebSocket-Accept: {accept}\r\n{line}\r\n";
    }

    private void Ponged()
    {
        Interlocked.Increment(ref _pongs);
        cluster.Touch();
    }

    private void Done()
    {
        Interlocked.Increment(ref _upgrades);
        cluster.Touch();
    }

    private string Discovery() =>
        $$"""{"proxy":{"tls_routing_enabled":true},"server_version":"{{cluster.Release.Text}}"}""";

    private static Task AnswerAsync(Stream stream, string status, string body, CancellationToken cancel) =>
        WriteAsync(
            stream,
            $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}",
            cancel
        );

    private static Task WriteAsync(Stream stream, string text, CancellationToken cancel) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancel).AsTask();
}
