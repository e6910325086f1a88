using System.Security.Cryptography;
using AccessSlack.Teleport;

namespace AccessSlack.Tests.Teleport;

public sealed class CredentialsTests : IDisposable
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
    public void Load_EveryKindOfKey_IsTaken()
    {
        (string Key, AsymmetricAlgorithm Of)[] keys =
        [
            (_rsa.ExportRSAPrivateKeyPem(), _rsa), (_rsa.ExportPkcs8PrivateKeyPem(), _rsa),
            (_ecdsa.ExportECPrivateKeyPem(), _ecdsa), (_ecdsa.ExportPkcs8PrivateKeyPem(), _ecdsa),
        ];
        foreach (var (key, of) in keys)
        {
            using var credentials = Credentials.Load(_authority.ThreeFiles(key, _authority.Client(of)), Now);
            Assert.True(credentials.Certificate.HasPrivateKey);
            Assert.Equal(TestAuthority.Until, credentials.Expires);
        }
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
        using var credentials = Credentials.Load(_authority.Identity(content.ReplaceLineEndings("\r\n")), Now);
        Assert.Equal("CN=slack-approver", credentials.Certificate.Subject);
        Assert.Equal(["CN=host CA, O=example", "CN=next, O=example"], credentials.Authorities.Select(authority => authority.Subject));
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
        Assert.EndsWith(".key", Fault(_authority.ThreeFiles(key: "", certificate), CredentialFault.Malformed).File, StringComparison.Ordinal);
        Assert.EndsWith(".key", Fault(_authority.ThreeFiles(key[..^40], certificate), CredentialFault.Malformed).File, StringComparison.Ordinal);
        Assert.EndsWith(".key", Fault(_authority.ThreeFiles(Pem("EC PRIVATE KEY", [1, 2]), certificate), CredentialFault.Malformed).File, StringComparison.Ordinal);
        Assert.EndsWith(".key", Fault(_authority.ThreeFiles(Pem("PRIVATE KEY", [1, 2]), certificate), CredentialFault.Malformed).File, StringComparison.Ordinal);
        Assert.EndsWith(".key", Fault(_authority.ThreeFiles(certificate, certificate), CredentialFault.Malformed).File, StringComparison.Ordinal);
        Assert.EndsWith(".crt", Fault(_authority.ThreeFiles(key, ""), CredentialFault.Malformed).File, StringComparison.Ordinal);
        Assert.EndsWith(".crt", Fault(_authority.ThreeFiles(key, key), CredentialFault.Malformed).File, StringComparison.Ordinal);
        Assert.EndsWith(".crt", Fault(_authority.ThreeFiles(key, Pem("CERTIFICATE", [1, 2])), CredentialFault.Malformed).File, StringComparison.Ordinal);
        Assert.EndsWith(".cas", Fault(_authority.ThreeFiles(authorities: "nothing"), CredentialFault.Malformed).File, StringComparison.Ordinal);
        Fault(_authority.Identity(key + "\n"), CredentialFault.Malformed);
        Fault(_authority.Identity(key + "\n" + certificate), CredentialFault.Malformed);
        Fault(_authority.Identity(new string('x', 1024 * 1024 + 1)), CredentialFault.Malformed);
    }

    [Fact]
    public void Load_KeyThatTlsCannotUse_IsRefusedWithWords()
    {
        // PKCS#8 of an Ed25519 key: version 0, algorithm 1.3.101.112, 32 bytes.
        byte[] ed25519 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20, .. new byte[32]];
        Assert.Contains("neither RSA nor ECDSA", Fault(_authority.ThreeFiles(Pem("PRIVATE KEY", ed25519)), CredentialFault.UnsupportedKey).Message, StringComparison.Ordinal);
        Assert.Contains("OpenSSH", Fault(_authority.ThreeFiles(Pem("OPENSSH PRIVATE KEY", [1])), CredentialFault.UnsupportedKey).Message, StringComparison.Ordinal);
        Assert.Contains("passphrase", Fault(_authority.ThreeFiles(Pem("ENCRYPTED PRIVATE KEY", [1])), CredentialFault.UnsupportedKey).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SeveralClientCertificates_IsRefused()
    {
        Fault(_authority.ThreeFiles(_ecdsa.ExportECPrivateKeyPem(), _authority.Client(_ecdsa) + _authority.Pem), CredentialFault.SeveralCertificates);
    }

    [Fact]
    public void Load_KeyOfAnotherCertificate_IsMismatch()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Fault(_authority.ThreeFiles(other.ExportECPrivateKeyPem(), _authority.Client(_ecdsa)), CredentialFault.KeyMismatch);
        Fault(_authority.ThreeFiles(_rsa.ExportRSAPrivateKeyPem(), _authority.Client(_ecdsa)), CredentialFault.KeyMismatch);
    }

    [Fact]
    public void Load_CertificateOutOfItsTime_IsNoConfigurationFault()
    {
        var expired = Fault(_authority.ThreeFiles(until: Now.AddSeconds(-1)), CredentialFault.Expired);
        Assert.Contains("2026-11-21 11:59:59Z", expired.Message, StringComparison.Ordinal);
        Assert.False(expired.IsConfigurationFault);
        Assert.False(Fault(_authority.ThreeFiles(from: Now.AddSeconds(1)), CredentialFault.NotYetValid).IsConfigurationFault);
        Assert.True(Fault(_authority.Identity(""), CredentialFault.Malformed).IsConfigurationFault);
    }

    [Fact]
    public void Load_AnyFault_NeverShowsKeyMaterial()
    {
        var key = _ecdsa.ExportECPrivateKeyPem();
        var secret = key.Split('\n')[1][..20];
        CredentialFiles[] bad = [_authority.ThreeFiles(key[..^40]), _authority.ThreeFiles(key, key), _authority.ThreeFiles(key), _authority.Identity(key)];
        Assert.All(bad, files => Assert.DoesNotContain(secret, Assert.Throws<CredentialException>(() => Credentials.Load(files, Now)).ToString(), StringComparison.Ordinal));
    }

    private static CredentialException Fault(CredentialFiles files, CredentialFault expected)
    {
        var exception = Assert.Throws<CredentialException>(() => Credentials.Load(files, Now));
        Assert.Equal(expected, exception.Fault);
        return exception;
    }

    private static string Pem(string label, byte[] content) => PemEncoding.WriteString(label, content) + "\n";
}
