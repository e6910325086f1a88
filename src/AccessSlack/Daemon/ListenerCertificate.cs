using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.Daemon;

/// <summary>The listener's certificate with its key, and the intermediates that stand after it in the file.</summary>
internal sealed record ListenerCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain)
{
    /// <exception cref="StartException">A file is missing, unreadable or not PEM, or the key belongs to another certificate.</exception>
    public static ListenerCertificate Load(string certificateFile, string keyFile)
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
}
