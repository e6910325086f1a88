using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Teleport;

namespace AccessSlack.Tests.Teleport;

/// <summary>A certificate authority made for one test, and the credential files it signs.</summary>
internal sealed class TestAuthority : IDisposable
{
    public static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Until = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly string _folder = Directory.CreateTempSubdirectory("teleport-slack-tests-").FullName;
    private byte _serial;

    /// <param name="name">Common name.</param>
    /// <param name="parent">Signs this one; null: it signs itself.</param>
    /// <param name="until">End of its time.</param>
    public TestAuthority(string name = "host CA", TestAuthority? parent = null, DateTimeOffset? until = null)
    {
        var request = new CertificateRequest($"CN={name},O=example", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = parent is null
            ? request.CreateSelfSigned(From.AddYears(-1), until ?? Until.AddYears(1))
            : parent.Sign(request, From, Until);
    }

    public X509Certificate2 Certificate => _certificate;

    public string Pem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>Certificate and key of a server.</summary>
    /// <param name="name">The DNS name it is for.</param>
    /// <param name="from">Start of its time.</param>
    /// <param name="until">End of its time.</param>
    public X509Certificate2 Server(
        string name = "teleport.cluster.local",
        DateTimeOffset? from = null,
        DateTimeOffset? until = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Parse("192.0.2.1"));
        var request = new CertificateRequest("CN=auth", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var bare = Sign(request, from ?? From, until ?? Until);
        using var whole = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>PEM of a client certificate for a key.</summary>
    public string Client(AsymmetricAlgorithm key, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var request = key is RSA rsa
            ? new CertificateRequest("CN=slack-approver", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=slack-approver", (ECDsa)key, HashAlgorithmName.SHA256);
        using var certificate = Sign(request, from ?? From, until ?? Until);
        return certificate.ExportCertificatePem() + "\n";
    }

    public CredentialFiles ThreeFiles(
        string? key = null,
        string? certificate = null,
        string? authorities = null,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null
    )
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CredentialFiles(
            Write("auth.key", key ?? own.ExportECPrivateKeyPem()),
            Write("auth.crt", certificate ?? Client(own, from, until)),
            Write("auth.cas", authorities ?? Pem),
            null);
    }

    public CredentialFiles Identity(string content) => new(null, null, null, Write("identity", content));

    public string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset from, DateTimeOffset until) =>
        request.Create(
            _certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(_key),
            from,
            until,
            [1, ++_serial]
        );
}
