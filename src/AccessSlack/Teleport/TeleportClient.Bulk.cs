using AccessSlack.Teleport.Protocol;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace AccessSlack.Teleport;

internal sealed partial class TeleportClient
{
    public async Task<PluginDataSnapshot> ReadAllPluginDataAsync(CancellationToken cancel)
    {
        var filter = new PluginDataFilter { Kind = AccessRequestMapper.Kind, Plugin = PluginName };
        var documents = await CallAsync(
            "GetPluginData",
            client => client.GetPluginDataInBulkAsync(filter, Limited(ListTime, cancel)),
            cancel
        );
        var ours = new Dictionary<string, ReadOnlyMemory<byte>>(documents.PluginData.Count);
        foreach (var document in documents.PluginData)
        {
            if (
                document is { Metadata.Name: var id, Spec: { } spec }
                && AccessRequestMapper.IsId(id)
                && spec.Entries.TryGetValue(PluginName, out var entry)
            )
                ours[id] = entry.Memory;
        }

        return new(ours, Decoded);
    }

    private static MapField<string, string>? Decoded(ReadOnlyMemory<byte> entry)
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
