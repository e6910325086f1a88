using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Teleport.Credentials;

/// <summary>One block of a PEM file with its armour.</summary>
internal sealed record PemBlock(string Label, string Text)
{
    public bool IsCertificate => Label == "CERTIFICATE";

    public bool IsPrivateKey => Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);
}

/// <summary>
/// Reads credential files: PEM blocks, between which other lines may stand (SSH certificates and host keys,
/// docs/protocols/teleport.md 2.6).
/// </summary>
internal static class PemFile
{
    /// <summary>Far more than any real file, so that a wrong path cannot fill the memory.</summary>
    private const int MaxBytes = 1024 * 1024;

    private const string Begin = "-----BEGIN ";

    /// <summary>The header inside a block that older OpenSSL writes for a key with a passphrase (RFC 1421).</summary>
    private const string Encrypted = "Proc-Type: 4,ENCRYPTED";

    /// <exception cref="CredentialException">
    /// The file is missing, unreadable, too large, has a damaged block or a key with a passphrase.
    /// </exception>
    public static List<PemBlock> Read(CredentialFile file)
    {
        var text = ReadText(file);
        if (string.IsNullOrWhiteSpace(text)) throw file.Fault(CredentialFault.Malformed, "the file is empty");
        if (text.Contains(Encrypted, StringComparison.Ordinal)) throw PrivateKeys.Encrypted(file);
        var blocks = Blocks(text).ToList();
        // The framework silently skips a block that is cut off or has broken base64.
        if (blocks.Count != text.Split(Begin).Length - 1)
            throw file.Fault(CredentialFault.Malformed, "a PEM block is damaged or cut off");
        return blocks;
    }

    private static string ReadText(CredentialFile file)
    {
        try
        {
            using var stream = File.OpenRead(file.Path);
            return BoundedFile.Read(stream, MaxBytes) is { } bytes
                ? Encoding.UTF8.GetString(bytes)
                : throw file.Fault(
                    CredentialFault.Malformed,
                    "the file is larger than 1 MiB",
                    "name the credential file that tctl wrote"
                );
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw file.Fault(CredentialFault.Missing, "there is no such file");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // For a directory .NET reports "access denied", which would mislead an operator.
            throw Directory.Exists(file.Path)
                ? file.Fault(CredentialFault.Unreadable, "is a directory", "name a file in it")
                : file.Fault(
                    CredentialFault.Unreadable,
                    $"cannot be read ({exception.Message})",
                    "let the daemon's user read it"
                );
        }
    }

    private static IEnumerable<PemBlock> Blocks(string text)
    {
        var rest = text.AsMemory();
        while (PemEncoding.TryFind(rest.Span, out var fields))
        {
            yield return new PemBlock(rest[fields.Label].ToString(), rest[fields.Location].ToString());
            rest = rest[fields.Location.End.Value..];
        }
    }
}
