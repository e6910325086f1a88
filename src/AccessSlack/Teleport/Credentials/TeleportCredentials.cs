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
        var reader = new CredentialReader(files, now);
        return reader.Read() ?? throw reader.Faults[0];
    }

    /// <summary>Everything that is wrong with the files at <paramref name="now"/>.</summary>
    public static IReadOnlyList<CredentialException> FaultsOf(CredentialFiles files, DateTimeOffset now)
    {
        var reader = new CredentialReader(files, now);
        using var usable = reader.Read();
        return reader.Faults;
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

    internal static CredentialFile FileAt(string? path, CredentialFiles files, X509Certificate2? certificate = null) =>
        new(path ?? "", SigningCommand.For(files, certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false)));
}
