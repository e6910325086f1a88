using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.Teleport;

/// <summary>Who we are, and whom we trust.</summary>
/// <param name="certificate">Our one client certificate with its key.</param>
/// <param name="authorities">The cluster's host CAs: several while it rotates them.</param>
internal sealed class Credentials(X509Certificate2 certificate, X509Certificate2Collection authorities) : IDisposable
{
    public X509Certificate2 Certificate { get; } = certificate;

    public X509Certificate2Collection Authorities { get; } = authorities;

    /// <summary>When our certificate ends.</summary>
    public DateTimeOffset Expires { get; } = new(certificate.NotAfter);

    /// <exception cref="CredentialException">Some file cannot be used at <paramref name="now"/>.</exception>
    public static Credentials Load(CredentialFiles files, DateTimeOffset now)
    {
        var parts = files.Identity is { } identity ? OfIdentity(identity) : OfThreeFiles(files);
        using var key = PrivateKeys.Read(parts.Key, parts.KeyFile);
        using var bare = ReadCertificate(parts.Certificate, parts.CertificateFile);
        var authorities = new X509Certificate2Collection(parts.Authorities.Select(block => ReadCertificate(block, parts.AuthorityFile)).ToArray());
        if (authorities.Count == 0) throw new CredentialException(CredentialFault.Malformed, parts.AuthorityFile, $"holds no host CA certificate; {Cures.SignAgain}");
        CheckTimes(bare, now, parts.CertificateFile);
        return new Credentials(WithKey(bare, key, parts), authorities);
    }

    /// <summary>The same certificate, and the same authorities in any order.</summary>
    public bool IsSameAs(Credentials other) =>
        Certificate.RawDataMemory.Span.SequenceEqual(other.Certificate.RawDataMemory.Span)
        && Authorities.Select(authority => authority.Thumbprint).ToHashSet().SetEquals(other.Authorities.Select(authority => authority.Thumbprint));

    public void Dispose()
    {
        Certificate.Dispose();
        foreach (var authority in Authorities) authority.Dispose();
    }

    /// <summary>First block the key, second our certificate, all others the host CAs (wire contract 2.6).</summary>
    private static Parts OfIdentity(string file)
    {
        var blocks = PemFile.Read(file);
        if (blocks.Count < 2) throw new CredentialException(CredentialFault.Malformed, file, $"an identity file holds a private key, a certificate and host CAs; {Cures.SignAgain} (or --format=file)");
        return new Parts(blocks[0], file, blocks[1], file, blocks[2..], file);
    }

    private static Parts OfThreeFiles(CredentialFiles files)
    {
        var (keyFile, certificateFile, authorityFile) = (Named(files.ClientKey, "client_key"), Named(files.ClientCertificate, "client_crt"), Named(files.RootCas, "root_cas"));
        var key = PemFile.Read(keyFile);
        if (key.Count == 0) throw new CredentialException(CredentialFault.Malformed, keyFile, $"holds no private key in PEM; {Cures.SignAgain}");
        var certificates = PemFile.Read(certificateFile);
        if (certificates.Count > 1) throw new CredentialException(CredentialFault.SeveralCertificates, certificateFile, "holds several PEM blocks; Teleport takes exactly one client certificate, and host CAs belong into root_cas");
        if (certificates.Count == 0) throw new CredentialException(CredentialFault.Malformed, certificateFile, $"holds no certificate in PEM; {Cures.SignAgain}");
        return new Parts(key[0], keyFile, certificates[0], certificateFile, PemFile.Read(authorityFile), authorityFile);
    }

    private static string Named(string? file, string key) =>
        file ?? throw new CredentialException(CredentialFault.Missing, $"[teleport] {key}", "is not configured; set identity, or all of client_key, client_crt and root_cas");

    private static X509Certificate2 ReadCertificate(PemBlock block, string file)
    {
        try
        {
            return block.Label == "CERTIFICATE"
                ? X509Certificate2.CreateFromPem(block.Text)
                : throw new CredentialException(CredentialFault.Malformed, file, $"a certificate was expected, but a PEM block is {block.Label}; {Cures.SignAgain}");
        }
        catch (CryptographicException)
        {
            throw new CredentialException(CredentialFault.Malformed, file, $"a certificate cannot be read; {Cures.SignAgain}");
        }
    }

    private static void CheckTimes(X509Certificate2 certificate, DateTimeOffset now, string file)
    {
        if (now.UtcDateTime > certificate.NotAfter.ToUniversalTime()) throw new CredentialException(CredentialFault.Expired, file, $"the certificate expired at {certificate.NotAfter.ToUniversalTime():u}; {Cures.SignAgain}");
        if (now.UtcDateTime < certificate.NotBefore.ToUniversalTime()) throw new CredentialException(CredentialFault.NotYetValid, file, $"the certificate is valid from {certificate.NotBefore.ToUniversalTime():u} only; check the clock of this machine");
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, AsymmetricAlgorithm key, Parts parts)
    {
        try
        {
            return key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        }
        catch (ArgumentException)
        {
            throw new CredentialException(CredentialFault.KeyMismatch, parts.KeyFile, $"the private key does not belong to the certificate in {parts.CertificateFile}; {Cures.SignAgain}");
        }
    }

    private sealed record Parts(PemBlock Key, string KeyFile, PemBlock Certificate, string CertificateFile, List<PemBlock> Authorities, string AuthorityFile);
}
