using AccessSlack.Configuration;

namespace AccessSlack.Packaging.Kubernetes;

/// <summary>The environment and the configuration file that the daemon finds in the pod.</summary>
internal sealed class PodSource(string path, string toml, IReadOnlyDictionary<string, string> variables) : IConfigSource
{
    public string? GetVariable(string name) => variables.GetValueOrDefault(name);

    public Stream OpenFile(string file) =>
        file == path ? new MemoryStream(System.Text.Encoding.UTF8.GetBytes(toml)) : throw new FileNotFoundException();

    public IReadOnlyList<string>? NamesIn(string directory) => null;
}
