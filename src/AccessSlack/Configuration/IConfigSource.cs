namespace AccessSlack.Configuration;

/// <summary>Where a configuration and its secrets are read from: the process environment and files.</summary>
internal interface IConfigSource
{
    /// <summary>An environment variable; null when it is not set.</summary>
    string? GetVariable(string name);

    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    Stream OpenFile(string path);

    /// <summary>The names in a directory; null if there is no such directory, or it cannot be read.</summary>
    IReadOnlyList<string>? NamesIn(string directory);
}

/// <summary>The environment and the files of this machine.</summary>
internal sealed class SystemConfigSource : IConfigSource
{
    private const int MaxNames = 1000;

    public string? GetVariable(string name) => Environment.GetEnvironmentVariable(name);

    // For a directory .NET reports "access denied", which would mislead an operator.
    public Stream OpenFile(string path) =>
        Directory.Exists(path) ? throw new IsDirectoryException() : File.OpenRead(path);

    public IReadOnlyList<string>? NamesIn(string directory)
    {
        try
        {
            var entries = Directory.EnumerateFileSystemEntries(directory).Take(MaxNames);
            return [.. entries.Select(Path.GetFileName).OfType<string>()];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>A directory is where a file should be.</summary>
internal sealed class IsDirectoryException() : IOException("it is a directory");
