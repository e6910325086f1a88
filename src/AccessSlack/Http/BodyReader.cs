using System.Buffers;
using System.IO.Pipelines;
using AccessSlack.Logging;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Http;

/// <summary>
/// Reads untrusted bodies. Each is limited in size and time, and all of them together in memory: if that is full, the
/// bodies that do not advance are ended.
/// </summary>
/// <param name="time">Measures how long a body takes.</param>
/// <param name="logger">Is told, at most once in ten seconds, that bodies were ended.</param>
internal sealed partial class BodyReader(TimeProvider time, ILogger logger)
{
    /// <summary>Slack's payloads are far smaller; a larger body is refused before it is read.</summary>
    public const int LongestBody = 256 * 1024;

    /// <summary>Slack gives up long before.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private readonly BodyBudget _budget = new();
    private readonly LogThrottle _ended = new(time, ListenerLimits.LogPause);
    private long _held;

    /// <summary>Bytes of all bodies in progress.</summary>
    public long BytesInHand => Interlocked.Read(ref _held);

    /// <param name="request">Its body is read.</param>
    /// <param name="answer">Gets the bytes, which are valid until it completes.</param>
    /// <returns>The result of <paramref name="answer"/>, or the status with which the body is refused.</returns>
    public async Task<Reply> UseAsync(HttpRequest request, Func<ReadOnlyMemory<byte>, Task<Reply>> answer)
    {
        if (request.ContentLength > LongestBody) return StatusCodes.Status413PayloadTooLarge;
        using var body = new IncomingBody(request);
        try
        {
            if (!MayHold(body, length: 0)) return StatusCodes.Status503ServiceUnavailable;
            var refusal = await FillAsync(body, request.BodyReader);
            if (!body.FinishReading()) return StatusCodes.Status503ServiceUnavailable;
            return refusal is { } status ? status : await answer(body.Bytes);
        }
        finally
        {
            _budget.Leave(body);
            Interlocked.Add(ref _held, -body.Length);
        }
    }

    /// <summary>
    /// Copies the bytes as they arrive, so that waiting for a slow body costs neither a thread nor a buffer.
    /// </summary>
    private async Task<int?> FillAsync(IncomingBody body, PipeReader reader)
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

    private int? Take(ReadOnlySequence<byte> bytes, IncomingBody body)
    {
        var length = body.Length + bytes.Length;
        if (length > LongestBody) return StatusCodes.Status413PayloadTooLarge;
        if (!MayHold(body, (int)length)) return StatusCodes.Status503ServiceUnavailable;
        Interlocked.Add(ref _held, bytes.Length);
        body.Append(bytes);
        return null;
    }

    private bool MayHold(IncomingBody body, int length)
    {
        var fits = _budget.TryHold(body, length, out var ended);
        if (ended > 0 && _ended.MaySay(out var unsaid)) Log.Ended(logger, ended, unsaid);
        return fits;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 8011,
            Level = LogLevel.Warning,
            Message = "Ended {Bodies} request bodies that did not advance, to make room for others ({Unsaid} more " +
                "lines like this since the last one). Clicks still work; if this continues, restrict who can reach " +
                "the listener"
        )]
        public static partial void Ended(ILogger logger, int bodies, int unsaid);
    }
}
