using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;

namespace AccessSlack.Tests.Samples;

/// <summary>Ledgers as entries of <see cref="Some.RequestId"/>, with the seal of <see cref="Some.Seal"/>.</summary>
internal static class Codec
{
    public static Dictionary<string, string> Write(Ledger ledger) =>
        LedgerCodec.Write(ledger, Some.RequestId, Some.Seal);

    /// <summary>What the entry says, no matter who wrote it.</summary>
    public static Ledger Read(IReadOnlyDictionary<string, string> data) => Entry(data).Ledger;

    public static LedgerEntry Entry(IReadOnlyDictionary<string, string> data) =>
        LedgerCodec.Read(data, Some.RequestId, Some.Seal);

    /// <summary>Any <c>rev</c> and document under our seal, as another release might write them.</summary>
    public static Dictionary<string, string> Seal(string rev, string document)
    {
        string[] parts = [Some.RequestId, rev, document];
        return new()
        {
            [LedgerCodec.RevKey] = rev,
            [LedgerCodec.DocumentKey] = document,
            [LedgerCodec.SealKey] =
                Some.Seal.Make(SealPurpose.Entry, parts) + "." + Some.Seal.MakeByToken(SealPurpose.Entry, parts),
        };
    }
}
