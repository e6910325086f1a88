using System.Text;
using Google.Protobuf;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Requests;

/// <summary>One document per request, one entry per plugin (docs/protocols/teleport.md 3.4 and 4.5).</summary>
internal sealed class PluginDataStore(Cluster cluster, RequestStore requests)
{
    /// <summary>Bytes of JSON for all plugins of one request together.</summary>
    public const int Limit = 1_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Document> _documents = [];

    /// <summary>
    /// Documents of one request, or of all if <paramref name="id"/> is empty, with an entry of the plugin, or of any if
    /// it is empty. Always with all their entries.
    /// </summary>
    public IReadOnlyList<Proto.PluginDataV3> Find(string id, string plugin)
    {
        lock (_lock)
        {
            var found = id.Length == 0 ? [.. _documents.Keys] : new[] { id };
            return
            [
                .. found
                    .Where(key =>
                        Alive(key) is { } document && (plugin.Length == 0 || document.Entries.ContainsKey(plugin))
                    )
                    .Select(key => Message(key, _documents[key].Entries)),
            ];
        }
    }

    /// <exception cref="GrpcFailure">
    /// FailedPrecondition: an expectation does not hold. NotFound: no data and no request. InvalidArgument: too large.
    /// </exception>
    public void Update(Proto.PluginDataUpdateParams update)
    {
        lock (_lock)
        {
            var document = Alive(update.Resource);
            var entry = document?.Entries.GetValueOrDefault(update.Plugin) ?? new Proto.PluginDataEntry();
            if (update.Expect.Any(e => entry.Data.GetValueOrDefault(e.Key, "") != e.Value))
                throw new GrpcFailure(
                    GrpcCode.FailedPrecondition,
                    $"failed to update plugin data for {update.Resource}, expectations not met"
                );
            document ??= new Document(ExpiryFor(update.Resource), []);
            _documents[update.Resource] = document with { Entries = With(document.Entries, update, entry.Clone()) };
        }
        cluster.Touch();
    }

    /// <summary>Later than the end of the access, so that it outlives the DELETE event.</summary>
    private static readonly TimeSpan Outlives = TimeSpan.FromHours(1);

    private Document? Alive(string id) =>
        _documents.GetValueOrDefault(id) is { } document && document.Expires > cluster.Now - Outlives ? document : null;

    // Fixed at the first write.
    private DateTimeOffset ExpiryFor(string id) => requests.TryFind(id, out var request)
        ? request.Spec.Expires.ToDateTimeOffset()
        : throw GrpcFailure.NotFound($"access request {id} is not found");

    private Dictionary<string, Proto.PluginDataEntry> With(
        Dictionary<string, Proto.PluginDataEntry> entries,
        Proto.PluginDataUpdateParams update,
        Proto.PluginDataEntry entry
    )
    {
        foreach (var (key, value) in update.Set)
        {
            if (key.EndsWith("_reason", StringComparison.Ordinal)) cluster.Secrets.Note("reason", value);
            if (key == "seal") foreach (var seal in value.Split('.')) cluster.Secrets.Note("seal of a ledger", seal);
            if (value.Length == 0) entry.Data.Remove(key);
            else entry.Data[key] = value;
        }
        var next = new Dictionary<string, Proto.PluginDataEntry>(entries) { [update.Plugin] = entry };
        if (entry.Data.Count == 0) next.Remove(update.Plugin);
        var size = Encoding.UTF8.GetByteCount(JsonFormatter.Default.Format(Message(update.Resource, next)));
        return size <= Limit ? next : throw GrpcFailure.Invalid($"plugin data size limit exceeded ({size} bytes)");
    }

    private static Proto.PluginDataV3 Message(string id, Dictionary<string, Proto.PluginDataEntry> entries)
    {
        var message = new Proto.PluginDataV3
        {
            Kind = "plugin_data",
            SubKind = "access_request",
            Version = "v3",
            Metadata = new Proto.Metadata { Name = id, Namespace = "default" },
            Spec = new Proto.PluginDataSpecV3(),
        };
        foreach (var (plugin, entry) in entries) message.Spec.Entries[plugin] = entry.Clone();
        return message;
    }

    private sealed record Document(DateTimeOffset Expires, Dictionary<string, Proto.PluginDataEntry> Entries);
}
