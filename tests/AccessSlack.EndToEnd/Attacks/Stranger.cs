using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>A connection to the listener from someone who has no secret.</summary>
internal sealed class Stranger : IDisposable
{
    /// <summary>Slack calls from 127.0.0.1.</summary>
    private static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.2");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _client;

    private Stranger(IPAddress from) => _client = new(new IPEndPoint(from, 0));

    /// <inheritdoc cref="Strangers.ConnectAsync"/>
    public static async Task<Stranger> ConnectAsync(Uri listener, string sent, IPAddress? from)
    {
        var stranger = new Stranger(from ?? Elsewhere);
        await stranger._client.ConnectAsync(IPAddress.Loopback, listener.Port);
        await stranger.SendAsync(sent);
        return stranger;
    }

    public async Task SendAsync(string text)
    {
        if (text.Length > 0) await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>The status of the next answer, which has no body.</summary>
    public async Task<int> StatusAsync()
    {
        var answer = new StringBuilder();
        var next = new byte[1];
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await _client.GetStream().ReadExactlyAsync(next).AsTask().WaitAsync(Patience);
            answer.Append((char)next[0]);
        }

        return int.Parse(answer.ToString().Split(' ')[1]);
    }

    /// <summary>Completes when the daemon has closed or cut the connection, whatever it said before.</summary>
    public async Task ClosedAsync()
    {
        var rest = new byte[1024];
        try
        {
            while (await _client.GetStream().ReadAsync(rest).AsTask().WaitAsync(Patience) > 0) { }
        }
        catch (IOException)
        {
            // cut
        }
    }

    public void Dispose() => _client.Dispose();
}
