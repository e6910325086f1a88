using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AccessSlack.Http.Probes;

/// <summary>
/// The answer to a probe: a MAC over its nonce and the path on which it arrived. Its key is derived from the signing
/// secret for this purpose alone, so that an answer is neither a signature of Slack nor a seal, and collecting
/// answers is of no use for anything else.
/// </summary>
internal static class ProbeAnswer
{
    /// <summary>Of an answer, with room to spare.</summary>
    public const int LongestAnswer = 1024;

    private const string Field = "teleport_slack_probe";

    /// <param name="secret">The signing secret that the probe was signed with.</param>
    /// <param name="path">One of <see cref="SlackPaths"/>, so it contains no line break.</param>
    /// <param name="nonce">Of the probe.</param>
    public static byte[] Write(Secret secret, string path, string nonce)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString(Field, Mac(secret, path, nonce));
            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    /// <returns>Whether a daemon with this secret answered this nonce on this path.</returns>
    public static bool Fits(ReadOnlyMemory<byte> answer, Secret secret, string path, string nonce) =>
        MacOf(answer) is { } mac
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(mac),
            Encoding.UTF8.GetBytes(Mac(secret, path, nonce))
        );

    private static string? MacOf(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(Field, out var mac)
                && mac.ValueKind == JsonValueKind.String
                    ? mac.GetString()
                    : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // not JSON, or text that is no Unicode: another server answered
        }
    }

    private static string Mac(Secret secret, string path, string nonce)
    {
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(secret.Reveal()),
            HMACSHA256.HashSizeInBytes,
            salt: [],
            info: "teleport-slack probe 1"u8.ToArray()
        );
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"answer\n{path}\n{nonce}")));
    }
}
