using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Http;

/// <summary>Where the listener's certificate (with its intermediates) and its key stand, both in PEM.</summary>
internal sealed record ListenerFiles(string Certificate, string Key);

/// <summary>
/// Both files as they were at one look. They are compared by content: a change shows whether it came by writing in
/// place, by renaming or by turning a link anywhere on the path, with whatever length and time; and what was compared
/// is what is loaded.
/// </summary>
internal sealed class ListenerPair
{
    private ListenerPair(ListenerFiles files) => Files = files;

    public ListenerFiles Files { get; }

    public string Certificate { get; private init; } = "";

    public string Key { get; private init; } = "";

    /// <summary>Why the files could not be read; null when they were.</summary>
    public string? Unreadable { get; private init; }

    /// <summary>The same for the same state of the files, and no secret.</summary>
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
