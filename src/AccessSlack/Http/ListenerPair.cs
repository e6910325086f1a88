using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Http;

/// <summary>Paths of the listener's certificate (with its intermediates) and its key, both PEM.</summary>
internal sealed record ListenerFiles(string Certificate, string Key);

/// <summary>
/// A snapshot of both files. Snapshots are compared by content, which detects any change, whether by writing in place,
/// by renaming or through a symbolic link, even with the same size and time; and what is compared is what is loaded.
/// </summary>
internal sealed class ListenerPair
{
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

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
