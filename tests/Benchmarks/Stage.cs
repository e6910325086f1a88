using AccessSlack.Configuration;
using AccessSlack.Daemon;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Benchmarks;

/// <summary>
/// Both simulators and the real daemon between them, over real sockets, with TLS to Teleport, in this process. The
/// clock is manual, so nothing but work takes time; there is no log, whose disk is not what is measured.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("access-slack-").FullName;
    private readonly TeleportSimulator _teleport;
    private readonly SlackPerson _bob;
    private WebApplication? _daemon;

    private Stage(TeleportSimulator teleport, SlackSimulator slack, ManualTime time)
    {
        (_teleport, Slack, Time) = (teleport, slack, time);
        teleport.AddUser("access-slack");
        teleport.Certificates.WriteFiles(_folder, "auth", teleport.Certificates.IssueClient("access-slack"));
        _bob = slack.AddPerson("bob", "bob@example.com");
        slack.AddChannel("access", _bob);
    }

    public ManualTime Time { get; }

    public SlackSimulator Slack { get; }

    private WebApplication Daemon => _daemon ?? throw new InvalidOperationException("The daemon was not started.");

    public static async Task<Stage> StartAsync()
    {
        var time = new ManualTime();
        var stage = new Stage(await TeleportSimulator.StartAsync(new() { Time = time }), await SlackSimulator.StartAsync(new() { Time = time }), time);
        stage._daemon = stage.Compose();
        await stage.Daemon.StartAsync();
        return stage;
    }

    public string CreateRequest() => _teleport.CreateRequest("alice", "dba");

    /// <summary>Completes when so many messages stand in Slack.</summary>
    public Task PostedAsync(int messages) => Slack.WaitUntilAsync(slack => slack.Messages.Length >= messages);

    /// <summary>Completes when the daemon has nothing left to do.</summary>
    public Task IdleAsync() => Daemon.Services.GetRequiredService<AccessDaemon>().WhenIdleAsync();

    /// <exception cref="InvalidOperationException">The daemon did not answer 200.</exception>
    public async Task ApproveAsync(SlackMessage message)
    {
        var ack = await Slack.ClickAsync(_bob.Id, message.Channel, message.Ts, "approve_request", new Uri(Daemon.Urls.First()));
        if (ack.Status != 200) throw new InvalidOperationException($"The click was answered {ack.Status}.");
    }

    public async ValueTask DisposeAsync()
    {
        await Daemon.StopAsync();
        await Daemon.DisposeAsync();
        await Slack.DisposeAsync();
        await _teleport.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private WebApplication Compose()
    {
        var file = Path.Combine(_folder, "teleport-slack.toml");
        File.WriteAllText(file, Toml());
        var origin = new Origin(new ConfigReader(new SystemConfigSource()), file, insecure: false);
        if (!origin.Running.IsValid) throw new InvalidOperationException(string.Join('\n', origin.Running.Problems));
        return CompositionRoot.Build(origin, Time, new Random(1), NullLoggerFactory.Instance, static defect => throw defect);
    }

    private string Toml() => $"""
        [teleport]
        addr = "{_teleport.Address}"
        client_key = "{_folder}/auth.key"
        client_crt = "{_folder}/auth.crt"
        root_cas = "{_folder}/auth.cas"

        [slack]
        token = "{Slack.Options.BotToken}"
        secret = "{Slack.Options.SigningSecret}"
        api_url = "{Slack.ApiUrl}"

        [role_to_recipients]
        "*" = "access"

        [http]
        listen_addr = "127.0.0.1:0"
        insecure = true
        """;
}
