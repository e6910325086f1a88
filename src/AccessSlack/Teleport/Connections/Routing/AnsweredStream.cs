namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>Notices whether anything was received: a proxy that knows no such cluster closes without a word.</summary>
internal sealed class AnsweredStream(Stream inner) : PassThroughStream(inner)
{
    public bool IsAnswered { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        IsAnswered |= read > 0;
        return read;
    }
}
