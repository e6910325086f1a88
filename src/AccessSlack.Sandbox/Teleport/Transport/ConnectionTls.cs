using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace AccessSlack.Sandbox.Teleport.Transport;

/// <summary>
/// TLS of the auth listener (docs/protocols/teleport.md 2.1): a client certificate is optional in the handshake, but if
/// there is one, it must be issued by the User CA.
/// </summary>
internal sealed class ConnectionTls(
    Cluster cluster,
    Func<ClusterCertificates> certificates,
    Func<X509Certificate2> server
)
{
    private const string CountKey = "client certificates";

    /// <summary>Certificates the client sent in the handshake of this request's connection.</summary>
    public static int CertificateCount(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(CountKey, out var count) == true
            ? (int)count!
            : 0;

    public ValueTask<SslServerAuthenticationOptions> SelectAsync(TlsHandshakeCallbackContext handshake)
    {
        CheckServerName(handshake.ClientHelloInfo.ServerName);
        X509Certificate2Collection trusted = [certificates().UserCa];
        var chain = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationTime = cluster.Now.LocalDateTime,
        };
        chain.CustomTrustStore.AddRange(trusted);
        return ValueTask.FromResult(
            new SslServerAuthenticationOptions
            {
                // The handshake lists the authorities, by which clients choose their certificate.
                ServerCertificateContext = SslStreamCertificateContext.Create(
                    server(),
                    null,
                    offline: true,
                    SslCertificateTrust.CreateForX509Collection(trusted, sendTrustInHandshake: true)
                ),
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateRequired = true,
                CertificateChainPolicy = chain,
                RemoteCertificateValidationCallback = (_, client, sent, errors) =>
                    Accept(handshake.Connection, client, sent, errors),
            }
        );
    }

    private static bool Accept(
        BaseConnectionContext connection,
        X509Certificate? client,
        X509Chain? sent,
        SslPolicyErrors errors
    )
    {
        if (client is null) return true;
        var others = sent?.ChainPolicy.ExtraStore.Count(c => !c.RawData.AsSpan().SequenceEqual(client.GetRawCertData()))
            ?? 0;
        connection.Items[CountKey] = 1 + others;
        return errors == SslPolicyErrors.None;
    }

    // A name below ours is the hex encoding of a cluster name; anything else names no cluster.
    private static void CheckServerName(string? name)
    {
        const string suffix = "." + ClusterCertificates.ServerName;
        if (name is null || !name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) return;
        var label = name[..^suffix.Length];
        if (label.Length % 2 != 0 || !label.All(char.IsAsciiHexDigit))
            throw new AuthenticationException($"server name {name} names no cluster");
    }
}
