using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace AccessSlack.Sandbox.Teleport.Transport;

/// <summary>
/// The transport of one connection, which can go silent without being closed: half-open, as after a firewall forgot the
/// connection. What the client sends is read and dropped, and nothing more is sent to it.
/// </summary>
internal sealed class SilenceableTransport
{
    private volatile bool _isSilent;

    public void GoSilent() => _isSilent = true;

    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var (wire, received, sent) = (connection.Transport, new Pipe(), new Pipe());
        connection.Transport = new Ends(received.Reader, sent.Writer);
        var pumps = Task.WhenAll(PumpAsync(wire.Input, received.Writer), PumpAsync(sent.Reader, wire.Output));
        try
        {
            await next(connection);
        }
        finally
        {
            await received.Reader.CompleteAsync();
            await sent.Writer.CompleteAsync();
            wire.Input.CancelPendingRead();
            await pumps;
        }
    }

    private async Task PumpAsync(PipeReader from, PipeWriter to)
    {
        Exception? end = null;
        try
        {
            while (await MoveAsync(from, to))
            {
                // each call moves what has arrived
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            end = e; // either side went away
        }

        await to.CompleteAsync(end);
        await from.CompleteAsync();
    }

    private async Task<bool> MoveAsync(PipeReader from, PipeWriter to)
    {
        var read = await from.ReadAsync();
        if (!_isSilent)
            foreach (var segment in read.Buffer) to.Write(segment.Span);
        from.AdvanceTo(read.Buffer.End);
        var flushed = await to.FlushAsync();
        return !read.IsCompleted && !read.IsCanceled && !flushed.IsCompleted;
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
