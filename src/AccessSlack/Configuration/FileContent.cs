namespace AccessSlack.Configuration;

/// <summary>The content of a file, or why it cannot be read.</summary>
internal abstract record FileContent
{
    private FileContent() { }

    internal sealed record Found(byte[] Bytes) : FileContent;

    /// <param name="Fault">What is wrong, to follow the name of the file: "does not exist".</param>
    /// <param name="Remedy">What to do about it, a sentence.</param>
    internal sealed record Unreadable(string Fault, string Remedy) : FileContent
    {
        /// <summary>The path looks right, but there is no file: it may have to be written first.</summary>
        public bool IsMissing { get; init; }
    }

    /// <summary>Reads a file of at most <paramref name="limit"/> bytes.</summary>
    public static FileContent Read(IConfigSource source, string path, int limit)
    {
        try
        {
            using var file = source.OpenFile(path);
            return BoundedFile.Read(file, limit) is { } bytes
                ? new Found(bytes)
                : new Unreadable($"is larger than {limit / 1024} KiB", "Check that this is the right file.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Missing(PathAdvice.OfMissing(source, path));
        }
        catch (UnauthorizedAccessException)
        {
            return new Unreadable(
                "cannot be read by this user",
                "Let the user of the service read it; a command that you run yourself may need sudo."
            );
        }
        catch (IsDirectoryException)
        {
            return new Unreadable("is a directory", PathAdvice.OfDirectory(source, path));
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or NotSupportedException)
        {
            return new Unreadable($"cannot be read: {fault.Message}", "Correct the path.");
        }
    }

    private static Unreadable Missing(string? advice) =>
        new("does not exist", advice ?? "Create it, or correct the path.") { IsMissing = advice is null };
}
