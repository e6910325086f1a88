using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AccessSlack.Configuration;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Packaging.Kubernetes;

/// <summary>What kubectl makes of packaging/kubernetes is what the daemon needs.</summary>
public sealed class KubernetesTests
{
    private const string Identity = "/var/lib/teleport/plugins/slack/identity";

    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    /// <summary>Clicks in progress are finished within this time (docs/design/flow.md).</summary>
    private const int StopSeconds = 15;

    private static readonly Regex Reference = new("\"env:(?<name>[A-Z_]+)\"", Plain);

    private static readonly Regex Comment = new("^# (?<key>[a-z_]+ = )", Plain | RegexOptions.Multiline);

    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["SLACK_BOT_TOKEN"] = "xoxb-1",
        ["SLACK_SIGNING_SECRET"] = "0123456789abcdef0123456789abcdef",
        ["SLACK_APP_TOKEN"] = "xapp-1-A1-1-a",
        ["SLACK_CLIENT_ID"] = "11.22",
        ["SLACK_CLIENT_SECRET"] = "fedcba9876543210fedcba9876543210",
    };

    public static TheoryData<string> WaysIn => ["http", "socket"];

    [NeedsTheory(Needs.Kubectl)]
    [MemberData(nameof(WaysIn))]
    public async Task Configuration_OfTheConfigMap_IsReadWithoutAWarning(string way)
    {
        var made = await BuildAsync(way);
        var read = Read(made, made.Toml);

        Assert.Empty(read.Problems);
        Assert.Empty(read.Warnings);
        var settings = read.Settings!;
        Assert.Equal((way == "socket", way == "http"), (settings.Slack.UsesSocket, settings.Http.IsUsed));
        Assert.True(settings.Slack.TakesClicks);
        Assert.False(read.HasLiteralSecrets);
        Assert.Equal(Identity, settings.Teleport.Identity);
    }

    /// <summary>What is only a comment in it works as well, when someone needs it.</summary>
    [NeedsTheory(Needs.Kubectl)]
    [MemberData(nameof(WaysIn))]
    public async Task Configuration_WithWhatIsACommentInIt_IsRead(string way)
    {
        var made = await BuildAsync(way);

        var read = Read(made, Comment.Replace(made.Toml, "${key}"));

        Assert.Empty(read.Problems);
        Assert.Equal(("11.22", true), (read.Settings!.Slack.ClientId, read.Settings.Slack.Home));
        Assert.NotNull(read.Settings.Slack.ClientSecret);
    }

    [NeedsTheory(Needs.Kubectl)]
    [MemberData(nameof(WaysIn))]
    public async Task Files_ThatTheDaemonReads_AreMountedAsDirectories(string way)
    {
        var made = await BuildAsync(way);
        var path = ConfigurationPath(made);

        Assert.Equal("teleport-slack.toml", Path.GetFileName(path));
        Assert.Equal(
            (string?)made.Single("ConfigMap")["metadata"]!["name"],
            (string?)made.VolumeOf(path)["configMap"]!["name"]
        );
        Assert.Equal("teleport-slack-identity", (string?)made.VolumeOf(Identity)["secret"]!["secretName"]);
    }

    [NeedsTheory(Needs.Kubectl)]
    [MemberData(nameof(WaysIn))]
    public async Task Variables_OfTheConfigurationAndOfTheSecret_AreTheSame(string way)
    {
        var made = await BuildAsync(way);
        var variables = made.Variables();

        Assert.Equal(Secrets.Keys.Order(), variables.Keys.Order());
        Assert.All(variables, variable => Assert.Equal(variable.Key, variable.Value.Key));
        Assert.Equal(["SLACK_BOT_TOKEN"], variables.Where(variable => !variable.Value.IsOptional).Select(v => v.Key));
        Assert.Subset(
            variables.Keys.ToHashSet(),
            Reference.Matches(made.Toml).Select(match => match.Groups["name"].Value).ToHashSet()
        );
        Assert.All(Secrets.Keys, name => Assert.Contains($"`{name}`", Document(), StringComparison.Ordinal));
    }

    [NeedsFact(Needs.Kubectl)]
    public async Task Ports_OverHttp_LeadFromTheServiceToTheListener()
    {
        var made = await BuildAsync("http");
        var http = Read(made, made.Toml).Settings!.Http;

        Assert.Equal((http.Listen.Port, http.Diagnostics!.Port), (made.PortOf("slack"), made.PortOf("diagnostics")));
        var port = Assert.Single(made.Single("Service")["spec"]!["ports"]!.AsArray())!;
        Assert.Equal("slack", (string?)port["targetPort"]);
        AssertSelects(made, made.Single("Service")["spec"]!["selector"]!);
        Assert.Equal([http.Listen.Port], PortsInto(made));
    }

    [NeedsFact(Needs.Kubectl)]
    public async Task Ports_OfSocketMode_LetNothingIn()
    {
        var made = await BuildAsync("socket");

        Assert.Null(made.PortOf("slack"));
        Assert.Equal(Read(made, made.Toml).Settings!.Http.Diagnostics!.Port, made.PortOf("diagnostics"));
        Assert.Empty(made.Of("Service"));
        Assert.Empty(PortsInto(made));
    }

    [NeedsTheory(Needs.Kubectl)]
    [MemberData(nameof(WaysIn))]
    public async Task Egress_IsNamesSlackAndTeleport(string way)
    {
        var made = await BuildAsync(way);
        var policy = made.Named("NetworkPolicy", "teleport-slack");

        Assert.Equal(["Egress", "Ingress"], policy["spec"]!["policyTypes"]!.AsArray().Select(Text).Order());
        var ports = policy["spec"]!["egress"]!.AsArray().SelectMany(rule => rule!["ports"]!.AsArray())
            .Select(port => $"{port!["protocol"]} {port["port"]}");
        var teleport = Read(made, made.Toml).Settings!.Teleport.Address.Split(':')[1];
        Assert.Equal(["TCP 443", "TCP 53", "UDP 53", $"TCP {teleport}"], ports.Order(new Last($"TCP {teleport}")));
        Assert.All(made.Of("NetworkPolicy"), one => AssertSelects(made, one["spec"]!["podSelector"]!["matchLabels"]!));
    }

    [NeedsFact(Needs.Kubectl)]
    public async Task Monitoring_LeadsToTheDiagnostics()
    {
        var (made, monitored) = (await BuildAsync("http"), await BuildAsync("monitoring"));
        var service = monitored.Single("Service");
        var monitor = monitored.Single("ServiceMonitor")["spec"]!;
        var endpoint = Assert.Single(monitor["endpoints"]!.AsArray())!;

        var port = Assert.Single(service["spec"]!["ports"]!.AsArray())!;
        Assert.Equal(((string?)port["name"], "/metrics"), ((string?)endpoint["port"], (string?)endpoint["path"]));
        Assert.Equal(made.PortOf((string)port["targetPort"]!), (int?)port["port"]);
        AssertSelects(made, service["spec"]!["selector"]!);
        AssertPart(service["metadata"]!["labels"]!, monitor["selector"]!["matchLabels"]!);
        Assert.Equal([made.PortOf("diagnostics")!.Value], PortsInto(monitored));
    }

    /// <summary>The real daemon answers the paths of the probes and of the monitor.</summary>
    [NeedsFact(Needs.Kubectl)]
    public async Task Probes_AskedOfTheDaemon_AreAnswered()
    {
        var container = (await BuildAsync("http")).Container;
        await using var site = await Site.CreateAsync();
        using var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        var diagnostics = $"127.0.0.1:{((System.Net.IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        site.Replace("[http]", $"[http]\ndiagnostics_addr = \"{diagnostics}\"");
        await using var daemon = site.StartDaemon();
        await daemon.LineAsync("Starting insecure HTTP server");
        using var http = new HttpClient();

        foreach (var (probe, path) in new[]
        {
            ("startupProbe", "/healthz"),
            ("livenessProbe", "/healthz"),
            ("readinessProbe", "/readyz/clicks"),
        })
        {
            var get = container[probe]!["httpGet"]!;
            Assert.Equal((path, "diagnostics"), ((string?)get["path"], (string?)get["port"]));
            using var answer = await http.GetAsync(new Uri($"http://{diagnostics}{path}"));
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        }
    }

    /// <summary>A start may wait for Teleport for a minute, and must not be killed meanwhile.</summary>
    [NeedsFact(Needs.Kubectl)]
    public async Task Times_OfTheProbesAndTheStop_LeaveTheDaemonItsOwn()
    {
        var made = await BuildAsync("http");
        var startup = made.Container["startupProbe"]!;
        var wait = (string)made.Container["lifecycle"]!["preStop"]!["exec"]!["command"]![1]!;

        Assert.True((int)startup["periodSeconds"]! * (int)startup["failureThreshold"]! >= 120);
        Assert.True((int)made.Pod["terminationGracePeriodSeconds"]! > StopSeconds + int.Parse(wait));
    }

    [NeedsTheory(Needs.Kubectl)]
    [MemberData(nameof(WaysIn))]
    public async Task Pod_HasNoRights(string way)
    {
        var made = await BuildAsync(way);
        var (pod, container) = (made.Pod["securityContext"]!, made.Container["securityContext"]!);

        Assert.Equal(UserOfTheImage(), $"{pod["runAsUser"]}:{pod["runAsGroup"]}");
        Assert.Equal((true, false), ((bool?)pod["runAsNonRoot"], (bool?)made.Pod["automountServiceAccountToken"]));
        Assert.Equal("RuntimeDefault", (string?)pod["seccompProfile"]!["type"]);
        Assert.Equal(
            (true, false),
            ((bool?)container["readOnlyRootFilesystem"], (bool?)container["allowPrivilegeEscalation"])
        );
        Assert.Equal(["ALL"], container["capabilities"]!["drop"]!.AsArray().Select(Text));
        Assert.DoesNotContain('/', (string)made.Container["image"]!); // no registry
        Assert.All(made.Container["volumeMounts"]!.AsArray(), mount => Assert.True((bool?)mount!["readOnly"]));
    }

    [NeedsTheory(Needs.Kubectl)]
    [MemberData(nameof(WaysIn))]
    public async Task Replicas_Two_AreReplacedAndDrainedOneByOne(string way)
    {
        var made = await BuildAsync(way);
        var spec = made.Deployment["spec"]!;
        var budget = made.Single("PodDisruptionBudget")["spec"]!;

        Assert.Equal((2, 1), ((int?)spec["replicas"], (int?)budget["minAvailable"]));
        Assert.Equal(
            ("RollingUpdate", 0),
            ((string?)spec["strategy"]!["type"], (int?)spec["strategy"]!["rollingUpdate"]!["maxUnavailable"])
        );
        AssertSelects(made, spec["selector"]!["matchLabels"]!);
        AssertSelects(made, budget["selector"]!["matchLabels"]!);
        var spread = Assert.Single(made.Pod["topologySpreadConstraints"]!.AsArray())!;
        AssertSelects(made, spread["labelSelector"]!["matchLabels"]!);
    }

    /// <summary>What the document tells people to write, in a directory of their own.</summary>
    [NeedsFact(Needs.Kubectl)]
    public async Task Document_OwnDirectory_IsBuilt()
    {
        var folder = Directory.CreateTempSubdirectory("access-slack-kustomize-");
        try
        {
            Copy(Repository.PathOf("packaging/kubernetes"), Path.Combine(folder.FullName, "kubernetes"));
            var own = folder.CreateSubdirectory("teleport-slack").FullName;
            var kustomization = Block("kind: Kustomization") + "patchesStrategicMerge: [secret-name.yaml]\n";
            await File.WriteAllTextAsync(Path.Combine(own, "kustomization.yaml"), kustomization);
            await File.WriteAllTextAsync(Path.Combine(own, "secret-name.yaml"), Block("kind: Deployment"));
            await File.WriteAllTextAsync(Path.Combine(own, "teleport-slack.toml"), "# mine\n");

            var made = await Manifests.BuildAsync(own);

            Assert.Equal("# mine\n", made.Toml);
            Assert.Equal("registry.example.com/teleport-slack:1.0.0", (string?)made.Container["image"]);
            Assert.Equal("teleport-slack", (string?)made.Deployment["metadata"]!["namespace"]);
            Assert.Single(made.Of("ServiceMonitor"));
            Assert.Equal(
                ["my-secret", "my-secret", "teleport-slack", "teleport-slack", "teleport-slack"],
                made.Container["env"]!.AsArray()
                    .Select(variable => Text(variable!["valueFrom"]!["secretKeyRef"]!["name"]))
                    .Order()
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [NeedsFact(Needs.Kubectl)]
    public async Task Document_Ingress_LeadsToThePathsOfSlack()
    {
        var (made, ingress) = (await BuildAsync("http"), await Manifests.ReadYamlAsync(Block("kind: Ingress")));
        var rule = Assert.Single(ingress)["spec"]!["rules"]![0]!;
        var paths = rule["http"]!["paths"]!.AsArray();

        Assert.Equal(
            [SlackPaths.Interactions, SlackPaths.Commands],
            paths.Select(path => (string?)path!["path"])
        );
        var service = made.Single("Service");
        Assert.All(paths, path =>
        {
            var backend = path!["backend"]!["service"]!;
            Assert.Equal((string?)service["metadata"]!["name"], (string?)backend["name"]);
            Assert.Equal((string?)service["spec"]!["ports"]![0]!["name"], (string?)backend["port"]!["name"]);
        });
        Assert.Equal($"https://{rule["host"]}/", Read(made, made.Toml).Settings!.Http.PublicAddress!.AbsoluteUri);
    }

    internal static string UserOfTheImage() =>
        File.ReadAllLines(Repository.PathOf("packaging/Dockerfile"))
            .Single(line => line.StartsWith("USER ", StringComparison.Ordinal))["USER ".Length..];

    private static Task<Manifests> BuildAsync(string directory) =>
        Manifests.BuildAsync(Repository.PathOf("packaging/kubernetes/" + directory));

    private static ConfigResult Read(Manifests made, string toml)
    {
        var variables = Secrets.Where(secret => made.Variables().ContainsKey(secret.Key)).ToDictionary();
        var path = ConfigurationPath(made);
        return new ConfigReader(new PodSource(path, toml, variables)).Read(path);
    }

    private static string ConfigurationPath(Manifests made)
    {
        var arguments = made.Container["args"]!.AsArray().Select(Text).ToList();
        Assert.Equal(["start", "--config"], arguments.Take(2));
        return arguments[2];
    }

    private static IEnumerable<int> PortsInto(Manifests made) =>
        made.Of("NetworkPolicy")
            .SelectMany(policy => policy["spec"]!["ingress"]?.AsArray() ?? [])
            .SelectMany(rule => rule!["ports"]!.AsArray())
            .Select(port => (int)port!["port"]!);

    private static void AssertSelects(Manifests made, JsonNode labels) =>
        AssertPart(made.Deployment["spec"]!["template"]!["metadata"]!["labels"]!, labels);

    private static void AssertPart(JsonNode whole, JsonNode part) =>
        Assert.All(part.AsObject(), label => Assert.Equal(Text(label.Value), Text(whole[label.Key])));

    private static string Text(JsonNode? node) => (string)node!;

    private static string Document() => File.ReadAllText(Repository.PathOf("docs/kubernetes.md"));

    /// <summary>The YAML of the document that has this line, without its indentation.</summary>
    private static string Block(string line)
    {
        var block = Assert.Single(
            Document().Split("```").Where((_, part) => part % 2 == 1),
            part => part.StartsWith("yaml\n", StringComparison.Ordinal) && part.Contains(line, StringComparison.Ordinal)
        );
        var lines = block.TrimEnd().Split('\n')[1..];
        var indent = lines[0].TakeWhile(c => c == ' ').Count();
        return string.Concat(lines.Select(text => text[Math.Min(indent, text.Length)..] + "\n"));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private sealed class Last(string text) : IComparer<string>
    {
        public int Compare(string? x, string? y) =>
            x == text || y == text ? (x == text).CompareTo(y == text) : string.CompareOrdinal(x, y);
    }
}
