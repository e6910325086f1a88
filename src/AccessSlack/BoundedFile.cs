namespace AccessSlack;

/// <summary>
/// Reads small files: a limit keeps a wrong path from filling the memory, and no more is held than the file has.
/// </summary>
internal static class BoundedFile
{
    private const int Chunk = 4 * 1024;

    /// <param name="file">Read from where it stands; it need not know its length.</param>
    /// <param name="limit">The most bytes it may have.</param>
    /// <returns>Null if it has more.</returns>
    public static byte[]? Read(Stream file, int limit)
    {
        using var content = new MemoryStream();
        var chunk = new byte[Chunk];
        while (file.Read(chunk) is > 0 and var length)
        {
            if (content.Length + length > limit) return null;
            content.Write(chunk, 0, length);
        }

        return content.ToArray();
    }
}
