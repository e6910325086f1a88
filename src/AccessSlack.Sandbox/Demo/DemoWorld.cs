using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.Sandbox.Demo;

/// <summary>Someone the page can be, and one line about them.</summary>
internal sealed record DemoPerson(SlackPerson Person, string About);

/// <summary>Both simulators with some people in them, and the files that a daemon needs to join them.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("teleport-slack-demo-").FullName; // mode 0700

    private DemoWorld(TeleportSimulator teleport, SlackSimulator slack)
    {
        (Teleport, Slack) = (teleport, slack);
        teleport.AddUser("access-slack");
        teleport.Certificates.WriteFiles(_folder, "auth", teleport.Certificates.IssueClient("access-slack"));
        People =
        [
            new(slack.AddPerson("alice", "alice@example.com"), "asks for access"),
            new(slack.AddPerson("bob", "bob@example.com"), "is in @sre"),
            new(slack.AddPerson("carol", "carol@example.com"), "is in @sre, too"),
            new(slack.AddPerson("dave", "dave@example.com"), "is not in @sre"),
            new(slack.Put(slack.AddPerson("gus", "gus@contractor.example") with { IsRestricted = true }), "a guest"),
        ];
        slack.AddChannel("access-requests", People.Select(member => member.Person));
        slack.AddGroup("sre", People.Where(member => member.Person.Name is "bob" or "carol").Select(member => member.Person));
        File.WriteAllText(ConfigPath, Toml());
    }

    public TeleportSimulator Teleport { get; }

    public SlackSimulator Slack { get; }

    public IReadOnlyList<DemoPerson> People { get; }

    public string ConfigPath => Path.Combine(_folder, "teleport-slack.toml");

    /// <param name="slackTime">Slack's clock; the real one unless given.</param>
    public static async Task<DemoWorld> StartAsync(TimeProvider? slackTime = null)
    {
        var teleport = await TeleportSimulator.StartAsync(new() { ProxyPublicAddress = "teleport.example.com:443" });
        return new(teleport, await SlackSimulator.StartAsync(new() { Time = slackTime ?? TimeProvider.System }));
    }

    public async ValueTask DisposeAsync()
    {
        await Slack.DisposeAsync();
        await Teleport.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Toml() => $"""
        [teleport]
        addr = '{Teleport.Address}'
        client_key = '{Path.Combine(_folder, "auth.key")}'
        client_crt = '{Path.Combine(_folder, "auth.crt")}'
        root_cas = '{Path.Combine(_folder, "auth.cas")}'

        [slack]
        token = '{Slack.Options.BotToken}'
        secret = '{Slack.Options.SigningSecret}'
        api_url = '{Slack.ApiUrl}'

        [role_to_recipients]
        "*" = ["access-requests", "bob@example.com"]

        [[approvals.rules]]
        roles = ["prod-*"]
        approvers = ["group:sre"]
        required = 2
        reason = "deny"
        reason_min_length = 10
        confirm = true

        [[approvals.rules]]
        roles = ["*"]

        [http]
        listen_addr = "127.0.0.1:0"
        """;
}
