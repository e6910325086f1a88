using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AccessSlack.Measure;

/// <summary>What strangers do at the daemon's listener: always the same, on so many connections at once.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Connections">One that was closed is opened again.</param>
/// <param name="UseAsync">What is done on each, until it is closed.</param>
internal sealed record Attack(string Name, int Connections, Func<NetworkStream, CancellationToken, Task> UseAsync)
{
    /// <summary>The largest that the daemon reads.</summary>
    private const int LargestBody = 256 * 1024;

    /// <summary>The pace of single bytes, and of connections that are opened again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static readonly Attack None = new("quiet", 0, (_, _) => Task.CompletedTask);

    public static readonly Attack Idle = new("1,000 idle connections", 1000, ReadToEndAsync);

    public static readonly Attack Bodies = new("64 trickling bodies", 64, TrickleAsync);

    public static readonly Attack Forms = new("a flood of 256 KiB forms", 16, SendFormsAsync);

    /// <summary>Attacks until it is cancelled. All connections have one address.</summary>
    public Task RunAsync(IPEndPoint listener, CancellationToken cancel) =>
        Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => RepeatAsync(listener, cancel)));

    private async Task RepeatAsync(IPEndPoint listener, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(listener, cancel);
                await UseAsync(client.GetStream(), cancel);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The daemon closed it, or it is over.
            }

            await PauseAsync(cancel);
        }
    }

    private static async Task ReadToEndAsync(NetworkStream stream, CancellationToken cancel)
    {
        var rest = new byte[1024];
        while (await stream.ReadAsync(rest, cancel) > 0) { }
    }

    /// <summary>Most of it at once, so that the daemon has to keep it, and the rest byte by byte.</summary>
    private static async Task TrickleAsync(NetworkStream stream, CancellationToken cancel)
    {
        const int Left = 100;
        await stream.WriteAsync(Head(), cancel);
        await stream.WriteAsync(new byte[LargestBody - Left], cancel);
        for (var left = Left; left > 1; left--)
        {
            await PauseAsync(cancel);
            await stream.WriteAsync(new byte[1], cancel);
        }

        await ReadToEndAsync(stream, cancel);
    }

    /// <summary>One after the other, with a signature that only computing it shows to be wrong.</summary>
    private static async Task SendFormsAsync(NetworkStream stream, CancellationToken cancel)
    {
        var form = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a&", LargestBody / 2)));
        var answer = new byte[1024];
        do
        {
            await stream.WriteAsync(Head(), cancel);
            await stream.WriteAsync(form, cancel);
        }
        while (await stream.ReadAsync(answer, cancel) > 0);
    }

    private static byte[] Head() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST /slack/interactions HTTP/1.1\r\nHost: x\r\nContent-Length: {LargestBody}\r\n" +
        $"X-Slack-Request-Timestamp: {TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}\r\n" +
        $"X-Slack-Signature: v0={new string('0', 64)}\r\n\r\n"
    ));

    private static async Task PauseAsync(CancellationToken cancel) =>
        await Task.Delay(Pause, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
