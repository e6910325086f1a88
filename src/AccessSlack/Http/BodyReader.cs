using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace AccessSlack.Http;

/// <summary>Reads the bodies of strangers: each one bounded in size and time, all together in memory.</summary>
/// <param name="time">Measures how long a body takes.</param>
/// <param name="memory">Bytes that all bodies in hand may have together.</param>
internal sealed class BodyReader(TimeProvider time, long memory)
{
    /// <summary>Slack's payloads stay far below; more is refused before it is read.</summary>
    public const int LongestBody = 256 * 1024;

    /// <summary>Slack has given up long before.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private long _held;

    /// <summary>Of all bodies in hand.</summary>
    public long BytesInHand => Interlocked.Read(ref _held);

    /// <returns>What <paramref name="answer"/> gave, or the status that refuses the body.</returns>
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
    /// Takes what has come at once, so that a body that is waited for costs neither a thread nor a buffer.
    /// </summary>
    private async Task<int?> FillAsync(MemoryStream body, PipeReader reader)
    {
        // Not a cancellation token: Kestrel could not go on with the connection after one. Awaited at its end, so that
        // it never hits the next request.
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
            return e.StatusCode; // broken framing, or an end before the announced one
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return StatusCodes.Status400BadRequest; // the connection is gone, and nobody reads this
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
