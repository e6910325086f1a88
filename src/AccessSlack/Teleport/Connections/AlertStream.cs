namespace AccessSlack.Teleport.Connections;

/// <summary>
/// Passes all data through, and records how reading ends. With TLS 1.3 a server refuses our certificate after the
/// handshake, in an alert that only the first read sees; the HTTP/2 layer reports it merely as a disposed stream.
/// </summary>
internal sealed class AlertStream(Stream tls, HandshakeNotes notes, PeerActivity peer) : Stream
{
    private bool _received;

    public override bool CanRead => tls.CanRead;

    public override bool CanWrite => tls.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await tls.ReadAsync(buffer, cancellationToken);
            if (read > 0) Received();
            else Ended();
            return read;
        }
        catch (IOException exception)
        {
            notes.Alert = TlsAlert.Of(exception);
            Ended();
            throw;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        tls.WriteAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        tls.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => tls.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => tls.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => tls.Write(buffer, offset, count);

    public override void Flush() => tls.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) tls.Dispose();
        base.Dispose(disposing);
    }

    private void Received()
    {
        _received = true;
        peer.Received();
    }

    private void Ended()
    {
        if (!_received) notes.EndedAtOnce = true;
    }
}
