using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using AccessSlack.Http;
using AccessSlack.Http.Probes;

namespace AccessSlack.Hosting.Checks.PublicAddress;

/// <summary>
/// Builds a request that is signed as Slack signs (docs/protocols/slack.md 13). It signs probes and nothing else.
/// </summary>
internal static class SignedProbe
{
    public static HttpRequestMessage Create(
        Uri address,
        ProbeKind kind,
        string nonce,
        Secret secret,
        DateTimeOffset now
    )
    {
        var body = ProbeBody.Write(kind, nonce);
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body];
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), signed);
        return new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = TypeOf(kind) } },
            Headers =
            {
                { SlackSignature.TimestampHeader, timestamp },
                { SlackSignature.SignatureHeader, $"v0={Convert.ToHexStringLower(mac)}" },
            },
        };
    }

    private static MediaTypeHeaderValue TypeOf(ProbeKind kind) =>
        kind == ProbeKind.Json ? new("application/json") : new("application/x-www-form-urlencoded");
}
