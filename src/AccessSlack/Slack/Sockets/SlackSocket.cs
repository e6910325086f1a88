using System.Buffers;
using System.Net.WebSockets;

namespace AccessSlack.Slack.Sockets;

/// <inheritdoc cref="ISlackSocket"/>
/// <param name="socket">Connected.</param>
/// <param name="activity">Of the stream below it.</param>
/// <param name="http">The handler that made the connection, and makes no other.</param>
internal sealed class SlackSocket(WebSocket socket, SocketActivity activity, IDisposable http) : ISlackSocket
{
    private const int Chunk = 16 * 1024;

    public TimeSpan Silence => activity.Silence;

    public async Task<SocketRead> ReceiveAsync()
    {
        try
        {
            return await ReadAsync();
        }
        catch (Exception e) when (IsEnd(e))
        {
            return new SocketRead.Ended(NetworkReason.Of(e) ?? "the connection was cut");
        }
    }

    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> text)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return false;
        try
        {
            await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (IsEnd(e))
        {
            return false;
        }
    }

    public async Task CloseAsync()
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // it has ended already
        }
    }

    public void Abort() => socket.Abort();

    public void Dispose()
    {
        socket.Abort();
        socket.Dispose();
        http.Dispose();
    }

    private async Task<SocketRead> ReadAsync()
    {
        var bytes = new ArrayBufferWriter<byte>(Chunk);
        while (true)
        {
            var part = await socket.ReceiveAsync(bytes.GetMemory(Chunk), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                return new SocketRead.Ended($"Slack closed it ({(int?)socket.CloseStatus ?? 1005})");
            if (part.MessageType == WebSocketMessageType.Binary)
                return new SocketRead.Faulty("a binary message");
            bytes.Advance(part.Count);
            if (bytes.WrittenCount > SocketRead.MostBytes) return new SocketRead.Faulty("a message over 1 MiB");
            if (part.EndOfMessage) return new SocketRead.Text(bytes.WrittenMemory);
        }
    }

    /// <summary>Also what an abort leaves behind for a call in progress.</summary>
    private static bool IsEnd(Exception e) =>
        e is WebSocketException
            or IOException
            or OperationCanceledException
            or ObjectDisposedException
            or InvalidOperationException;
}
