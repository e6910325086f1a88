using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.Teleport.Credentials;

/// <summary>
/// Reads the credential files once. All faults are collected, so that an operator can fix them together.
/// </summary>
internal sealed class CredentialReader(CredentialFiles files, DateTimeOffset now)
{
    private readonly List<CredentialException> _faults = [];

    /// <summary>In the order key, certificate, authorities.</summary>
    public IReadOnlyList<CredentialException> Faults => _faults;

    /// <returns>Null if there are faults.</returns>
    public TeleportCredentials? Read() => files.Identity is { } path ? ReadIdentity(FileAt(path)) : ReadThreeFiles();

    /// <summary>
    /// First block the key, second our certificate, all others the host CAs (docs/protocols/teleport.md 2.6).
    /// </summary>
    private TeleportCredentials? ReadIdentity(CredentialFile file)
    {
        if (Try(() => IdentityBlocks(file)) is not { } blocks) return null;
        return Join(
            (file, Try(() => PrivateKeys.Read(blocks[0], file))),
            (file, Try(() => ReadCertificate(blocks[1], file))),
            Try(() => ReadAuthorities(blocks[2..], file))
        );
    }

    private TeleportCredentials? ReadThreeFiles()
    {
        var (keyFile, certificateFile, authorityFile) = (
            Configured(files.ClientKey, "client_key"),
            Configured(files.ClientCertificate, "client_crt"),
            Configured(files.RootCas, "root_cas")
        );
        var (keys, certificates, authorities) = (Blocks(keyFile), Blocks(certificateFile), Blocks(authorityFile));
        if (keys is not null && certificates is not null && AreSwapped(keys, certificates))
        {
            _faults.Add(keyFile!.Fault(
                CredentialFault.KeyMismatch,
                $"holds a certificate, and {certificateFile!.Path} holds the private key",
                "exchange the values of client_key and client_crt"
            ));
            return null;
        }

        return Join(
            (keyFile, keys is null ? null : Try(() => ReadKey(keys, keyFile!))),
            (certificateFile, certificates is null ? null : Try(() => ReadOnly(certificates, certificateFile!))),
            authorities is null ? null : Try(() => ReadAuthorities(authorities, authorityFile!))
        );
    }

    private TeleportCredentials? Join(
        (CredentialFile? File, AsymmetricAlgorithm? Value) key,
        (CredentialFile? File, X509Certificate2? Value) certificate,
        X509Certificate2Collection? authorities
    )
    {
        using var used = key.Value;
        using var bare = certificate.Value;
        if (bare is not null) Try(() => CheckTimes(bare));
        var ours = used is null || bare is null ? null : Try(() => WithKey(bare, used, key.File!, certificate.File!));
        if (_faults.Count == 0) return new TeleportCredentials(ours!, authorities!, files);
        ours?.Dispose();
        foreach (var authority in authorities ?? []) authority.Dispose();
        return null;
    }

    private List<PemBlock>? Blocks(CredentialFile? file) => file is null ? null : Try(() => PemFile.Read(file));

    private static List<PemBlock> IdentityBlocks(CredentialFile file)
    {
        var blocks = PemFile.Read(file);
        return blocks switch
        {
            { Count: >= 2 } => blocks,
            [{ IsPrivateKey: true }] => throw file.Fault(
                CredentialFault.Malformed,
                "holds only a private key, but an identity file also contains a certificate and host CAs",
                "if it is one of three files, set client_key, client_crt and root_cas in place of identity"
            ),
            _ => throw file.Fault(
                CredentialFault.Malformed,
                "an identity file contains a private key, a certificate and host CAs"
            ),
        };
    }

    /// <summary>
    /// The key file may also contain parameters, and the certificate file its key: Go's TLS library skips them, too.
    /// </summary>
    private static AsymmetricAlgorithm ReadKey(List<PemBlock> blocks, CredentialFile file)
    {
        if (blocks.Count == 0) throw file.Fault(CredentialFault.Malformed, "contains no private key in PEM");
        if (blocks.TrueForAll(block => block.IsCertificate))
            throw file.Fault(
                CredentialFault.Malformed,
                "contains a certificate, but no private key",
                "set client_key to the file that ends with .key"
            );
        return PrivateKeys.Read(blocks.Find(block => block.IsPrivateKey) ?? blocks[0], file);
    }

    private static X509Certificate2 ReadOnly(List<PemBlock> blocks, CredentialFile file) =>
        blocks.FindAll(block => block.IsCertificate) switch
        {
            [var only] => ReadCertificate(only, file),
            [] when blocks.Exists(block => block.IsPrivateKey) => throw file.Fault(
                CredentialFault.Malformed,
                "contains a private key, but no certificate",
                "set client_crt to the file that ends with .crt"
            ),
            [] => throw file.Fault(CredentialFault.Malformed, "contains no certificate in PEM"),
            _ => throw file.Fault(
                CredentialFault.SeveralCertificates,
                "contains several certificates; Teleport accepts exactly one client certificate, and host CAs belong " +
                "in root_cas",
                "name the file that ends with .crt"
            ),
        };

    private static X509Certificate2Collection ReadAuthorities(List<PemBlock> blocks, CredentialFile file)
    {
        var authorities = new X509Certificate2Collection(
            blocks.Select(block => ReadCertificate(block, file)).ToArray()
        );
        if (authorities.Any(IsAuthority)) return authorities;
        throw authorities.Count > 0 && file.Path.EndsWith(".crt", StringComparison.Ordinal)
            ? file.Fault(
                CredentialFault.Malformed,
                "contains no host CA certificate, but a client certificate",
                "set root_cas to the file that ends with .cas"
            )
            : file.Fault(CredentialFault.Malformed, "contains no host CA certificate");
    }

    private static bool AreSwapped(List<PemBlock> keys, List<PemBlock> certificates) =>
        keys.Exists(block => block.IsCertificate) && !keys.Exists(block => block.IsPrivateKey)
        && certificates.Exists(block => block.IsPrivateKey) && !certificates.Exists(block => block.IsCertificate);

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

    private object? CheckTimes(X509Certificate2 certificate)
    {
        var file = TeleportCredentials.FileAt(files.Identity ?? files.ClientCertificate, files, certificate);
        var (from, until) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        if (now.UtcDateTime > until)
            throw file.Fault(CredentialFault.Expired, $"the certificate expired at {until:u}");
        if (now.UtcDateTime < from)
            throw file.Fault(
                CredentialFault.NotYetValid,
                $"the certificate is not yet valid: it is valid from {from:u}, and here it is {now.UtcDateTime:u}",
                $"check the clock of this machine, or {file.SignAgain}"
            );
        return null;
    }

    private static X509Certificate2 WithKey(
        X509Certificate2 certificate,
        AsymmetricAlgorithm key,
        CredentialFile keyFile,
        CredentialFile certificateFile
    )
    {
        try
        {
            return key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        }
        catch (ArgumentException)
        {
            throw keyFile.Fault(
                CredentialFault.KeyMismatch,
                $"the private key does not belong to the certificate in {certificateFile.Path}"
            );
        }
    }

    private CredentialFile? Configured(string? path, string key)
    {
        if (path is not null) return FileAt(path);
        _faults.Add(new CredentialException(
            CredentialFault.Missing,
            $"[teleport] {key}",
            "is not configured",
            "set identity, or all of client_key, client_crt and root_cas"
        ));
        return null;
    }

    private CredentialFile FileAt(string path) => TeleportCredentials.FileAt(path, files);

    private T? Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CredentialException fault)
        {
            _faults.Add(fault);
            return default;
        }
    }
}
