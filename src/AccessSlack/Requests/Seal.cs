using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Requests;

/// <summary>What a seal is for. A seal for one purpose never fits another.</summary>
internal enum SealPurpose
{
    /// <summary>A ledger.</summary>
    Entry,

    /// <summary>The metadata of a message.</summary>
    Message,

    /// <summary>The private metadata of a dialog.</summary>
    Dialog,
}

/// <summary>
/// Proves that something outside this process was written by a daemon of ours: a MAC with keys derived (HKDF) from
/// secrets that all replicas share: the signing secrets, or with Socket Mode the app-level tokens. The first makes
/// seals, and every listed one verifies them. Without any, the bot token takes their place, but such a seal never
/// carries authority
/// (docs/decisions/0031-seal-the-whole-ledger.md).
/// </summary>
/// <param name="cluster">Bound into every seal: request ids of two clusters may be equal.</param>
/// <param name="secrets">The signing secrets, or the app-level tokens.</param>
/// <param name="token">The bot token.</param>
internal sealed class Seal(string cluster, ImmutableArray<Secret> secrets, Secret token)
{
    /// <summary>In hex digits: 128 bits.</summary>
    public const int Length = 32;

    private readonly ImmutableArray<byte[]> _keys = [.. secrets.Select(DeriveKey)];
    private readonly byte[] _tokenKey = DeriveKey(token);

    /// <summary>False without such a secret: then nothing that is sealed gives anyone a right.</summary>
    public bool HasAuthority => !_keys.IsEmpty;

    public string Make(SealPurpose purpose, params string[] parts) =>
        Mac(HasAuthority ? _keys[0] : _tokenKey, purpose, parts);

    /// <summary>Every key is tried, so that the time taken does not reveal which one fits.</summary>
    public bool Fits(string seal, SealPurpose purpose, params string[] parts) =>
        FitsShort(seal, Length, purpose, parts);

    /// <summary>The same for a seal of which only the first digits are kept.</summary>
    public bool FitsShort(string seal, int length, SealPurpose purpose, params string[] parts)
    {
        var fits = false;
        foreach (var key in HasAuthority ? _keys : [_tokenKey])
            fits |= AreEqual(Mac(key, purpose, parts)[..length], seal);
        return fits;
    }

    /// <summary>
    /// A second seal, made with the token alone. It outlives a change of the signing secrets and grants nothing.
    /// </summary>
    public string MakeByToken(SealPurpose purpose, params string[] parts) => Mac(_tokenKey, purpose, parts);

    /// <inheritdoc cref="MakeByToken"/>
    public bool FitsByToken(string seal, SealPurpose purpose, params string[] parts) =>
        AreEqual(Mac(_tokenKey, purpose, parts), seal);

    private static byte[] DeriveKey(Secret secret) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(secret.Reveal()),
        HMACSHA256.HashSizeInBytes,
        salt: [],
        info: "teleport-slack seal 1"u8.ToArray()
    );

    /// <summary>Each part has a length prefix, so that no two lists of parts give the same text.</summary>
    private string Mac(byte[] key, SealPurpose purpose, string[] parts)
    {
        var text = new StringBuilder();
        foreach (var part in (string[])[purpose.ToString(), cluster, .. parts])
            text.Append(part.Length).Append(':').Append(part);
        var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text.ToString()));
        return Convert.ToHexStringLower(mac.AsSpan(0, Length / 2));
    }

    private static bool AreEqual(string made, string claimed) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(made), Encoding.UTF8.GetBytes(claimed));
}
