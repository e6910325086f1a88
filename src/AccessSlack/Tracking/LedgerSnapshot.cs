using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport;

namespace AccessSlack.Tracking;

/// <summary>
/// The ledgers of all requests at one moment. Each is released when it is taken, because there may be thousands.
/// </summary>
internal sealed class LedgerSnapshot(
    PluginDataSnapshot entries,
    Func<string, IReadOnlyDictionary<string, string>, LedgerEntry> read
)
{
    /// <summary>Requests whose entry was not taken yet.</summary>
    public IReadOnlyCollection<string> Left => entries.Left;

    /// <summary>Not judged yet; null when there is none.</summary>
    public LedgerEntry? Take(string id) => entries.Take(id) is { } data ? read(id, data) : null;
}
