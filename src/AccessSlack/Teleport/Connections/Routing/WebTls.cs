using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Teleport.Credentials;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>
/// TLS to the proxy itself or to what is in front of it, rather than to the auth server: its certificate is for the
/// host in the address, and of a CA that the system trusts, or of the cluster.
/// </summary>
/// <param name="host">Of the address.</param>
/// <param name="credentials">Hold the cluster's CAs.</param>
internal sealed class WebTls(string host, TeleportCredentials credentials)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>What is wrong with a certificate that was not accepted, to follow its host; null if none.</summary>
    public string? Untrusted { get; private set; }

    /// <param name="protocols">To offer; none for an upgrade, whose HTTP/1.1 needs no name.</param>
    public SslClientAuthenticationOptions Options(params List<SslApplicationProtocol> protocols) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = protocols,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            IsAccepted(certificate as X509Certificate2, chain, errors),
    };

    private bool IsAccepted(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (certificate is null) return false;
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && IsOfCluster(certificate, chain)) return true;
        Untrusted = Describe(certificate, errors);
        return false;
    }

    private bool IsOfCluster(X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(credentials.Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(certificate);
    }

    private static string Describe(X509Certificate2 certificate, SslPolicyErrors errors)
    {
        var (names, issuer) = (ServerCertificate.NamesOf(certificate), ServerCertificate.Issuer(certificate));
        var of = $"it is for {names}, issued by {issuer}";
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"is for another host: {of}"
            : $"is not trusted: {of}";
    }
}
