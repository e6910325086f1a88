using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.Benchmarks;

/// <summary>Both simulators on the real clock, and the configuration of a daemon process between them.</summary>
internal sealed class BudgetSite : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("access-slack-").FullName;
    private readonly TeleportSimulator _teleport;
    private readonly SlackSimulator _slack;
    private readonly SlackPerson _bob;

    private BudgetSite(TeleportSimulator teleport, SlackSimulator slack)
    {
        (_teleport, _slack) = (teleport, slack);
        teleport.AddUser("access-slack");
        teleport.Certificates.WriteFiles(_folder, "auth", teleport.Certificates.IssueClient("access-slack"));
        _bob = slack.AddPerson("bob", "bob@example.com");
        slack.AddChannel("access", _bob);
        File.WriteAllText(Config, $"""
            [teleport]
            addr = "{teleport.Address}"
            client_key = "{_folder}/auth.key"
            client_crt = "{_folder}/auth.crt"
            root_cas = "{_folder}/auth.cas"

            [slack]
            token = "{slack.Options.BotToken}"
            secret = "{slack.Options.SigningSecret}"
            api_url = "{slack.ApiUrl}"
            recipients = ["access"]

            [http]
            listen_addr = "127.0.0.1:0"
            insecure = true
            """);
    }

    /// <summary>Path of the daemon's configuration.</summary>
    public string Config => Path.Combine(_folder, "teleport-slack.toml");

    public static async Task<BudgetSite> CreateAsync() => new(await TeleportSimulator.StartAsync(new()), await SlackSimulator.StartAsync());

    /// <param name="program">Path of the daemon.</param>
    /// <param name="environment">Beside what this process has.</param>
    public MeasuredProcess StartDaemon(string program, IReadOnlyDictionary<string, string>? environment = null) =>
        MeasuredProcess.Start(program, "HTTP server on ", environment ?? new Dictionary<string, string>(), ["start", "--config", Config]);

    /// <summary>Where a daemon takes clicks, once it is ready.</summary>
    public static async Task<Uri> DoorAsync(MeasuredProcess daemon) => new("http://" + (await daemon.ReadyAsync()).Split("server on ")[1].Split('"')[0]);

    /// <summary>A request is announced, approved by a click and shown so.</summary>
    /// <param name="door">Where the daemon takes clicks.</param>
    public async Task ApproveOneAsync(Uri door)
    {
        var before = _slack.Messages.Length;
        _teleport.CreateRequest("alice", "dba");
        await _slack.WaitUntilAsync(slack => slack.Messages.Length > before);
        var message = _slack.Messages[before];
        await _slack.ClickAsync(_bob.Id, message.Channel, message.Ts, "approve_request", door);
        await _slack.WaitUntilAsync(slack => slack.Messages[before].Text.Contains("APPROVED", StringComparison.OrdinalIgnoreCase));
    }

    public async ValueTask DisposeAsync()
    {
        await _slack.DisposeAsync();
        await _teleport.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
