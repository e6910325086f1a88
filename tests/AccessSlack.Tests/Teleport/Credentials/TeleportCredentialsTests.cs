using System.Security.Cryptography;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Credentials;

namespace AccessSlack.Tests.Teleport.Credentials;

public sealed class TeleportCredentialsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TestAuthority _authority = new();
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);

    public void Dispose()
    {
        _authority.Dispose();
        _ecdsa.Dispose();
        _rsa.Dispose();
    }

    [Fact]
    public void Load_BesideTheKeyAreItsParameters_TheyAreSkipped()
    {
        // As openssl ecparam -genkey writes it, and a certificate file that holds the key as well.
        var key = _ecdsa.ExportECPrivateKeyPem();
        using var credentials = TeleportCredentials.Load(
            _authority.ThreeFiles(Pem("EC PARAMETERS", [6, 0]) + key, key + "\n" + _authority.Client(_ecdsa)),
            Now
        );
        Assert.True(credentials.Certificate.HasPrivateKey);
    }

    [Fact]
    public void Load_Identity_TakesKeyThenCertificateThenAuthoritiesBetweenSshLines()
    {
        using var next = new TestAuthority("next");
        var content = string.Join(
            '\n',
            _rsa.ExportRSAPrivateKeyPem(),
            "ssh-rsa-cert-v01@openssh.com AAAA slack-approver",
            _authority.Client(_rsa).TrimEnd(),
            "@cert-authority *.example,example ssh-rsa AAAA type=host",
            _authority.Pem.TrimEnd(),
            "@cert-authority *.example,example ssh-rsa BBBB type=host",
            next.Pem);
        using var credentials = TeleportCredentials.Load(_authority.Identity(content.ReplaceLineEndings("\r\n")), Now);
        Assert.Equal("CN=slack-approver", credentials.Certificate.Subject);
        Assert.Equal(
            ["CN=host CA, O=example", "CN=next, O=example"],
            credentials.Authorities.Select(authority => authority.Subject)
        );
    }

    [Fact]
    public void Load_FileThatIsMissing_IsNamed()
    {
        var files = _authority.ThreeFiles();
        File.Delete(files.RootCas!);
        var fault = Fault(files, CredentialFault.Missing);
        Assert.Equal(files.RootCas, fault.File);
        Assert.Contains("tctl auth sign", fault.Message, StringComparison.Ordinal);
        Fault(files with { ClientKey = null }, CredentialFault.Missing);
    }

    [Fact]
    public void Load_FileThatCannotBeRead_IsUnreadable()
    {
        // A folder cannot be read by anybody, not even by root.
        var files = _authority.ThreeFiles();
        Fault(files with { ClientKey = Path.GetDirectoryName(files.ClientKey) }, CredentialFault.Unreadable);
    }

    [Fact]
    public void Load_DamagedContent_IsMalformedAndSaysInWhichFile()
    {
        var key = _ecdsa.ExportECPrivateKeyPem();
        var certificate = _authority.Client(_ecdsa);
        Assert.EndsWith(
            ".key",
            Fault(_authority.ThreeFiles(key: "", certificate), CredentialFault.Malformed).File,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ".key",
            Fault(_authority.ThreeFiles(key[..^40], certificate), CredentialFault.Malformed).File,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ".key",
            Fault(_authority.ThreeFiles(Pem("EC PRIVATE KEY", [1, 2]), certificate), CredentialFault.Malformed).File,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ".key",
            Fault(_authority.ThreeFiles(Pem("PRIVATE KEY", [1, 2]), certificate), CredentialFault.Malformed).File,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ".key",
            Fault(_authority.ThreeFiles(certificate, certificate), CredentialFault.Malformed).File,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ".crt",
            Fault(_authority.ThreeFiles(key, ""), CredentialFault.Malformed).File,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ".crt",
            Fault(_authority.ThreeFiles(key, key), CredentialFault.Malformed).File,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ".crt",
            Fault(_authority.ThreeFiles(key, Pem("CERTIFICATE", [1, 2])), CredentialFault.Malformed).File,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ".cas",
            Fault(_authority.ThreeFiles(authorities: "nothing"), CredentialFault.Malformed).File,
            StringComparison.Ordinal
        );
        Fault(_authority.Identity(key + "\n"), CredentialFault.Malformed);
        Fault(_authority.Identity(key + "\n" + certificate), CredentialFault.Malformed);
        Fault(_authority.Identity(new string('x', 1024 * 1024 + 1)), CredentialFault.Malformed);
    }

    [Theory]
    [InlineData("Ed25519", "the key is an Ed25519 key")]
    [InlineData("Ed448", "neither RSA nor ECDSA")]
    [InlineData("OpenSSH", "the key has the OpenSSH format")]
    [InlineData("PKCS#8 with a passphrase", "protected by a passphrase")]
    [InlineData("PKCS#1 with a passphrase", "protected by a passphrase")]
    [InlineData("RSA 1024", "only 1024 bits")]
    [InlineData("secp256k1", "on a curve that TLS 1.3 does not know")]
    public void Load_KeyThatTlsCannotUse_IsRefusedWithWordsAndCure(string kind, string words)
    {
        foreach (
            var files in new[]
            {
                _authority.ThreeFiles(UnusableKey(kind)),
                _authority.Identity(UnusableKey(kind) + "\n" + _authority.Client(_ecdsa) + _authority.Pem),
            }
        )
        {
            var fault = Fault(files, CredentialFault.UnsupportedKey);
            Assert.Equal(files.Identity ?? files.ClientKey, fault.File);
            Assert.Contains(words, fault.Message, StringComparison.Ordinal);
            Assert.Contains("tctl auth sign", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_AuthoritiesThatAreNone_IsMalformed()
    {
        Assert.Contains(
            "contains no host CA",
            Fault(_authority.ThreeFiles(authorities: _authority.Client(_ecdsa)), CredentialFault.Malformed).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Load_Expired_NamesTheCommandThatWritesTheSameFilesForTheSameUser()
    {
        var files = _authority.ThreeFiles(until: Now.AddSeconds(-1));
        var stem = files.ClientCertificate![..^".crt".Length];
        Assert.EndsWith(
            $"; sign new files with: tctl auth sign --format=tls --user=slack-approver --out={stem}",
            Fault(files, CredentialFault.Expired).Message,
            StringComparison.Ordinal
        );

        var identity = _authority.Identity(
            _ecdsa.ExportECPrivateKeyPem()
                + "\n"
                + _authority.Client(_ecdsa, until: Now.AddSeconds(-1))
                + _authority.Pem
        );
        Assert.Contains(
            $"tctl auth sign --format=file --user=slack-approver --out={identity.Identity}",
            Fault(identity, CredentialFault.Expired).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Load_SeveralClientCertificates_IsRefused()
    {
        Fault(
            _authority.ThreeFiles(_ecdsa.ExportECPrivateKeyPem(), _authority.Client(_ecdsa) + _authority.Pem),
            CredentialFault.SeveralCertificates
        );
    }

    [Fact]
    public void Load_KeyOfAnotherCertificate_IsMismatch()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Fault(
            _authority.ThreeFiles(other.ExportECPrivateKeyPem(), _authority.Client(_ecdsa)),
            CredentialFault.KeyMismatch
        );
        Fault(
            _authority.ThreeFiles(_rsa.ExportRSAPrivateKeyPem(), _authority.Client(_ecdsa)),
            CredentialFault.KeyMismatch
        );
    }

    [Fact]
    public void Load_CertificateOutOfItsTime_SaysWhich()
    {
        var expired = Fault(_authority.ThreeFiles(until: Now.AddSeconds(-1)), CredentialFault.Expired);
        Assert.Contains("expired at 2026-11-21 11:59:59Z", expired.Message, StringComparison.Ordinal);
        var early = Fault(_authority.ThreeFiles(from: Now.AddSeconds(1)), CredentialFault.NotYetValid);
        Assert.Contains(
            "is not yet valid: it is valid from 2026-11-21 12:00:01Z, and here it is 2026-11-21 12:00:00Z; check the " +
            "clock",
            early.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void FaultsOf_SeveralFiles_NamesEachOfThem()
    {
        var files = _authority.ThreeFiles(key: "");
        File.WriteAllText(files.ClientCertificate!, "nothing\n");
        File.Delete(files.RootCas!);

        Assert.Equal(
            new[] { files.ClientKey, files.ClientCertificate, files.RootCas }.Order(StringComparer.Ordinal),
            TeleportCredentials.FaultsOf(files, Now).Select(fault => fault.File).Order(StringComparer.Ordinal)
        );
        Assert.Empty(TeleportCredentials.FaultsOf(_authority.ThreeFiles(), Now));
    }

    [Fact]
    public void Load_KeyAndCertificateSwapped_SaysSo()
    {
        var files = _authority.ThreeFiles();
        var swapped = files with { ClientKey = files.ClientCertificate, ClientCertificate = files.ClientKey };

        var fault = Fault(swapped, CredentialFault.KeyMismatch);

        Assert.Equal("exchange the values of client_key and client_crt", fault.Remedy);
        Assert.Single(TeleportCredentials.FaultsOf(swapped, Now));
    }

    /// <summary>New files would not cure these.</summary>
    [Fact]
    public void Load_WrongFileForAKey_NamesTheRightOne()
    {
        var files = _authority.ThreeFiles();
        Assert.Contains(
            "ends with .key",
            Fault(files with { ClientKey = files.RootCas }, CredentialFault.Malformed).Remedy,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "ends with .crt",
            Fault(files with { ClientCertificate = files.ClientKey }, CredentialFault.Malformed).Remedy,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "ends with .cas",
            Fault(files with { RootCas = files.ClientCertificate }, CredentialFault.Malformed).Remedy,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "in place of identity",
            Fault(new(null, null, null, files.ClientKey), CredentialFault.Malformed).Remedy,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "name a file in it",
            Fault(files with { ClientKey = Path.GetDirectoryName(files.ClientKey) }, CredentialFault.Unreadable).Remedy
        );
    }

    [Fact]
    public void Load_AnyFault_NeverShowsKeyMaterial()
    {
        var key = _ecdsa.ExportECPrivateKeyPem();
        var secret = key.Split('\n')[1][..20];
        CredentialFiles[] bad =
        [
            _authority.ThreeFiles(key[..^40]),
            _authority.ThreeFiles(key, key),
            _authority.ThreeFiles(key),
            _authority.Identity(key),
        ];
        Assert.All(bad, files =>
            Assert.DoesNotContain(
                secret,
                Assert.Throws<CredentialException>(() => TeleportCredentials.Load(files, Now)).ToString(),
                StringComparison.Ordinal
            )
        );
    }

    private string UnusableKey(string kind) => kind switch
    {
        "Ed25519" => Pem("PRIVATE KEY", EdwardsKey(0x70, 32)),
        "Ed448" => Pem("PRIVATE KEY", EdwardsKey(0x71, 57)),
        "OpenSSH" => Pem("OPENSSH PRIVATE KEY", [1]),
        "PKCS#8 with a passphrase" => _rsa.ExportEncryptedPkcs8PrivateKeyPem(
            "secret",
            new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)
        ),
        "PKCS#1 with a passphrase" =>
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: " +
            $"AES-128-CBC,{new string('0', 32)}\n\n{Convert.ToBase64String(new byte[64])}\n-----END RSA PRIVATE " +
            "KEY-----\n",
        "RSA 1024" => Exported(RSA.Create(1024)),
        _ => Exported(ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"))),
    };

    private static string Exported(AsymmetricAlgorithm key)
    {
        using (key) return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>PKCS#8 (RFC 8410): version 0, algorithm 1.3.101.n, the key in two octet strings.</summary>
    private static byte[] EdwardsKey(byte algorithm, byte length) =>
        [
            0x30,
            (byte)(length + 14),
            0x02,
            0x01,
            0x00,
            0x30,
            0x05,
            0x06,
            0x03,
            0x2b,
            0x65,
            algorithm,
            0x04,
            (byte)(length + 2),
            0x04,
            length,
            .. new byte[length],
        ];

    private static CredentialException Fault(CredentialFiles files, CredentialFault expected)
    {
        var exception = Assert.Throws<CredentialException>(() => TeleportCredentials.Load(files, Now));
        Assert.Equal(expected, exception.Fault);
        return exception;
    }

    private static string Pem(string label, byte[] content) => PemEncoding.WriteString(label, content) + "\n";
}
