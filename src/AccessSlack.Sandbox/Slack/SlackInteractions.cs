using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AccessSlack.Sandbox.Slack;

/// <summary>What the app answered to an interaction.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">As text.</param>
/// <param name="Took">Real time until the answer was there.</param>
internal sealed record SlackAck(int Status, string Body, TimeSpan Took)
{
    /// <summary>Without parameters; empty when there is none.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>
    /// Slack would have shown the person an error. Recorded, never failed: a slow machine is no defect.
    /// </summary>
    public bool IsLate => Took > TimeSpan.FromSeconds(3);
}

/// <summary>How an interaction differs from what Slack would send; everything absent is as it should be.</summary>
internal sealed record SlackForgery
{
    public static readonly SlackForgery None = new();

    /// <summary>Signed with another secret.</summary>
    public string? SigningSecret { get; init; }

    /// <summary>Timestamp relative to now; negative is stale.</summary>
    public TimeSpan TimestampOffset { get; init; }

    public string? AppId { get; init; }
    public string? TeamId { get; init; }

    /// <summary>The button's value replaced.</summary>
    public string? Value { get; init; }

    public string? ActionId { get; init; }

    /// <summary>Any other change of the payload, before it is signed.</summary>
    public Action<System.Text.Json.Nodes.JsonObject>? Edit { get; init; }

    /// <summary>This body, signed, instead of <c>payload=…</c>.</summary>
    public string? RawBody { get; init; }

    /// <summary>Changes the signed request before it leaves: headers taken away, doubled, replaced.</summary>
    public Action<HttpRequestMessage>? EditRequest { get; init; }
}

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

/// <summary>Sends signed interactions to the app's request URL.</summary>
internal sealed class SlackInteractions(SlackSimulatorOptions options, SecretBook secrets) : IDisposable
{
    private const string SignatureHeader = "X-Slack-Signature";

    private readonly HttpClient _http = new(Handler(options.TrustedRoot));

    public async Task<SlackAck> SendAsync(
        Uri requestUrl,
        byte[] body,
        string contentType,
        SlackForgery forgery,
        CancellationToken cancel
    )
    {
        using var request = Request(requestUrl, body, contentType, forgery);
        var watch = Stopwatch.StartNew();
        using var response = await _http.SendAsync(request, cancel);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel), watch.Elapsed)
        {
            ContentType = response.Content.Headers.ContentType?.MediaType ?? "",
        };
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Uri requestUrl, byte[] body, string contentType, SlackForgery forgery)
    {
        var timestamp = (options.Time.GetUtcNow() + forgery.TimestampOffset)
            .ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, requestUrl) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.UserAgent.ParseAdd("Slackbot/1.0");
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        var secret = forgery.SigningSecret ?? options.SigningSecret;
        request.Headers.Add(SignatureHeader, SlackSigner.Sign(secret, timestamp, body));
        forgery.EditRequest?.Invoke(request);
        secrets.Note("signing secret", secret);
        if (request.Headers.TryGetValues(SignatureHeader, out var sent))
            foreach (var signature in sent)
                secrets.Note("signature", signature.Split('=')[^1]);
        return request;
    }

    private static SocketsHttpHandler Handler(X509Certificate2? root)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
        };
        if (root is null) return handler;
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { root },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        return handler;
    }
}
