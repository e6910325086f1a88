using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Http.Certificates;

/// <summary>Paths of the listener's certificate (with its intermediates) and its key, both PEM.</summary>
internal sealed record ListenerFiles(string Certificate, string Key);

/// <summary>
/// A snapshot of both files. Snapshots are compared by content, which detects any change, whether by writing in place,
/// by renaming or through a symbolic link, even with the same size and time; and what is compared is what is loaded.
/// </summary>
internal sealed class ListenerPair
{
    private const string CertificateLabel = "CERTIFICATE";
    private const string KeyLabel = "PRIVATE KEY";
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";

    /// <summary>The header that older OpenSSL writes into a key with a passphrase (RFC 1421).</summary>
    private const string EncryptedHeader = "Proc-Type: 4,ENCRYPTED";

    private ListenerPair(ListenerFiles files) => Files = files;

    public ListenerFiles Files { get; }

    public string Certificate { get; private init; } = "";

    public string Key { get; private init; } = "";

    /// <summary>Why the files could not be read; null if they were.</summary>
    public string? Unreadable { get; private init; }

    /// <summary>Equal for equal content; contains no secret.</summary>
    public string Fingerprint => Unreadable ?? Hash(Certificate) + Hash(Key);

    public static ListenerPair Read(ListenerFiles files)
    {
        try
        {
            return new(files) { Certificate = File.ReadAllText(files.Certificate), Key = File.ReadAllText(files.Key) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(files) { Unreadable = e.Message };
        }
    }

    /// <summary>What is wrong with a file before the framework reads what is in it; null if nothing is.</summary>
    public (string Problem, string Remedy)? Fault()
    {
        if (Unreadable is not null)
            return (
                $"The listener's certificate {Files.Certificate} with key {Files.Key} cannot be read: {Unreadable}",
                "Write both files, and let the user of the service read them."
            );
        var (certificate, key) = (Labels(Certificate), Labels(Key));
        if (certificate.Contains(CertificateLabel)) return KeyFault(key);
        return HasKey(certificate) && !HasKey(key) && key.Contains(CertificateLabel)
            ? (
                $"The listener's certificate is in {Files.Key}, and its private key in {Files.Certificate}.",
                "Exchange the values of https_key_file and https_cert_file."
            )
            : (
                $"The listener's certificate {Files.Certificate} contains no certificate in PEM.",
                "Set https_cert_file to the PEM file with the certificate and its intermediates."
            );
    }

    private (string Problem, string Remedy)? KeyFault(List<string> labels)
    {
        if (!HasKey(labels))
            return (
                $"The listener's key {Files.Key} contains no private key in PEM.",
                "Set https_key_file to the PEM file with the private key."
            );
        return labels.Contains(EncryptedLabel) || Key.Contains(EncryptedHeader, StringComparison.Ordinal)
            ? (
                $"The listener's key {Files.Key} is protected by a passphrase, which a daemon cannot ask for.",
                "Remove the passphrase: openssl pkey -in OLD -out NEW."
            )
            : null;
    }

    private static bool HasKey(List<string> labels) =>
        labels.Exists(label => label.EndsWith(KeyLabel, StringComparison.Ordinal));

    private static List<string> Labels(string text)
    {
        var labels = new List<string>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            labels.Add(rest[fields.Label].ToString());
            rest = rest[fields.Location.End.Value..];
        }

        return labels;
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
