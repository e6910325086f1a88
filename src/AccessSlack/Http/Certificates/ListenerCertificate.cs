using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.Http.Certificates;

/// <summary>
/// The listener's certificate with its key and the intermediates that follow it in the file, ready for handshakes.
/// </summary>
internal sealed class ListenerCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private ListenerCertificate(X509Certificate2 leaf, SslStreamCertificateContext context) =>
        (NotBefore, NotAfter, Context) = (new(leaf.NotBefore), new(leaf.NotAfter), context);

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    public SslStreamCertificateContext Context { get; }

    /// <exception cref="StartException">
    /// A file cannot be read or is not PEM, the key does not match the certificate, or the certificate is not for a
    /// server.
    /// </exception>
    public static ListenerCertificate Load(ListenerPair pair)
    {
        if (pair.Fault() is { } fault) throw Unusable(fault.Problem, fault.Remedy, inner: null);
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pair.Certificate);
            var leaf = X509Certificate2.CreateFromPem(pair.Certificate, pair.Key);
            // Offline: do not download intermediates that the file lacks.
            return IsForServers(leaf)
                ? new(leaf, SslStreamCertificateContext.Create(leaf, chain, offline: true))
                : throw Unusable(
                    $"The listener's certificate {pair.Files.Certificate} is not a server's: its extended key usage " +
                    "lacks server authentication.",
                    "Use a certificate that was issued for a web server.",
                    inner: null
                );
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            throw Unusable(
                $"The listener's certificate {pair.Files.Certificate} with key {pair.Files.Key} cannot be used: " +
                $"{e.Message}",
                "Both must be PEM files, and the key must belong to the first certificate.",
                e
            );
        }
    }

    // The files may be written a minute later, so a start is tried again.
    private static StartException Unusable(string problem, string remedy, Exception? inner) =>
        new(ExitCode.NotPermitted, problem, remedy, inner);

    /// <summary>
    /// A certificate without the extension is valid for every purpose (RFC 5280 section 4.2.1.12). Without this check,
    /// a wrong one would show only when the first handshake fails.
    /// </summary>
    private static bool IsForServers(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().ToList() is not { Count: > 0 } usages
        || usages.Exists(usage => usage.EnhancedKeyUsages[ServerAuthentication] is not null);
}
