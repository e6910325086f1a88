namespace AccessSlack.Configuration;

/// <summary>Where a configuration and its secrets are read from: the process environment and files.</summary>
internal interface IConfigSource
{
    /// <summary>An environment variable; null when it is not set.</summary>
    string? GetVariable(string name);

    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    Stream OpenFile(string path);
}

/// <summary>The environment and the files of this machine.</summary>
internal sealed class SystemConfigSource : IConfigSource
{
    public string? GetVariable(string name) => Environment.GetEnvironmentVariable(name);

    // For a directory .NET reports "access denied", which would mislead an operator.
    public Stream OpenFile(string path) =>
        Directory.Exists(path) ? throw new IOException("it is a directory") : File.OpenRead(path);
}
