using AccessSlack.Teleport.Protocol;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace AccessSlack.Teleport.Calls;

/// <summary>Reads and writes our entry in the plugin data of access requests.</summary>
internal sealed class PluginDataCalls(TeleportCalls calls)
{
    /// <summary>The same as the Go plugin's, so that either can take over from the other.</summary>
    private const string PluginName = "slack";

    public async Task<PluginDataSnapshot> ReadAllAsync(CancellationToken cancel)
    {
        var documents = await calls.CallAsync(
            "GetPluginData",
            (client, options) => client.GetPluginDataInBulkAsync(Filter(), options),
            TeleportCalls.LongestTime,
            cancel
        );
        var entries = new Dictionary<string, ReadOnlyMemory<byte>>(documents.PluginData.Count);
        foreach (var document in documents.PluginData)
        {
            if (
                document is { Metadata.Name: var id, Spec: { } spec }
                && AccessRequestMapper.IsId(id)
                && spec.Entries.TryGetValue(PluginName, out var entry)
            )
                entries[id] = entry.Memory;
        }

        return new(entries, Decode);
    }

    public async Task<IReadOnlyDictionary<string, string>?> ReadAsync(string id, CancellationToken cancel)
    {
        var filter = Filter();
        filter.Resource = id;
        var documents = await calls.CallAsync(
            "GetPluginData",
            (client, options) => client.GetPluginDataAsync(filter, options),
            cancel
        );
        return AccessRequestMapper.ToEntry(documents, id, PluginName);
    }

    public async Task WriteAsync(
        string id,
        IReadOnlyDictionary<string, string> set,
        IReadOnlyDictionary<string, string> expect,
        CancellationToken cancel
    )
    {
        if (expect.Count == 0) throw new ArgumentException("An empty expectation checks nothing.", nameof(expect));
        var update = new PluginDataUpdateParams
        {
            Kind = AccessRequestMapper.Kind,
            Resource = id,
            Plugin = PluginName,
        };
        foreach (var (key, value) in set) update.Set.Add(key, value);
        foreach (var (key, value) in expect) update.Expect.Add(key, value);
        await calls.CallAsync(
            "UpdatePluginData",
            (client, options) => client.UpdatePluginDataAsync(update, options),
            cancel
        );
    }

    private static PluginDataFilter Filter() => new() { Kind = AccessRequestMapper.Kind, Plugin = PluginName };

    private static MapField<string, string>? Decode(ReadOnlyMemory<byte> entry)
    {
        try
        {
            return PluginDataEntry.Parser.ParseFrom(entry.Span).Data;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
