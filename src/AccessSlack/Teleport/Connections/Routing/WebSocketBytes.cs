namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>
/// A stream of bytes in the binary frames of an upgraded connection. What is written may be read and written at the
/// same time, as TLS does. Payloads pass through; nothing that the other side sends is collected.
/// </summary>
internal sealed class WebSocketBytes(Stream inner) : PassThroughStream(inner)
{
    /// <summary>More than a TLS record, and less than any server limits a message to.</summary>
    private const int MaxChunk = 32 * 1024;

    /// <summary>
    /// Pings between two frames with data. A proxy sends one in some tens of seconds, and HTTP/2 has a ping of its own
    /// every 70 s.
    /// </summary>
    private const int MaxPings = 100;

    private readonly SemaphoreSlim _writing = new(1);
    private readonly byte[] _head = new byte[10];
    private int _left;
    private int _pings;
    private bool _continues;
    private bool _isClosed;

    /// <summary>The other side broke the rules, or ended within a frame.</summary>
    public bool IsBroken { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // An empty read waits until there is something.
        while (_left == 0)
            if (_isClosed || !await NextAsync(cancellationToken))
                return 0;
        if (buffer.IsEmpty) return 0;
        var read = await base.ReadAsync(buffer[..Math.Min(_left, buffer.Length)], cancellationToken);
        if (read == 0) throw Broken("ended in the middle of a frame");
        _left -= read;
        return read;
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        for (; !buffer.IsEmpty; buffer = buffer[Math.Min(MaxChunk, buffer.Length)..])
            await SendAsync(FrameKind.Binary, buffer[..Math.Min(MaxChunk, buffer.Length)], cancellationToken);
    }

    /// <summary>Reads the head of a frame, and all of it unless it holds data.</summary>
    /// <returns>False at the end of the connection.</returns>
    private async Task<bool> NextAsync(CancellationToken cancel)
    {
        if (await base.ReadAsync(_head.AsMemory(0, 1), cancel) == 0) return false;
        await FillAsync(_head.AsMemory(1, 1), cancel);
        var more = FrameHead.MoreBytes(_head[1]);
        await FillAsync(_head.AsMemory(2, more), cancel);
        var head = FrameHead.Read(_head.AsSpan(0, 2 + more)) ?? throw Broken("sent a frame that is not expected");
        if (head.Kind is FrameKind.Binary or FrameKind.Continuation) BeginData(head);
        else await ControlAsync(head, cancel);
        return !_isClosed;
    }

    /// <summary>Teleport sends whole messages; something on the way may split them.</summary>
    private void BeginData(FrameHead head)
    {
        if (head.Kind == FrameKind.Continuation != _continues) throw Broken("sent a part of a message out of order");
        (_left, _continues, _pings) = (head.Length, !head.IsFinal, head.Length > 0 ? 0 : _pings + 1);
        CheckPace();
    }

    private async Task ControlAsync(FrameHead head, CancellationToken cancel)
    {
        var payload = new byte[head.Length];
        await FillAsync(payload, cancel);
        _isClosed = head.Kind == FrameKind.Close;
        if (_isClosed) return;
        _pings++;
        CheckPace();
        if (head.Kind == FrameKind.Ping) await SendAsync(FrameKind.Pong, payload, cancel);
    }

    private void CheckPace()
    {
        if (_pings > MaxPings) throw Broken($"sent {MaxPings} frames without data, one after the other");
    }

    private async Task SendAsync(FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var frame = FrameHead.Write(kind, payload.Span);
        await _writing.WaitAsync(cancel);
        try
        {
            await base.WriteAsync(frame, cancel);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task FillAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (!buffer.IsEmpty)
        {
            var read = await base.ReadAsync(buffer, cancel);
            if (read == 0) throw Broken("ended in the middle of a frame");
            buffer = buffer[read..];
        }
    }

    private IOException Broken(string what)
    {
        IsBroken = true;
        return new($"The upgraded connection {what}.");
    }
}
