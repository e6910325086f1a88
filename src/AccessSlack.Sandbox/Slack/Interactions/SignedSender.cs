using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Interactions;

/// <summary>Sends signed interactions to the app's request URL.</summary>
internal sealed class SignedSender(SlackSimulatorOptions options, SecretBook secrets) : IDisposable
{
    public const string FormType = "application/x-www-form-urlencoded";

    private const string SignatureHeader = "X-Slack-Signature";

    private readonly HttpClient _http = new(Handler(options.TrustedRoot));

    /// <summary>A form value, with plus signs for spaces, as Slack encodes them.</summary>
    public static string FormEncoded(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    /// <summary>Sends any payload: a click, a shortcut, a submitted view, or nonsense.</summary>
    public Task<SlackAck> SendPayloadAsync(
        Uri requestUrl,
        JsonObject payload,
        SlackForgery forgery,
        CancellationToken cancel
    )
    {
        var body = forgery.RawBody ?? "payload=" + FormEncoded(payload.ToJsonString());
        return SendAsync(requestUrl, Encoding.UTF8.GetBytes(body), FormType, forgery, cancel);
    }

    /// <summary>The credentials in a payload or a command's form.</summary>
    public void NoteSecrets(JsonObject fields)
    {
        secrets.NoteUrl("response_url", fields.Text("response_url"));
        secrets.Note("trigger_id", fields.Text("trigger_id"));
        secrets.Note("verification token", fields.Text("token"));
    }

    /// <summary>Sends any body, signed over its exact bytes.</summary>
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
        forgery.BeforeSending?.Invoke();
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
