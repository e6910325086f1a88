using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Processes;

/// <summary>Both simulators on the real clock, and a folder with the files that a daemon process needs to work with them.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string User = "access-slack";

    private readonly string _folder = Directory.CreateTempSubdirectory("access-slack-").FullName;

    private Site(TeleportSimulator teleport, SlackSimulator slack)
    {
        (Teleport, Slack) = (teleport, slack);
        Plugin = teleport.AddUser(User);
        Certificates.WriteFiles(_folder, "auth", Certificates.IssueClient(User));
        Bob = slack.AddPerson("bob", "bob@example.com");
        slack.AddChannel("access", Bob);
        Toml = $"""
            [teleport]
            addr = "{teleport.Address}"
            client_key = "{File("auth.key")}"
            client_crt = "{File("auth.crt")}"
            root_cas = "{File("auth.cas")}"

            [slack]
            token = "{slack.Options.BotToken}"
            secret = "{slack.Options.SigningSecret}"
            api_url = "{slack.ApiUrl}"
            recipients = ["access"]

            [http]
            listen_addr = "127.0.0.1:0"
            insecure = true

            """;
    }

    public TeleportSimulator Teleport { get; }
    public SlackSimulator Slack { get; }
    public TeleportUser Plugin { get; }
    public SlackPerson Bob { get; }
    public ClusterCertificates Certificates => Teleport.Certificates;

    /// <summary>The configuration; a test may change it before it starts a daemon.</summary>
    public string Toml { get; set; }

    public static async Task<Site> CreateAsync() => new(
        await TeleportSimulator.StartAsync(new() { ProxyPublicAddress = "proxy.example.com:443" }), await SlackSimulator.StartAsync());

    public string File(string name) => Path.Combine(_folder, name);

    public void Replace(string old, string replacement)
    {
        Assert.Contains(old, Toml, StringComparison.Ordinal);
        Toml = Toml.Replace(old, replacement, StringComparison.Ordinal);
    }

    public DaemonProcess StartDaemon(params IReadOnlyList<string> options) => StartDaemon(notifySocket: null, options);

    public DaemonProcess StartDaemon(NotifySocket? notifySocket, params IReadOnlyList<string> options) => StartDaemon(notifySocket, [], options);

    public DaemonProcess StartDaemon(NotifySocket? notifySocket, Dictionary<string, string> variables, params IReadOnlyList<string> options)
    {
        WriteToml();
        if (notifySocket is not null) variables["NOTIFY_SOCKET"] = notifySocket.Path;
        return DaemonProcess.Start(variables, ["start", "-c", File("config.toml"), .. options]);
    }

    /// <summary>Into the file that the daemon reads.</summary>
    public void WriteToml() => System.IO.File.WriteAllText(File("config.toml"), Toml);

    /// <summary>Runs a daemon that cannot start.</summary>
    /// <returns>Its exit code and what it said; nothing of it is secret.</returns>
    public async Task<(int ExitCode, string Words)> RefusalAsync()
    {
        await using var daemon = StartDaemon();
        var code = await daemon.ExitAsync();
        var words = string.Join('\n', daemon.Errors);
        AssertNothingSecret(words);
        Assert.Empty(daemon.Output);
        return (code, words);
    }

    public void AssertNothingSecret(string words)
    {
        Assert.DoesNotContain("-2222-", words, StringComparison.Ordinal); // of the token
        Assert.DoesNotContain(Slack.Options.SigningSecret, words, StringComparison.Ordinal);
        // The start of a key's body is the same for all keys of a kind; the rest is not for anybody's eyes.
        var keyText = Directory.GetFiles(_folder, "*.key").SelectMany(System.IO.File.ReadAllLines).Where(line => line.Length > 40);
        Assert.All(keyText, line => Assert.DoesNotContain(line, words, StringComparison.Ordinal));
    }

    /// <summary>The message of a request, once it is there.</summary>
    public async Task<SlackMessage> AnnouncedAsync(string id)
    {
        await Slack.WaitUntilAsync(_ => Find(id) is not null);
        return Find(id)!;
    }

    /// <summary>Waits until the message of a request ends with this state.</summary>
    public Task ShowsAsync(string id, string state) => Slack.WaitUntilAsync(_ => Find(id)?.Text.EndsWith(state, StringComparison.Ordinal) == true);

    public string StateOf(string id) => Teleport.Request(id)?.Spec.State.ToString() ?? "Gone";

    public async ValueTask DisposeAsync()
    {
        await Slack.DisposeAsync();
        await Teleport.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.Empty(Teleport.UnexpectedCalls);
        Assert.Empty(Teleport.Complaints);
        Assert.Empty(Slack.UnexpectedCalls);
        Assert.Empty(Slack.Complaints);
    }

    private SlackMessage? Find(string id) => Slack.Messages.FirstOrDefault(message => (string?)message.Metadata?["event_payload"]?["request_id"] == id);
}
