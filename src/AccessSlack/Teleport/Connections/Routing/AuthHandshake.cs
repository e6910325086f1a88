using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Teleport.Credentials;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>
/// TLS with the auth server, whatever carries it (docs/protocols/teleport.md 2.1). Nothing on the way can read it.
/// </summary>
/// <param name="address">As configured, for messages.</param>
/// <param name="credentials">The CAs that we trust, and what our certificate is.</param>
/// <param name="certificate">Ours, as it is sent.</param>
/// <param name="cluster">Null if it is not known.</param>
/// <param name="time">For describing the server's certificate.</param>
/// <param name="notes">Get what is wrong with it.</param>
internal sealed class AuthHandshake(
    string address,
    TeleportCredentials credentials,
    SslStreamCertificateContext certificate,
    string? cluster,
    TimeProvider time,
    HandshakeNotes notes
)
{
    public TeleportCredentials Credentials => credentials;

    public string? Cluster => cluster;

    public HandshakeNotes Notes => notes;

    /// <param name="stream">Closed with the result, and if there is none.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public async Task<SslStream> SecureAsync(Stream stream, CancellationToken cancel)
    {
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(Options(), cancel);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = ServerCertificate.AuthName,
        ApplicationProtocols = AuthProtocols.For(cluster),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateContext = certificate,
        CertificateChainPolicy = OnlyHostCas(),
        RemoteCertificateValidationCallback = (_, theirs, chain, errors) =>
            IsAccepted(theirs as X509Certificate2, chain, errors),
    };

    /// <summary>
    /// Returns the chain policy's verdict unchanged. A rejection is described here, while its details are available.
    /// </summary>
    private bool IsAccepted(X509Certificate2? theirs, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (theirs is null) return false;
        notes.IsOtherServer = !ServerCertificate.IsAuthServers(theirs);
        notes.ServerCertificate = ServerCertificate.Describe(
            theirs,
            chain,
            errors,
            address,
            credentials,
            time.GetUtcNow()
        );
        return false;
    }

    private X509ChainPolicy OnlyHostCas()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // Teleport's host CAs publish no revocation list.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(credentials.Authorities);
        return policy;
    }
}
