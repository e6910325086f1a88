using System.Security.Authentication;
using System.Security.Cryptography;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Tests.Teleport.Credentials;

/// <summary>Every kind of key that Teleport makes, in every form, proves who we are in both versions of TLS.</summary>
public sealed class KeyKindTests
{
    private static readonly string[] Keys =
    [
        "RSA 2048 PKCS#1",
        "RSA 4096 PKCS#8",
        "P-256 SEC1",
        "P-256 PKCS#8",
        "P-384 PKCS#8",
        "P-521 SEC1",
    ];

    public static TheoryData<string, SslProtocols, bool> Cases()
    {
        var cases = new TheoryData<string, SslProtocols, bool>();
        foreach (var key in Keys)
        {
            cases.Add(key, SslProtocols.Tls12, key.Contains("PKCS#8", StringComparison.Ordinal));
            cases.Add(key, SslProtocols.Tls13, !key.Contains("PKCS#8", StringComparison.Ordinal));
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Ping_KindOfKey_IsAcceptedWithOneCertificate(string kind, SslProtocols version, bool isIdentity)
    {
        await using var server = await AuthServer.StartAsync(protocols: version);
        server.On<PingRequest>("Ping", _ => [new PingResponse()]);
        var (key, pem) = Create(kind);
        using (key)
        {
            var certificate = server.Authority.Client(key);
            var files = isIdentity
                ? server.Authority.Identity(pem + "\n" + certificate + server.Authority.Pem)
                : server.Authority.ThreeFiles(pem, certificate);
            await server.Connect(files).PingAsync(default).WaitAsync(AuthServer.Soon);
        }

        Assert.Equal(["CN=slack-approver"], Assert.Single(server.ClientCertificates));
    }

    private static (AsymmetricAlgorithm Key, string Pem) Create(string kind)
    {
        AsymmetricAlgorithm key = kind.Split(' ')[0] switch
        {
            "RSA" => RSA.Create(int.Parse(kind.Split(' ')[1])),
            "P-256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "P-384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            _ => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        };
        return (key, kind.Split(' ')[^1] switch
        {
            "PKCS#1" => ((RSA)key).ExportRSAPrivateKeyPem(),
            "SEC1" => ((ECDsa)key).ExportECPrivateKeyPem(),
            _ => key.ExportPkcs8PrivateKeyPem(),
        });
    }
}
