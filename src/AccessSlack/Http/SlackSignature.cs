using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace AccessSlack.Http;

/// <summary>
/// Slack's request signature (docs/protocols/slack.md 13): HMAC-SHA256 over <c>v0:timestamp:body</c> with the raw bytes
/// of the body. Pure; false says nothing about why, and so tells an attacker nothing.
/// </summary>
internal static class SlackSignature
{
    public const string TimestampHeader = "X-Slack-Request-Timestamp";
    public const string SignatureHeader = "X-Slack-Signature";

    /// <summary>How far Slack's clock and ours may differ, both ways.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const string Version = "v0";

    /// <param name="secrets">Each one listed is valid.</param>
    /// <param name="timestamps">All values of the header; exactly one is acceptable.</param>
    /// <param name="signatures">All values of the header; exactly one is acceptable.</param>
    /// <param name="body">The bytes as received.</param>
    /// <param name="now">The time to compare with.</param>
    public static bool IsValid(
        IEnumerable<Secret> secrets,
        StringValues timestamps,
        StringValues signatures,
        ReadOnlySpan<byte> body,
        DateTimeOffset now
    )
    {
        if (timestamps is not [{ } timestamp] || signatures is not [{ } signature]) return false;
        if (!IsInWindow(timestamp, now) || !TryReadMac(signature, out var claimed)) return false;
        var prefix = Encoding.ASCII.GetBytes($"{Version}:{timestamp}:");

        // Every secret is tried, so that the time taken does not tell which one fits.
        var isValid = false;
        foreach (var secret in secrets) isValid |= Matches(secret, prefix, body, claimed);
        return isValid;
    }

    /// <summary>
    /// In two parts, because whoever sends the body must not make us copy it before we know who that is.
    /// </summary>
    private static bool Matches(Secret secret, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body, byte[] claimed)
    {
        var key = Encoding.UTF8.GetBytes(secret.Reveal());
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(prefix);
        mac.AppendData(body);
        return key.Length > 0 && CryptographicOperations.FixedTimeEquals(mac.GetHashAndReset(), claimed);
    }

    /// <summary>
    /// Decimal digits only: what is signed is the header's text, so no other spelling of a number may pass.
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
