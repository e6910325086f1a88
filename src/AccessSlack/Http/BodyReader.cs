using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace AccessSlack.Http;

/// <summary>Reads untrusted bodies. Each is limited in size and time, and all of them together in memory.</summary>
/// <param name="time">Measures how long a body takes.</param>
/// <param name="memory">Most bytes of all bodies in progress.</param>
internal sealed class BodyReader(TimeProvider time, long memory)
{
    /// <summary>Slack's payloads are far smaller; a larger body is refused before it is read.</summary>
    public const int LongestBody = 256 * 1024;

    /// <summary>Slack gives up long before.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private long _held;

    /// <summary>Bytes of all bodies in progress.</summary>
    public long BytesInHand => Interlocked.Read(ref _held);

    /// <returns>The result of <paramref name="answer"/>, or the status with which the body is refused.</returns>
    public async Task<Reply> UseAsync(HttpRequest request, Func<byte[], Task<Reply>> answer)
    {
        if (request.ContentLength > LongestBody) return StatusCodes.Status413PayloadTooLarge;
        using var body = new MemoryStream();
        try
        {
            return await FillAsync(body, request.BodyReader) is { } refusal ? refusal : await answer(body.ToArray());
        }
        finally
        {
            Interlocked.Add(ref _held, -body.Length);
        }
    }

    /// <summary>
    /// Copies the bytes as they arrive, so that waiting for a slow body costs neither a thread nor a buffer.
    /// </summary>
    private async Task<int?> FillAsync(MemoryStream body, PipeReader reader)
    {
        // Not a cancellation token: Kestrel could not continue the connection after one. Disposal is awaited, so that
        // the timer never fires during the next request.
        await using var deadline = time.CreateTimer(
            _ => reader.CancelPendingRead(),
            state: null,
            Within,
            Timeout.InfiniteTimeSpan
        );
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync();
                var refusal = read.IsCanceled ? StatusCodes.Status408RequestTimeout : Take(read.Buffer, body);
                reader.AdvanceTo(read.Buffer.End);
                if (refusal is not null || read.IsCompleted) return refusal;
            }
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode; // broken framing, or a body shorter than announced
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return StatusCodes.Status400BadRequest; // the connection is gone; this status is never sent
        }
    }

    private int? Take(ReadOnlySequence<byte> bytes, MemoryStream body)
    {
        if (body.Length + bytes.Length > LongestBody) return StatusCodes.Status413PayloadTooLarge;
        if (Interlocked.Add(ref _held, bytes.Length) > memory)
        {
            Interlocked.Add(ref _held, -bytes.Length);
            return StatusCodes.Status503ServiceUnavailable;
        }

        foreach (var part in bytes) body.Write(part.Span);
        return null;
    }
}
