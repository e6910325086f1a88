namespace AccessSlack.Sandbox.Teleport.Proxy;

/// <summary>A stream over another one; what is not overridden is passed on.</summary>
internal abstract class RelayStream(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Moves bytes both ways until one side ends.</summary>
    public static async Task JoinAsync(Stream one, Stream other, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var moves = new[] { one.CopyToAsync(other, end.Token), other.CopyToAsync(one, end.Token) };
        await Task.WhenAny(moves);
        await end.CancelAsync();
        await Task.WhenAll(moves).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A stream some of which was read before.</summary>
internal sealed class ReplayedStream(ReadOnlyMemory<byte> read, Stream rest) : RelayStream(rest)
{
    private ReadOnlyMemory<byte> _read = read;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read.IsEmpty) return base.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(_read.Length, buffer.Length);
        _read[..count].CopyTo(buffer);
        _read = _read[count..];
        return new(count);
    }
}
