using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessSlack.Testing;

namespace AccessSlack.Packaging.Kubernetes;

/// <summary>The objects that a directory of kustomize makes.</summary>
internal sealed class Manifests(IReadOnlyList<JsonNode> all)
{
    /// <summary>In <see cref="Deployment"/>, its only container.</summary>
    public JsonNode Container => Assert.Single(Pod["containers"]!.AsArray())!;

    public JsonNode Deployment => Single("Deployment");

    public JsonNode Pod => Deployment["spec"]!["template"]!["spec"]!;

    public string Toml => (string)Single("ConfigMap")["data"]!["teleport-slack.toml"]!;

    public static async Task<Manifests> BuildAsync(string folder)
    {
        var (code, yaml, errors) = await Tool.RunAsync(Needs.Kubectl, ["kustomize", folder]);
        Assert.True(code == 0, errors);
        return new(await ReadYamlAsync(yaml));
    }

    /// <summary>YAML as JSON, by a command of kubectl that needs no cluster. Each document must have a kind.</summary>
    public static async Task<IReadOnlyList<JsonNode>> ReadYamlAsync(string yaml)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, yaml);
            string[] arguments = ["annotate", "--local", "--filename", file, "read-by=test", "--output", "json"];
            var (code, json, errors) = await Tool.RunAsync(Needs.Kubectl, arguments);
            Assert.True(code == 0, errors);
            return ReadJson(json);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public IEnumerable<JsonNode> Of(string kind) => all.Where(node => (string?)node["kind"] == kind);

    public JsonNode Single(string kind) => Assert.Single(Of(kind));

    public JsonNode Named(string kind, string name) =>
        Assert.Single(Of(kind), node => (string?)node["metadata"]!["name"] == name);

    /// <summary>The port of this name of the container; null if there is none.</summary>
    public int? PortOf(string name) =>
        Container["ports"]!.AsArray().Where(port => (string?)port!["name"] == name)
            .Select(port => (int?)port!["containerPort"])
            .SingleOrDefault();

    /// <summary>Variables and the key of the Secret each comes from.</summary>
    public IReadOnlyDictionary<string, (string Key, bool IsOptional)> Variables() =>
        Container["env"]!.AsArray().ToDictionary(
            variable => (string)variable!["name"]!,
            variable => (
                (string)variable!["valueFrom"]!["secretKeyRef"]!["key"]!,
                (bool?)variable["valueFrom"]!["secretKeyRef"]!["optional"] == true
            )
        );

    /// <summary>The volume that is mounted at the directory of this file, whole.</summary>
    public JsonNode VolumeOf(string file)
    {
        var mount = Assert.Single(
            Container["volumeMounts"]!.AsArray(),
            mount => (string?)mount!["mountPath"] == Path.GetDirectoryName(file)
        )!;
        Assert.Null(mount["subPath"]);
        return Assert.Single(Pod["volumes"]!.AsArray(), volume => (string?)volume!["name"] == (string?)mount["name"])!;
    }

    private static List<JsonNode> ReadJson(string json)
    {
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(json),
            new JsonReaderOptions { AllowMultipleValues = true }
        );
        var all = new List<JsonNode>();
        while (reader.Read()) all.Add(JsonNode.Parse(ref reader)!);
        return all;
    }
}
