using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Slack.Sockets;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators.Sockets;

/// <summary>An app's end of a socket, without the daemon's own client.</summary>
internal sealed class SlackSocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    private SlackSocketClient(SlackSocket theirs) => Theirs = theirs;

    /// <summary>The simulator's end.</summary>
    public SlackSocket Theirs { get; private set; }

    public WebSocketState State => _socket.State;

    public static async Task<string> UrlAsync(SlackSimulator slack, string? token)
    {
        using var app = new SlackRawClient(slack) { Token = token };
        var answer = await app.JsonAsync(SlackSockets.Open, "{}");
        return answer["url"]?.ToString() ?? answer["error"]!.ToString();
    }

    /// <summary>A socket that has seen its <c>hello</c>.</summary>
    public static async Task<SlackSocketClient> StartAsync(SlackSimulator slack)
    {
        var (client, hello) = await ConnectAsync(slack, await UrlAsync(slack, slack.Options.AppToken));
        Assert.Equal("hello", hello["type"]!.ToString());
        await slack.WaitUntilAsync(_ => client.Theirs.IsRegistered);
        return client;
    }

    public static async Task<(SlackSocketClient Client, JsonObject First)> ConnectAsync(
        SlackSimulator slack,
        string url
    )
    {
        var client = new SlackSocketClient(null!);
        await client._socket.ConnectAsync(new Uri(url), CancellationToken.None);
        var first = await client.ReceiveAsync();
        client.Theirs = slack.Sockets.All[^1];
        return (client, first);
    }

    /// <summary>The next message; <c>{}</c> for the close of the socket.</summary>
    public async Task<JsonObject> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[100_000];
        var got = await _socket.ReceiveAsync(buffer, limit.Token);
        return got.MessageType == WebSocketMessageType.Close
            ? []
            : JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, got.Count))!.AsObject();
    }

    public Task SendAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), type, true, CancellationToken.None);

    /// <summary>Acknowledges an envelope.</summary>
    public Task AcknowledgeAsync(JsonObject envelope, string more = "") =>
        SendAsync($$"""{"envelope_id":"{{envelope["envelope_id"]}}"{{more}}}""");

    public Task SendCloseAsync() =>
        _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    public void Dispose() => _socket.Dispose();
}
