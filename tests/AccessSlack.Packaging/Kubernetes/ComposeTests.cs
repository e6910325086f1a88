using System.Text.Json.Nodes;
using AccessSlack.Testing;

namespace AccessSlack.Packaging.Kubernetes;

/// <summary>packaging/compose.yaml runs the image as the Kubernetes manifests do.</summary>
public sealed class ComposeTests
{
    private const int StopSeconds = 15;

    [NeedsFact(Needs.Kubectl)]
    public async Task Daemon_HasNoRightsAndTimeToStop()
    {
        var daemon = (await ServicesAsync())["teleport-slack"]!;

        Assert.Equal(KubernetesTests.UserOfTheImage(), (string?)daemon["user"]);
        Assert.True((bool?)daemon["read_only"]);
        Assert.Equal(["ALL"], Texts(daemon["cap_drop"]));
        Assert.Equal(["no-new-privileges:true"], Texts(daemon["security_opt"]));
        Assert.True(int.Parse(((string)daemon["stop_grace_period"]!).TrimEnd('s')) > StopSeconds);
        Assert.DoesNotContain('/', (string)daemon["image"]!);
    }

    [NeedsFact(Needs.Kubectl)]
    public async Task Daemon_FilesAndPorts_AreThoseOfTheDocuments()
    {
        var daemon = (await ServicesAsync())["teleport-slack"]!;
        var mounted = Texts(daemon["volumes"]).Select(volume => volume.Split(':')[1]).ToList();

        Assert.Equal(["start", "--config", mounted[0]], Texts(daemon["command"]));
        Assert.Contains("/var/lib/teleport/plugins/slack", mounted);
        Assert.All(Texts(daemon["volumes"]), volume => Assert.EndsWith(":ro", volume, StringComparison.Ordinal));
        Assert.Equal(["8081:8081", "127.0.0.1:8082:8082"], Texts(daemon["ports"]));
        var document = File.ReadAllText(Repository.PathOf("docs/kubernetes.md"));
        Assert.Contains(
            "`listen_addr = \":8081\"` and `diagnostics_addr = \":8082\"`",
            document,
            StringComparison.Ordinal
        );
    }

    /// <summary>Only when it is asked for, and with a project that is there.</summary>
    [NeedsFact(Needs.Kubectl)]
    public async Task Sandbox_IsAProfile()
    {
        var services = await ServicesAsync();
        var sandbox = services["sandbox"]!;

        Assert.Equal(2, services.Count);
        Assert.Null(services["teleport-slack"]!["profiles"]);
        Assert.Equal(["sandbox"], Texts(sandbox["profiles"]));
        Assert.Equal(["..:/source:ro"], Texts(sandbox["volumes"]));
        Assert.EndsWith(
            "--project /tmp/source/src/AccessSlack.Sandbox",
            Texts(sandbox["command"])[^1],
            StringComparison.Ordinal
        );
        Assert.True(Directory.Exists(Repository.PathOf("src/AccessSlack.Sandbox")));
    }

    /// <summary>Below a kind, because kubectl, which reads YAML for these tests, insists on one.</summary>
    private static async Task<JsonObject> ServicesAsync()
    {
        var lines = await File.ReadAllLinesAsync(Repository.PathOf("packaging/compose.yaml"));
        var yaml = "apiVersion: v1\nkind: Compose\nmetadata: {name: compose}\nspec:\n" +
            string.Concat(lines.Select(line => $"  {line}\n"));
        return Assert.Single(await Manifests.ReadYamlAsync(yaml))["spec"]!["services"]!.AsObject();
    }

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(item => (string)item!)];
}
