using AccessSlack.Sandbox;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Proxy;

namespace AccessSlack.Testing.Daemon;

/// <summary>
/// Both simulators on the real clock, and a folder with the files that a daemon process needs to work with them.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    public const string User = DaemonSetup.User;

    private readonly string _folder = Directory.CreateTempSubdirectory("access-slack-").FullName;
    private readonly List<DaemonProcess> _daemons = [];

    private Site(TeleportSimulator teleport, SlackSimulator slack)
    {
        (Teleport, Slack) = (teleport, slack);
        Plugin = DaemonSetup.AddUser(teleport, _folder);
        Bob = slack.AddPerson("bob", "bob@example.com");
        slack.AddChannel("access", Bob);
        Toml = $"""
            {DaemonSetup.Toml(teleport, slack, _folder, hasSecret: !slack.Sockets.IsOn)}
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

    /// <summary>
    /// Whether daemons are started with --debug, so that what only DEBUG lines say is searched for secrets as well.
    /// </summary>
    public bool IsDebug { get; set; } = true;

    /// <summary>The release binary that is started; null for what the other tests start.</summary>
    public string? Program { get; set; }

    /// <summary>What a daemon finds in its environment beside what the tests have in theirs.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public static async Task<Site> CreateAsync(SlackSimulatorOptions? slack = null, Front front = Front.None) => new(
            await TeleportSimulator.StartAsync(
                new() { ProxyPublicAddress = "proxy.example.com:443", Front = front }
            ),
            await SlackSimulator.StartAsync(slack ?? new())
        );

    public string File(string name) => Path.Combine(_folder, name);

    public void Replace(string old, string replacement)
    {
        Assert.Contains(old, Toml, StringComparison.Ordinal);
        Toml = Toml.Replace(old, replacement, StringComparison.Ordinal);
    }

    public DaemonProcess StartDaemon(params IReadOnlyList<string> options) => StartDaemon(notifySocket: null, options);

    public DaemonProcess StartDaemon(NotifySocket? notifySocket, params IReadOnlyList<string> options)
    {
        WriteToml();
        if (IsDebug && !options.Contains("--debug")) options = [.. options, "--debug"];
        var daemon = DaemonProcess.Start(
            notifySocket?.Path,
            ["start", "-c", File("config.toml"), .. options],
            Environment,
            Program
        );
        _daemons.Add(daemon);
        return daemon;
    }

    /// <summary>Runs another command than <c>start</c>; what it says is searched for secrets, too.</summary>
    public DaemonProcess StartCommand(string command, string configuration = "config.toml")
    {
        WriteToml();
        var process = DaemonProcess.Start(
            notifySocket: null,
            [command, "-c", File(configuration)],
            Environment,
            Program
        );
        _daemons.Add(process);
        return process;
    }

    public DaemonProcess StartDaemon(
        NotifySocket? notifySocket,
        IReadOnlyDictionary<string, string> environment,
        params IReadOnlyList<string> options
    )
    {
        foreach (var (name, value) in environment) Environment[name] = value;
        return StartDaemon(notifySocket, options);
    }

    /// <summary>The configuration holds secrets, so only its owner may read it.</summary>
    public string ConfigurationMode { get; set; } = "600";

    /// <summary>Into the file that the daemon reads.</summary>
    public void WriteToml()
    {
        System.IO.File.WriteAllText(File("config.toml"), Toml);
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(File("config.toml"), (UnixFileMode)Convert.ToInt32(ConfigurationMode, 8));
    }

    /// <summary>Runs a daemon that cannot start.</summary>
    /// <returns>Its exit code and what it said.</returns>
    public async Task<(int ExitCode, string Words)> RefusalAsync()
    {
        await using var daemon = StartDaemon();
        var code = await daemon.ExitAsync();
        Assert.Empty(daemon.Output);
        return (code, string.Join('\n', daemon.Errors));
    }

    /// <summary>
    /// Searches for every secret so far. The output of the daemons is searched at the end of each test.
    /// </summary>
    public SecretHunt Hunt() => new(_folder, Slack, Teleport, _daemons.SelectMany(daemon => daemon.Secrets));

    public void AssertNothingSecret(string words) => Hunt().AssertNoneIn(words.Split('\n'));

    /// <summary>Everything the daemons wrote so far, on any stream and in any log file.</summary>
    public IReadOnlyCollection<string> AllOutput() =>
    [
        .. _daemons.SelectMany(daemon => daemon.Errors.Concat(daemon.Output)),
        .. Directory.EnumerateFiles(_folder).Where(SecretHunt.IsLog).SelectMany(System.IO.File.ReadLines),
    ];

    /// <summary>The message of a request, once it is there.</summary>
    public async Task<SlackMessage> AnnouncedAsync(string id)
    {
        await Slack.WaitUntilAsync(_ => Find(id) is not null);
        return Find(id)!;
    }

    /// <summary>Waits until the message of a request ends with this state.</summary>
    public Task ShowsAsync(string id, string state) =>
        Slack.WaitUntilAsync(_ => Find(id)?.Text.EndsWith(state, StringComparison.Ordinal) == true);

    /// <summary>The messages of a request, without replies; the newest state of each.</summary>
    public IReadOnlyList<SlackMessage> MessagesOf(string id) =>
        [.. Slack.Messages.Where(message => (string?)message.Metadata?["event_payload"]?["request_id"] == id)];

    /// <summary>Where they are according to the ledger, as <c>channel/ts</c>.</summary>
    public IReadOnlyList<string> MessagesIn(string id) =>
        Teleport
            .PluginData(id, "slack")
            .GetValueOrDefault("messages", "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>It holds no claim, and no open decision of a pending request.</summary>
    public bool IsLedgerAtRest(string id) =>
        Teleport.PluginData(id, "slack").TryGetValue("v1", out var entry)
        && !entry.Contains("\"claim\":", StringComparison.Ordinal)
        && (
            entry.Contains("\"resolution\":", StringComparison.Ordinal)
            || !entry.Contains("\"outcome\":\"Open\"", StringComparison.Ordinal)
        );

    /// <summary>
    /// Checks again after every call to Teleport, for as long as a claim takes to expire and be handled on a slow
    /// machine.
    /// </summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await Teleport.WaitUntilAsync(_ => condition());
                return;
            }
            catch (OperationCanceledException) when (tries < 3)
            {
                // each attempt lasts as long as a claim takes to expire
            }
        }
    }

    public string StateOf(string id) => Teleport.Request(id)?.Spec.State.ToString() ?? "Gone";

    public async ValueTask DisposeAsync()
    {
        await Slack.DisposeAsync();
        await Teleport.DisposeAsync();
        var (hunt, said) = (Hunt(), AllOutput());
        Directory.Delete(_folder, recursive: true);
        hunt.AssertNoneIn(said);
        Assert.Empty(Teleport.UnexpectedCalls);
        Assert.Empty(Teleport.Complaints);
        Assert.Empty(Slack.UnexpectedCalls);
        Assert.Empty(Slack.Complaints);
    }

    private SlackMessage? Find(string id) =>
        Slack.Messages.FirstOrDefault(message => (string?)message.Metadata?["event_payload"]?["request_id"] == id);
}
