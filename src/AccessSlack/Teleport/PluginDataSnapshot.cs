using Google.Protobuf;

namespace AccessSlack.Teleport;

/// <summary>
/// Our entries of all requests as one call brought them. They stay encoded until they are taken, and what was taken is let go of:
/// among them are those of every request that was resolved not long ago.
/// </summary>
/// <param name="entries">Encoded entries by request id.</param>
/// <param name="decode">May throw <see cref="InvalidProtocolBufferException"/>.</param>
internal sealed class PluginDataSnapshot(Dictionary<string, ReadOnlyMemory<byte>> entries, Func<ReadOnlyMemory<byte>, IReadOnlyDictionary<string, string>> decode)
{
    /// <summary>What was not taken yet.</summary>
    public IReadOnlyCollection<string> Left => entries.Keys;

    /// <summary>Null when there is none, or nothing that can be read: whoever reads it singly is told why.</summary>
    public IReadOnlyDictionary<string, string>? Take(string id)
    {
        if (!entries.Remove(id, out var entry)) return null;
        try
        {
            return decode(entry) is { Count: > 0 } data ? data : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
