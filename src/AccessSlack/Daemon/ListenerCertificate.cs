using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.Daemon;

/// <summary>The listener's certificate with its key, and the intermediates that stand after it in the file.</summary>
internal sealed record ListenerCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <exception cref="StartException">A file is missing, unreadable or not PEM, the key belongs to another certificate, or the certificate is not a server's.</exception>
    public static ListenerCertificate Load(string certificateFile, string keyFile)
    {
        var loaded = Read(certificateFile, keyFile);
        if (IsForServers(loaded.Leaf)) return loaded;
        throw new StartException(ExitCode.Configuration, $"The listener's certificate {certificateFile} is not a server's: its extended key usage lacks server authentication. Name a certificate that was issued for a web server");
    }

    private static ListenerCertificate Read(string certificateFile, string keyFile)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificateFile);
            chain.RemoveAt(0);
            return new(X509Certificate2.CreateFromPemFile(certificateFile, keyFile), chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new StartException(ExitCode.Configuration, $"The listener's certificate {certificateFile} with key {keyFile} cannot be used: {e.Message} Both must be PEM files that this user may read, and the key must belong to the first certificate", e);
        }
    }

    /// <summary>Without the extension a certificate is for every use (RFC 5280 section 4.2.1.12). Kestrel refuses the others only when it binds.</summary>
    private static bool IsForServers(X509Certificate2 certificate) => certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().ToList() is not { Count: > 0 } usages
        || usages.Exists(usage => usage.EnhancedKeyUsages[ServerAuthentication] is not null);
}
