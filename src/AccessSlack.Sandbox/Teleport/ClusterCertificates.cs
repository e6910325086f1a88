using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>
/// The certificate authorities of a cluster and what they issue: the Host CA signs the auth server, the User CA signs
/// users.
/// </summary>
internal sealed class ClusterCertificates : IDisposable
{
    /// <summary>One of the names in every auth server's certificate (docs/protocols/teleport.md 2.1).</summary>
    public const string ServerName = "teleport.cluster.local";

    // Covers any clock, manual or real; a test of expiry sets its own dates.
    private static readonly DateTimeOffset Past = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Future = new(2095, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private ClusterCertificates(string cluster)
    {
        Cluster = cluster;
        HostCa = CreateAuthority();
        UserCa = CreateAuthority();
    }

    public string Cluster { get; }

    /// <summary>Signs auth servers; clients trust it.</summary>
    public X509Certificate2 HostCa { get; private set; }

    /// <summary>Signs users; auth servers trust it.</summary>
    public X509Certificate2 UserCa { get; }

    /// <summary>The private keys that were written so far.</summary>
    public SecretBook Secrets { get; } = new();

    public static ClusterCertificates Create(string cluster) => new(cluster);

    /// <summary>
    /// Replaces the Host CA, like the end of a rotation: clients must trust the new one before the server uses it.
    /// </summary>
    public void RotateHostCa() => HostCa = CreateAuthority();

    public X509Certificate2 IssueServer()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ServerName);
        names.AddDnsName("*." + ServerName);
        names.AddDnsName("localhost");
        return Issue(HostCa, $"CN=auth.{Cluster}", Past, Future, request =>
        {
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(Usage("1.3.6.1.5.5.7.3.1"));
        });
    }

    /// <summary>
    /// For the web side of a proxy on this machine. Real ones have a certificate of a public CA.
    /// </summary>
    public X509Certificate2 IssueWeb(X509Certificate2? issuer = null)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        return Issue(issuer ?? HostCa, $"CN=proxy.{Cluster}", Past, Future, request =>
        {
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(Usage("1.3.6.1.5.5.7.3.1"));
        });
    }

    /// <summary>
    /// A client certificate with its private key for a Teleport user. <paramref name="activeRequest"/> names an access
    /// request that was assumed when it was signed.
    /// </summary>
    public X509Certificate2 IssueClient(
        string user,
        DateTimeOffset? notBefore = null,
        DateTimeOffset? notAfter = null,
        X509Certificate2? issuer = null,
        string? activeRequest = null
    ) =>
        Issue(
            issuer ?? UserCa,
            $"CN={user}, O=access{(activeRequest is null ? "" : $", OID.1.3.9999.2.8={activeRequest}")}",
            notBefore ?? Past,
            notAfter ?? Future,
            request => request.CertificateExtensions.Add(Usage("1.3.6.1.5.5.7.3.2"))
        );

    /// <summary>
    /// An authority below the User CA: its certificates need a second one in the handshake, which Teleport rejects.
    /// </summary>
    public X509Certificate2 IssueIntermediate() =>
        Issue(UserCa, $"CN=intermediate, O={Cluster}", Past, Future, request => AsAuthority(request));

    /// <summary>
    /// Writes <c>name.key</c>, <c>name.crt</c> and <c>name.cas</c>, like <c>tctl auth sign --format=tls</c>.
    /// </summary>
    public CredentialFiles WriteFiles(
        string directory,
        string name,
        X509Certificate2 client,
        params IReadOnlyList<X509Certificate2> otherHostCas
    )
    {
        var files = new CredentialFiles(
            Path.Combine(directory, name + ".key"),
            Path.Combine(directory, name + ".crt"),
            Path.Combine(directory, name + ".cas")
        );
        Replace(files.Key, KeyPem(client));
        Replace(files.Certificate, Pem(client));
        Replace(files.Authorities, string.Concat(otherHostCas.Append(HostCa).Select(Pem)));
        return files;
    }

    /// <summary>
    /// Writes everything to one file, in the order of <c>tctl auth sign --format=file</c> (docs/protocols/teleport.md
    /// 2.6).
    /// </summary>
    public void WriteIdentity(string path, X509Certificate2 client, params IReadOnlyList<X509Certificate2> otherHostCas)
    {
        var blob = Convert.ToBase64String(Encoding.UTF8.GetBytes("not a real SSH certificate"));
        var text = new StringBuilder(KeyPem(client))
            .Append($"ssh-rsa-cert-v01@openssh.com {blob}\n")
            .Append(Pem(client))
            .Append($"@cert-authority {Cluster},*.{Cluster} ssh-rsa {blob} type=host\n")
            .AppendJoin("", otherHostCas.Append(HostCa).Select(Pem));
        Replace(path, text.ToString());
    }

    public void Dispose()
    {
        HostCa.Dispose();
        UserCa.Dispose();
    }

    private X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The serial number distinguishes the authorities of one cluster, as after a rotation.
        var serial = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        var request = new CertificateRequest(
            $"CN={Cluster}, O={Cluster}, SERIALNUMBER={serial}",
            key,
            HashAlgorithmName.SHA256
        );
        AsAuthority(request);
        return request.CreateSelfSigned(Past, Future);
    }

    private static void AsAuthority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true)
        );
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true)
        );
    }

    private static X509Certificate2 Issue(
        X509Certificate2 issuer,
        string subject,
        DateTimeOffset from,
        DateTimeOffset until,
        Action<CertificateRequest> extend
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        extend(request);
        using var certificate = request.Create(issuer, from, until, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509EnhancedKeyUsageExtension Usage(string purpose) => new([new Oid(purpose)], critical: false);

    private static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";

    private string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        var pem = key.ExportPkcs8PrivateKeyPem() + "\n";
        Secrets.NotePrivateKeys(pem);
        return pem;
    }

    // Atomic: someone watching the file sees the old or the new content, never a part.
    private static void Replace(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(path + ".new", options)) writer.Write(text);
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>Paths of the three files of <c>--format=tls</c>.</summary>
internal sealed record CredentialFiles(string Key, string Certificate, string Authorities);
