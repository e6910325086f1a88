using System.Globalization;

namespace AccessSlack.Requests;

/// <summary>
/// What the metadata of a message say about the time when it was sent. Slack returns them with every press and in the
/// channel's history, so that neither an older ledger nor changed facts can pass for the present ones.
/// </summary>
/// <param name="Rev">The <see cref="Ledger.Rev"/> that the message was made from.</param>
/// <param name="Digest">The <see cref="RequestDigest"/> that it shows.</param>
/// <param name="Mac">Proves that a daemon of ours wrote it.</param>
internal sealed record MessageMark(long Rev, string Digest, string Mac)
{
    private const string RevKey = "rev";
    private const string DigestKey = "digest";
    private const string MacKey = "mac";

    /// <summary>In hex digits: a guess can be tried only by posting in our name.</summary>
    private const int MacLength = 16;

    public static MessageMark Make(Seal seal, string requestId, long rev, string digest) =>
        new(rev, digest, seal.Make(SealPurpose.Message, Parts(requestId, rev, digest))[..MacLength]);

    /// <summary>Null if there are no such fields. Whether the mark is ours is another question.</summary>
    public static MessageMark? Read(IReadOnlyDictionary<string, string> fields) =>
        long.TryParse(
            fields.GetValueOrDefault(RevKey, ""),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var rev
        )
            ? new(rev, fields.GetValueOrDefault(DigestKey, ""), fields.GetValueOrDefault(MacKey, ""))
            : null;

    /// <summary>Whether a daemon of ours made this mark for this request.</summary>
    public bool Fits(Seal seal, string requestId) =>
        seal.FitsShort(Mac, MacLength, SealPurpose.Message, Parts(requestId, Rev, Digest));

    /// <summary>As fields of the metadata.</summary>
    public IEnumerable<KeyValuePair<string, string>> Fields =>
    [
        new(RevKey, Rev.ToString(CultureInfo.InvariantCulture)),
        new(DigestKey, Digest),
        new(MacKey, Mac),
    ];

    private static string[] Parts(string requestId, long rev, string digest) =>
        [requestId, rev.ToString(CultureInfo.InvariantCulture), digest];
}
