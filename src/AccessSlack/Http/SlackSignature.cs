using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AccessSlack.Http;

/// <summary>
/// Verifies Slack's request signature (docs/protocols/slack.md 13): HMAC-SHA256 over <c>v0:timestamp:body</c> with the
/// raw bytes of the body. Does not say why a signature is invalid, which would help an attacker.
/// </summary>
internal static class SlackSignature
{
    public const string TimestampHeader = "X-Slack-Request-Timestamp";
    public const string SignatureHeader = "X-Slack-Signature";

    /// <summary>How far Slack's clock and ours may differ, in either direction.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const string Version = "v0";

    /// <inheritdoc cref="SignerOf"/>
    public static bool IsValid(
        IEnumerable<Secret> secrets,
        StringValues timestamps,
        StringValues signatures,
        ReadOnlySpan<byte> body,
        DateTimeOffset now
    ) => SignerOf(secrets, timestamps, signatures, body, now) is not null;

    /// <param name="secrets">Any of them may have signed.</param>
    /// <param name="timestamps">All values of the header; there must be exactly one.</param>
    /// <param name="signatures">All values of the header; there must be exactly one.</param>
    /// <param name="body">The bytes as received.</param>
    /// <param name="now">The time to compare with.</param>
    /// <returns>The secret that it was signed with; null if the signature is not valid.</returns>
    public static Secret? SignerOf(
        IEnumerable<Secret> secrets,
        StringValues timestamps,
        StringValues signatures,
        ReadOnlySpan<byte> body,
        DateTimeOffset now
    )
    {
        if (timestamps is not [{ } timestamp] || signatures is not [{ } signature]) return null;
        if (!IsInWindow(timestamp, now) || !TryReadMac(signature, out var claimed)) return null;
        var prefix = Encoding.ASCII.GetBytes($"{Version}:{timestamp}:");

        // Try every secret, so that the time taken does not reveal which one matches.
        Secret? signer = null;
        foreach (var secret in secrets)
            if (Matches(secret, prefix, body, claimed)) signer = secret;
        return signer;
    }

    /// <summary>The signed time stamp of headers that were verified, so it is a number.</summary>
    public static long SentAt(IHeaderDictionary headers) =>
        long.Parse(headers[TimestampHeader].ToString(), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Hashes prefix and body separately, to avoid copying a body before its sender is verified.</summary>
    private static bool Matches(Secret secret, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body, byte[] claimed)
    {
        var key = Encoding.UTF8.GetBytes(secret.Reveal());
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(prefix);
        mac.AppendData(body);
        return key.Length > 0 && CryptographicOperations.FixedTimeEquals(mac.GetHashAndReset(), claimed);
    }

    /// <summary>
    /// Accepts only decimal digits: the header's text is signed, so no other spelling of the number may pass.
    /// </summary>
    private static bool IsInWindow(string timestamp, DateTimeOffset now) =>
        timestamp.Length is > 0 and <= 12
        && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= (long)Window.TotalSeconds;

    private static bool TryReadMac(string signature, out byte[] mac)
    {
        mac = [];
        if (
            signature.Length != Version.Length + 1 + (HMACSHA256.HashSizeInBytes * 2)
            || !signature.StartsWith(Version + "=", StringComparison.Ordinal)
        )
            return false;
        var hex = signature[(Version.Length + 1)..];
        if (!hex.All(char.IsAsciiHexDigitLower)) return false;
        mac = Convert.FromHexString(hex);
        return true;
    }
}
