using System.Text;

namespace AccessSlack.Requests.Serialization;

/// <summary>
/// Converts a ledger to plugin data and back. The Go plugin's keys are always written, so that it could take over
/// again, along with <c>rev</c>, <c>v1</c> and their <c>seal</c>, which alone are read (docs/design/flow.md, "The
/// ledger"; docs/protocols/teleport.md 4.5).
/// </summary>
internal static class LedgerCodec
{
    /// <summary>Key of the write counter; each write is conditional on the value that was read.</summary>
    public const string RevKey = "rev";

    /// <summary>Key of the JSON document with everything.</summary>
    public const string DocumentKey = "v1";

    /// <summary>Key of the seals over both: one made with the signing secret, then one made with the token.</summary>
    public const string SealKey = "seal";

    /// <summary>The highest <c>rev</c> that JSON can hold exactly. A higher one is not ours.</summary>
    public const long MaxRev = 1L << 53;

    /// <summary>The whole entry, within its size limit.</summary>
    public static Dictionary<string, string> Write(Ledger ledger, string requestId, Seal seal)
    {
        var data = LedgerWriter.Write(ledger);
        var parts = Parts(data, requestId);
        data[SealKey] = $"{seal.Make(SealPurpose.Entry, parts)}.{seal.MakeByToken(SealPurpose.Entry, parts)}";
        return data;
    }

    /// <summary>Reads an entry that anyone may have written.</summary>
    public static LedgerEntry Read(IReadOnlyDictionary<string, string> data, string requestId, Seal seal) =>
        LedgerReader.Read(data, TrustOf(data, requestId, seal));

    /// <summary>In bytes, as Teleport counts them.</summary>
    public static int Size(IReadOnlyDictionary<string, string> data) =>
        data.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value));

    private static SealTrust TrustOf(IReadOnlyDictionary<string, string> data, string requestId, Seal seal)
    {
        if (data.GetValueOrDefault(SealKey, "").Split('.') is not [var bySecret, var byToken]) return SealTrust.None;
        var parts = Parts(data, requestId);
        if (seal.HasAuthority && seal.Fits(bySecret, SealPurpose.Entry, parts)) return SealTrust.Authority;
        return seal.FitsByToken(byToken, SealPurpose.Entry, parts) ? SealTrust.Messages : SealTrust.None;
    }

    private static string[] Parts(IReadOnlyDictionary<string, string> data, string requestId) =>
        [requestId, data.GetValueOrDefault(RevKey, ""), data.GetValueOrDefault(DocumentKey, "")];
}

/// <summary>What the seals of an entry prove.</summary>
internal enum SealTrust
{
    None,

    /// <summary>
    /// Only the seal that was made with the bot token fits: it tells where our messages are, and nothing in it decides.
    /// </summary>
    Messages,

    Authority,
}
