using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Http.Probes;

namespace AccessSlack.Hosting.Checks.PublicAddress;

/// <summary>
/// Sends probes to one address, as Slack would call it: no redirect is followed, and no outbound proxy is used, because
/// such a proxy takes another way than Slack's calls, and often refuses to call back into its own network.
/// </summary>
internal sealed class ProbeSender : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly Uri _address;
    private readonly Secret _secret;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private string _tlsFault = "";

    /// <param name="address">Scheme, host and port.</param>
    /// <param name="secret">Signs the probes, and verifies the answers.</param>
    /// <param name="trustsAny">
    /// Accepts any certificate: on this machine, where the answer itself shows that the daemon has the secret.
    /// </param>
    /// <param name="time">For time stamps and limits.</param>
    public ProbeSender(Uri address, Secret secret, bool trustsAny, TimeProvider time)
    {
        (_address, _secret, _time) = (address, secret, time);
        _http = new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                SslOptions = new()
                {
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                        trustsAny || Accepts(certificate, chain, errors),
                },
            }
        );
    }

    public void Dispose() => _http.Dispose();

    public async Task<ProbeOutcome> SendAsync(string path, ProbeKind kind, CancellationToken cancel)
    {
        var nonce = RandomNumberGenerator.GetHexString(ProbeBody.NonceLength, lowercase: true);
        using var limit = new CancellationTokenSource(AnswerLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var began = _time.GetTimestamp();
        try
        {
            using var request = SignedProbe.Create(new(_address, path), kind, nonce, _secret, _time.GetUtcNow());
            using var response = await _http.SendAsync(request, either.Token);
            var body = await ReadAsync(response, either.Token);
            return PathOf(response, body, nonce) is { } arrivedOn
                ? new ProbeOutcome.Arrived(arrivedOn, _time.GetElapsedTime(began))
                : Describe(response);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return NoConnection(e);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var (buffer, length) = (new byte[ProbeAnswer.LongestAnswer], 0);
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), cancel) is > 0 and var read)
            length += read;
        return buffer[..length]; // what is longer is not an answer of ours
    }

    private string? PathOf(HttpResponseMessage response, byte[] body, string nonce) =>
        response.StatusCode == HttpStatusCode.OK
            ? SlackPaths.Signed.FirstOrDefault(path => ProbeAnswer.Fits(body, _secret, path, nonce))
            : null;

    private ProbeOutcome.Answered Describe(HttpResponseMessage response) => new((int)response.StatusCode)
    {
        Location = response.Headers.Location is { IsAbsoluteUri: true } location
            ? $"{location.Scheme}://{location.IdnHost}"
            : "",
        WantsLogin = response.Headers.WwwAuthenticate.Count > 0
            || response.StatusCode == HttpStatusCode.ProxyAuthenticationRequired,
        Skew = response.Headers.Date is { } date ? _time.GetUtcNow() - date : null,
    };

    private ProbeOutcome.NoConnection NoConnection(Exception e)
    {
        if (_tlsFault.Length > 0) return new(ConnectionFault.Tls, _tlsFault);
        var reason = e is OperationCanceledException ? "no answer in time" : NetworkReason.Of(e);
        return new(FaultOf(e), reason ?? "the connection ended");
    }

    private static ConnectionFault FaultOf(Exception e) => CauseOf(e) switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            ConnectionFault.Name,
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => ConnectionFault.Refused,
        AuthenticationException => ConnectionFault.Tls,
        _ => ConnectionFault.Network,
    };

    private static Exception? CauseOf(Exception? e) =>
        e is null or SocketException or AuthenticationException ? e : CauseOf(e.InnerException);

    private bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        _tlsFault = TlsFault.Words(certificate as X509Certificate2, chain, errors, _address.Host, _time.GetUtcNow());
        return false;
    }
}
