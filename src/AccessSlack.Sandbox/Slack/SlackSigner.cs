using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Sandbox.Slack;

/// <summary>
/// Slack's signature of a request: v0, HMAC-SHA256 over timestamp and raw body (docs/protocols/slack.md 13).
/// </summary>
internal static class SlackSigner
{
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body];
        return "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}
