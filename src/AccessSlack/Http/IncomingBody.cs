using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace AccessSlack.Http;

/// <summary>
/// The bytes of one body so far. Its buffer is pooled: a flood of large bodies would otherwise leave garbage faster
/// than it is collected.
/// </summary>
internal sealed class IncomingBody(HttpRequest request) : IOccupant, IDisposable
{
    /// <summary>A body that has not gained so many bytes has not advanced.</summary>
    private const int Step = 4 * 1024;

    private static long _order;

    private readonly Lock _lock = new();
    private readonly PipeReader _reader = request.BodyReader;
    private byte[] _buffer = [];
    private long _lengthAtStep;
    private bool _isRead;

    public ClientAddress Client { get; } = ClientAddress.Of(request.HttpContext.Connection.RemoteIpAddress);

    public long Advanced { get; private set; } = Interlocked.Increment(ref _order);

    public bool MayBeEnded => !Volatile.Read(ref _isRead);

    /// <summary>Whether it had to make room.</summary>
    public bool IsEnded { get; private set; }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    public void Append(ReadOnlySequence<byte> bytes)
    {
        var length = Length + (int)bytes.Length;
        if (length > _buffer.Length) Grow(length);
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length = length;
        if (length - _lengthAtStep < Step) return;
        (_lengthAtStep, Advanced) = (length, Interlocked.Increment(ref _order));
    }

    /// <summary>Wakes up its reader; no effect if it has been read.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_isRead) return;
            IsEnded = true;
            _reader.CancelPendingRead();
        }
    }

    /// <summary>From now on it cannot be ended, and its reader is not woken up during the next request.</summary>
    /// <returns>False if it was ended before.</returns>
    public bool FinishReading()
    {
        lock (_lock) _isRead = true;
        return !IsEnded;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(int.Max(length, Step));
        Bytes.CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
