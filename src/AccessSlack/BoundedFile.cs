namespace AccessSlack;

/// <summary>
/// Reads small files. The limit keeps a wrong path from exhausting memory, and no buffer is larger than the file.
/// </summary>
internal static class BoundedFile
{
    private const int Chunk = 4 * 1024;

    /// <param name="file">Read from its current position; its length may be unknown.</param>
    /// <param name="limit">Maximum size in bytes.</param>
    /// <returns>Null if the file is larger.</returns>
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
