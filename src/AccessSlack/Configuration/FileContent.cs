namespace AccessSlack.Configuration;

/// <summary>What is in a file, or why it cannot be told.</summary>
/// <param name="Bytes">Null exactly when there is a <paramref name="Fault"/>.</param>
/// <param name="Fault">What is wrong with the file, to follow its name: "does not exist".</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record FileContent(byte[]? Bytes, string Fault = "", string Remedy = "")
{
    /// <summary>Reads a file of at most <paramref name="limit"/> bytes.</summary>
    public static FileContent Read(IConfigSource source, string path, int limit)
    {
        try
        {
            using var file = source.OpenFile(path);
            return BoundedFile.Read(file, limit) is { } bytes
                ? new FileContent(bytes)
                : new FileContent(null, $"is larger than {limit / 1024} KiB", "Check that this is the right file.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileContent(null, "does not exist", "Create it, or correct the path.");
        }
        catch (UnauthorizedAccessException)
        {
            return new FileContent(
                null,
                "may not be read by this user",
                "Give the user of the service the right to read it."
            );
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or NotSupportedException)
        {
            return new FileContent(null, $"cannot be read: {fault.Message}", "Correct the path.");
        }
    }
}
