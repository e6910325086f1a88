using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Teleport;

/// <summary>One block of a PEM file with its armour.</summary>
internal sealed record PemBlock(string Label, string Text);

/// <summary>A credential file: PEM blocks, between which other lines may stand (SSH certificates and host keys, wire contract 2.6).</summary>
internal static class PemFile
{
    /// <summary>Far more than any real file, so that a wrong path cannot fill the memory.</summary>
    private const int MaxBytes = 1024 * 1024;

    private const string Begin = "-----BEGIN ";

    /// <exception cref="CredentialException">The file is missing, unreadable, too large or has a damaged block.</exception>
    public static List<PemBlock> Read(string file)
    {
        var text = ReadText(file);
        var blocks = Blocks(text).ToList();
        // The framework skips a block that is cut off or has broken base64: then part of the file would silently not count.
        if (blocks.Count != text.Split(Begin).Length - 1) throw new CredentialException(CredentialFault.Malformed, file, $"a PEM block is damaged or cut off; {Cures.SignAgain}");
        return blocks;
    }

    private static string ReadText(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[MaxBytes + 1];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read <= MaxBytes ? Encoding.UTF8.GetString(bytes, 0, read) : throw new CredentialException(CredentialFault.Malformed, file, "the file is larger than 1 MiB; name the credential file that tctl wrote");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CredentialException(CredentialFault.Missing, file, $"there is no such file; {Cures.SignAgain}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException(CredentialFault.Unreadable, file, $"cannot be read ({exception.Message}); let the daemon's user read it");
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

/// <summary>Cures that several messages name.</summary>
internal static class Cures
{
    public const string SignAgain = "sign new files with: tctl auth sign --format=tls --user=NAME --out=auth";
}
