using System.Security.Cryptography;

namespace AccessSlack.Hosting.Reloading;

/// <summary>
/// Digest of the content of files. Time stamps do not reveal every way in which a file can be replaced.
/// </summary>
internal static class FileDigest
{
    private const int MostBytes = 1024 * 1024;

    public static string Of(IReadOnlyList<string> files)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            try
            {
                Append(digest, file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                digest.AppendData("unreadable"u8);
            }
        }

        return Convert.ToHexString(digest.GetHashAndReset());
    }

    /// <summary>Content beyond the size limit of all these files is ignored.</summary>
    private static void Append(IncrementalHash digest, string file)
    {
        using var stream = File.OpenRead(file);
        var buffer = new byte[16 * 1024];
        for (var left = MostBytes; left > 0; left -= buffer.Length)
        {
            var read = stream.Read(buffer);
            if (read == 0) return;
            digest.AppendData(buffer, 0, read);
        }
    }
}
