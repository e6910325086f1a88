using System.Text;
using AccessSlack.Configuration;

namespace AccessSlack.Tests.Configuration;

/// <summary>Files and variables that exist only in a test.</summary>
internal sealed class FakeConfigSource : IConfigSource
{
    public const string ConfigPath = "/etc/teleport-slack.toml";

    public Dictionary<string, byte[]> Files { get; } = [];

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Files that exist and may not be read.</summary>
    public HashSet<string> Forbidden { get; } = [];

    public static ConfigResult Read(string toml, bool insecure = false) =>
        new FakeConfigSource().ReadConfig(toml, insecure);

    public ConfigResult ReadConfig(string toml, bool insecure = false)
    {
        AddFile(ConfigPath, toml);
        return new ConfigReader(this).Read(ConfigPath, insecure);
    }

    public void AddFile(string path, string content) => Files[path] = Encoding.UTF8.GetBytes(content);

    public string? GetVariable(string name) => Variables.GetValueOrDefault(name);

    /// <summary>Directories, each of which is also a path that is not a file.</summary>
    public HashSet<string> Directories { get; } = [];

    public IReadOnlyList<string>? NamesIn(string directory)
    {
        var files = Files.Keys.Where(file => Path.GetDirectoryName(file) == directory).ToList();
        var exists = Directories.Contains(directory) || files.Count > 0;
        return exists ? files.ConvertAll(file => file.Split('/')[^1]) : null;
    }

    public Stream OpenFile(string path)
    {
        if (Directories.Contains(path)) throw new IsDirectoryException();
        if (Forbidden.Contains(path)) throw new UnauthorizedAccessException(path);
        return Files.TryGetValue(path, out var content)
            ? new MemoryStream(content)
            : throw new FileNotFoundException(path);
    }
}
