using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.SocketMode;

/// <summary>A real server of apps.connections.open and of WebSockets, which says what the test tells it to.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _answers = new();
    private readonly Channel<ServerSocket> _accepted = Channel.CreateUnbounded<ServerSocket>();
    private int _tickets;

    private SocketServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Map("/api/apps.connections.open", OpenAsync);
        _app.Map("/link", LinkAsync);
    }

    public Uri ApiUrl { get; private set; } = null!;

    /// <summary>The Authorization headers of apps.connections.open, in order.</summary>
    public ConcurrentQueue<string> Opened { get; } = new();

    /// <summary>Tickets that were used, in order.</summary>
    public ConcurrentQueue<string> Used { get; } = new();

    public static async Task<SocketServer> StartAsync()
    {
        var server = new SocketServer();
        await server._app.StartAsync();
        server.ApiUrl = new Uri(server._app.Urls.Single() + "/api/");
        return server;
    }

    /// <summary>The next answer of apps.connections.open, in place of an address.</summary>
    public void AnswerNext(string json) => _answers.Enqueue(json);

    public async Task<ServerSocket> AcceptAsync() =>
        await _accepted.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>The next connection, which has got its hello.</summary>
    public async Task<ServerSocket> GreetAsync(string? hello = null)
    {
        var socket = await AcceptAsync();
        await socket.SendAsync(hello ?? Hello());
        return socket;
    }

    public static string Hello(string app = "A0OURAPP1", int connections = 1, int lifetime = 18060) =>
        $$$"""
        {"type":"hello","num_connections":{{{connections}}},"connection_info":{"app_id":"{{{app}}}"},
         "debug_info":{"host":"applink-1","build_number":1,"approximate_connection_time":{{{lifetime}}}} }
        """;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task OpenAsync(HttpContext http)
    {
        Opened.Enqueue(http.Request.Headers.Authorization.ToString());
        http.Response.ContentType = "application/json; charset=utf-8";
        var ticket = $"secret-ticket-{Interlocked.Increment(ref _tickets)}";
        var url = $"ws://{http.Request.Host}/link?ticket={ticket}";
        await http.Response.WriteAsync(
            _answers.TryDequeue(out var answer) ? answer : $$"""{"ok":true,"url":"{{url}}"}"""
        );
    }

    private async Task LinkAsync(HttpContext http)
    {
        Used.Enqueue(http.Request.Query["ticket"].ToString());
        var socket = new ServerSocket(await http.WebSockets.AcceptWebSocketAsync(), http);
        await _accepted.Writer.WriteAsync(socket);
        await socket.RunAsync();
    }
}

/// <summary>
/// Slack's end of one WebSocket. It leaves the TCP connection up after the close frames, as Slack does.
/// </summary>
internal sealed class ServerSocket(WebSocket socket, HttpContext http)
{
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Does not answer the close frame.</summary>
    public bool IgnoresClose { get; set; }

    /// <summary>Completes when the other side has sent its close frame, with its code.</summary>
    public TaskCompletionSource<int?> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the TCP connection is gone.</summary>
    public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(byte[] bytes, WebSocketMessageType type) =>
        socket.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None);

    /// <summary>The beginning of a message.</summary>
    public Task SendPartAsync(byte[] bytes) =>
        socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);

    public async Task<string> ReceiveAsync() =>
        await _received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public bool HasReceived => _received.Reader.TryPeek(out _);

    /// <summary>Cuts the TCP connection.</summary>
    public void Cut()
    {
        http.Abort();
        _cut.TrySetResult();
    }

    public async Task RunAsync()
    {
        using var registration = http.RequestAborted.Register(() => Gone.TrySetResult());
        try
        {
            while (await ReadAsync() is { } text) await _received.Writer.WriteAsync(text);
            Closed.TrySetResult((int?)socket.CloseStatus);
            if (!IgnoresClose)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            Closed.TrySetResult(null);
        }

        await Task.WhenAny(Gone.Task, _cut.Task);
        Gone.TrySetResult();
    }

    private async Task<string?> ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            if (part.EndOfMessage) return text.ToString();
        }
    }
}
