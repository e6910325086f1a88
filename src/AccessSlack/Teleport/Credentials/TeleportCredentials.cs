using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.Teleport.Credentials;

/// <summary>Our client certificate, and the host CAs that we trust.</summary>
/// <param name="certificate">Our one client certificate with its key.</param>
/// <param name="authorities">The cluster's host CAs: several while it rotates them.</param>
/// <param name="files">Where they come from.</param>
internal sealed class TeleportCredentials(
    X509Certificate2 certificate,
    X509Certificate2Collection authorities,
    CredentialFiles files
) : IDisposable
{
    public X509Certificate2 Certificate { get; } = certificate;

    public X509Certificate2Collection Authorities { get; } = authorities;

    /// <summary>When our certificate becomes valid.</summary>
    public DateTimeOffset Begins { get; } = new(certificate.NotBefore);

    /// <summary>When it expires.</summary>
    public DateTimeOffset Expires { get; } = new(certificate.NotAfter);

    /// <summary>The file with our certificate, for messages about it.</summary>
    public CredentialFile CertificateFile { get; } =
        FileAt(files.Identity ?? files.ClientCertificate, files, certificate);

    /// <summary>The file with the host CAs, for messages about them.</summary>
    public CredentialFile AuthorityFile { get; } = FileAt(files.Identity ?? files.RootCas, files, certificate);

    /// <exception cref="CredentialException">Some file cannot be used at <paramref name="now"/>.</exception>
    public static TeleportCredentials Load(CredentialFiles files, DateTimeOffset now)
    {
        var parts = files.Identity is { } identity ? OfIdentity(FileAt(identity, files)) : OfThreeFiles(files);
        using var key = PrivateKeys.Read(parts.Key, parts.KeyFile);
        using var bare = ReadCertificate(parts.Certificate, parts.CertificateFile);
        var authorities = new X509Certificate2Collection(
            parts.Authorities.Select(block => ReadCertificate(block, parts.AuthorityFile)).ToArray()
        );
        if (!authorities.Any(IsAuthority))
            throw parts.AuthorityFile.Fault(CredentialFault.Malformed, "contains no host CA certificate");
        CheckTimes(bare, now, FileAt(parts.CertificateFile.Path, files, bare));
        return new TeleportCredentials(WithKey(bare, key, parts), authorities, files);
    }

    /// <summary>The same certificate, and the same authorities in any order.</summary>
    public bool IsSameAs(TeleportCredentials other) =>
        Certificate.RawDataMemory.Span.SequenceEqual(other.Certificate.RawDataMemory.Span)
        && Authorities
            .Select(authority => authority.Thumbprint)
            .ToHashSet()
            .SetEquals(other.Authorities.Select(authority => authority.Thumbprint));

    public void Dispose()
    {
        Certificate.Dispose();
        foreach (var authority in Authorities) authority.Dispose();
    }

    /// <summary>
    /// First block the key, second our certificate, all others the host CAs (docs/protocols/teleport.md 2.6).
    /// </summary>
    private static Parts OfIdentity(CredentialFile file)
    {
        var blocks = PemFile.Read(file);
        if (blocks.Count < 2)
            throw file.Fault(
                CredentialFault.Malformed,
                "an identity file contains a private key, a certificate and host CAs"
            );
        return new Parts(blocks[0], file, blocks[1], file, blocks[2..], file);
    }

    /// <summary>
    /// The key file may also contain parameters, and the certificate file its key: Go's TLS library skips them, too.
    /// </summary>
    private static Parts OfThreeFiles(CredentialFiles files)
    {
        var (keyFile, certificateFile, authorityFile) = (
            Configured(files.ClientKey, "client_key", files),
            Configured(files.ClientCertificate, "client_crt", files),
            Configured(files.RootCas, "root_cas", files)
        );
        var keys = PemFile.Read(keyFile);
        if (keys.Count == 0) throw keyFile.Fault(CredentialFault.Malformed, "contains no private key in PEM");
        var certificates = PemFile.Read(certificateFile).FindAll(block => block.IsCertificate);
        if (certificates.Count > 1)
            throw new CredentialException(
                CredentialFault.SeveralCertificates,
                certificateFile.Path,
                "contains several certificates; Teleport accepts exactly one client certificate, and host CAs belong " +
                "in root_cas"
            );
        if (certificates.Count == 0)
            throw certificateFile.Fault(CredentialFault.Malformed, "contains no certificate in PEM");
        return new Parts(
            keys.Find(block => block.IsPrivateKey) ?? keys[0],
            keyFile,
            certificates[0],
            certificateFile,
            PemFile.Read(authorityFile),
            authorityFile
        );
    }

    private static CredentialFile Configured(string? path, string key, CredentialFiles files) =>
        path is null
            ? throw new CredentialException(
                CredentialFault.Missing,
                $"[teleport] {key}",
                "is not configured; set identity, or all of client_key, client_crt and root_cas"
            )
            : FileAt(path, files);

    private static CredentialFile FileAt(string? path, CredentialFiles files, X509Certificate2? certificate = null) =>
        new(path ?? "", SigningCommand.For(files, certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false)));

    private static X509Certificate2 ReadCertificate(PemBlock block, CredentialFile file)
    {
        try
        {
            return block.IsCertificate
                ? X509Certificate2.CreateFromPem(block.Text)
                : throw file.Fault(
                    CredentialFault.Malformed,
                    $"a certificate was expected, but a PEM block is {block.Label}"
                );
        }
        catch (CryptographicException)
        {
            throw file.Fault(CredentialFault.Malformed, "a certificate cannot be read");
        }
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(basic => basic.CertificateAuthority);

    private static void CheckTimes(X509Certificate2 certificate, DateTimeOffset now, CredentialFile file)
    {
        if (now.UtcDateTime > certificate.NotAfter.ToUniversalTime())
            throw file.Fault(
                CredentialFault.Expired,
                $"the certificate expired at {certificate.NotAfter.ToUniversalTime():u}"
            );
        if (now.UtcDateTime < certificate.NotBefore.ToUniversalTime())
            throw new CredentialException(
                CredentialFault.NotYetValid,
                file.Path,
                $"the certificate is valid from {certificate.NotBefore.ToUniversalTime():u} only; check the clock of " +
                $"this machine, or {file.SignAgain}"
            );
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, AsymmetricAlgorithm key, Parts parts)
    {
        try
        {
            return key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        }
        catch (ArgumentException)
        {
            throw parts.KeyFile.Fault(
                CredentialFault.KeyMismatch,
                $"the private key does not belong to the certificate in {parts.CertificateFile.Path}"
            );
        }
    }

    private sealed record Parts(
        PemBlock Key,
        CredentialFile KeyFile,
        PemBlock Certificate,
        CredentialFile CertificateFile,
        List<PemBlock> Authorities,
        CredentialFile AuthorityFile
    );
}
