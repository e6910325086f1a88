using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Http.Certificates;

namespace AccessSlack.Tests.Http;

/// <summary>A certificate and a key as PEM texts.</summary>
internal sealed record IssuedPair(string Certificate, string Key, string SerialNumber);

/// <summary>A web CA with an intermediate, and a folder with the listener's files.</summary>
internal sealed class ListenerFolder : IDisposable
{
    public static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset To = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("listener-").FullName;
    private readonly X509Certificate2 _intermediate;
    private byte _serial;

    public ListenerFolder()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = Authority("Root", rootKey).CreateSelfSigned(From, To);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = Authority("Intermediate", key).Create(Root, From, To, [100]);
        _intermediate = bare.CopyWithPrivateKey(key);
        Files = new(Path("server.crt"), Path("server.key"));
    }

    public X509Certificate2 Root { get; }

    public ListenerFiles Files { get; }

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    /// <summary>With the intermediate behind it in the file.</summary>
    public IssuedPair Issue(DateTimeOffset? from = null, DateTimeOffset? to = null, string? usage = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        if (usage is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using var certificate = request.Create(_intermediate, from ?? From, to ?? To, [++_serial]);
        return new(
            certificate.ExportCertificatePem() + "\n" + _intermediate.ExportCertificatePem() + "\n",
            key.ExportPkcs8PrivateKeyPem() + "\n",
            certificate.SerialNumber
        );
    }

    public IssuedPair Write(IssuedPair pair)
    {
        File.WriteAllText(Files.Certificate, pair.Certificate);
        File.WriteAllText(Files.Key, pair.Key);
        return pair;
    }

    public void Dispose()
    {
        Root.Dispose();
        _intermediate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }
}
