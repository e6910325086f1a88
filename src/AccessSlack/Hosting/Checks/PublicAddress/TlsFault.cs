using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.Hosting.Checks.PublicAddress;

/// <summary>Why a certificate is not accepted. Others wrote the names in it, so they are not repeated.</summary>
internal static class TlsFault
{
    public static string Words(
        X509Certificate2? certificate,
        X509Chain? chain,
        SslPolicyErrors errors,
        string host,
        DateTimeOffset now
    )
    {
        if (certificate is null) return "the server shows no certificate";
        var (from, until) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        if (now.UtcDateTime > until) return $"the certificate expired at {until:u}";
        if (now.UtcDateTime < from) return $"the certificate is not valid before {from:u}";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"the certificate is not for {host}";
        return IsSelfSigned(certificate, chain)
            ? "the certificate is self-signed"
            : "the certificate does not lead to an authority that this machine trusts; often the intermediate " +
            "certificates are missing";
    }

    private static bool IsSelfSigned(X509Certificate2 certificate, X509Chain? chain) =>
        chain?.ChainElements.Count == 1
        && certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
