using System.Text;

namespace AccessSlack.Requests.Serialization;

/// <summary>
/// Converts a ledger to plugin data and back. The Go plugin's keys are always written, so that it could take over
/// again, along with <c>rev</c> and <c>v1</c>. An entry without <c>rev</c> was written by the Go plugin
/// (docs/protocols/teleport.md 4.5).
/// </summary>
internal static class LedgerCodec
{
    /// <summary>Key of the write counter; each write is conditional on the value that was read.</summary>
    public const string RevKey = "rev";

    /// <summary>Key of the JSON document with everything that the Go plugin does not store.</summary>
    public const string DocumentKey = "v1";

    /// <summary>The whole entry, within its size limit.</summary>
    public static Dictionary<string, string> Write(Ledger ledger) => LedgerWriter.Write(ledger);

    /// <summary>Reads an entry written by us or by the Go plugin, or a damaged one.</summary>
    public static Ledger Read(IReadOnlyDictionary<string, string> data) => LedgerReader.Read(data);

    /// <summary>In bytes, as Teleport counts them.</summary>
    public static int Size(IReadOnlyDictionary<string, string> data) =>
        data.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value));
}
