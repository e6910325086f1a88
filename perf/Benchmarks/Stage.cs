using AccessSlack.Configuration;
using AccessSlack.Hosting;
using AccessSlack.Sandbox;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AccessSlack.Benchmarks;

/// <summary>
/// Both simulators and the real daemon between them, over real sockets, with TLS to Teleport, in this process. The
/// clock is manual, so nothing but work takes time; there is no log, whose disk is not what is measured.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>Enough channels that a thousand messages stay within the burst the daemon allows per channel.</summary>
    private const int Channels = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("access-slack-").FullName;
    private readonly TeleportSimulator _teleport;
    private readonly SlackPerson _bob;
    private WebApplication? _daemon;
    private Ear? _ear;
    private int _posts;
    private int _created;

    private Stage(TeleportSimulator teleport, SlackSimulator slack, ManualTime time)
    {
        (_teleport, Slack, Time) = (teleport, slack, time);
        DaemonSetup.AddUser(teleport, _folder);
        _bob = slack.AddPerson("bob", "bob@example.com");
        for (var i = 0; i < Channels; i++) slack.AddChannel($"access-{i}", _bob);
    }

    public ManualTime Time { get; }

    public SlackSimulator Slack { get; }

    private WebApplication Daemon => _daemon ?? throw new InvalidOperationException("The daemon was not started.");

    public static async Task<Stage> StartAsync()
    {
        var stage = await PrepareAsync();
        await stage.StartDaemonAsync();
        return stage;
    }

    /// <summary>Everything but the daemon.</summary>
    public static async Task<Stage> PrepareAsync()
    {
        var time = new ManualTime();
        return new(
            await TeleportSimulator.StartAsync(new() { Time = time }),
            await SlackSimulator.StartAsync(new() { Time = time }),
            time
        );
    }

    public int TeleportCalls => _teleport.Calls.Count;

    public async Task StartDaemonAsync()
    {
        _ear = new Ear("Caught up");
        _daemon = Compose();
        await _daemon.StartAsync();
    }

    /// <summary>Everything it held can be collected when this returns.</summary>
    public async Task StopDaemonAsync()
    {
        await Daemon.StopAsync();
        await Daemon.DisposeAsync();
        (_daemon, _ear) = (null, null);
    }

    /// <summary>Completes when the daemon knows all that was there before it, and has nothing left to do.</summary>
    public async Task CaughtUpAsync()
    {
        await _ear!.Heard;
        await IdleAsync();
    }

    /// <summary>Open requests that an earlier daemon has announced; all stand beside one message.</summary>
    public async Task PlantAsync(int requests)
    {
        if (requests == 0) return;
        await StartDaemonAsync();
        var first = CreateRequest();
        await PostedAsync(1);
        await IdleAsync();
        await StopDaemonAsync();
        List<string> others = [.. Enumerable.Range(1, requests - 1).Select(_ => CreateRequest())];
        SealedPluginData.Spread(_teleport, Slack, first, others);
    }

    /// <summary>
    /// Time for so many updates, because the rate limits of Slack are not what is measured. Only while the daemon is
    /// idle: the deadline of a call would pass in an instant.
    /// </summary>
    public void Rest(int updates) => Time.Advance(TimeSpan.FromSeconds(updates));

    /// <summary>Requests are made, announced, approved with tctl, shown so, and removed.</summary>
    public async Task PassWaveAsync(int requests)
    {
        Rest(requests);
        await IdleAsync();
        var ids = Enumerable.Range(0, requests).Select(_ => CreateRequest()).ToList();
        _posts += requests;
        await Slack.WaitUntilAsync(slack => slack.CountOf("chat.postMessage") >= _posts);
        await IdleAsync();
        foreach (var id in ids) _teleport.Resolve(id, RequestState.Approved);
        _posts += requests; // the decision is said in the thread
        await Slack.WaitUntilAsync(slack => slack.CountOf("chat.postMessage") >= _posts);
        await IdleAsync();
        foreach (var id in ids) _teleport.Delete(id);
        // The stream is in order: once this one is posted, all removals were seen
        _teleport.CreateRequest("alice", "dba");
        await Slack.WaitUntilAsync(slack => slack.CountOf("chat.postMessage") >= _posts + 1);
        _posts++;
        await IdleAsync();
        _teleport.Delete(_teleport.Requests[^1].Metadata.Name);
    }

    /// <summary>Each in the next channel.</summary>
    public string CreateRequest() => _teleport.CreateRequest("alice", $"team-{_created++ % Channels}");

    /// <summary>The messages that show a request, without the replies in their threads.</summary>
    public IEnumerable<SlackMessage> Posts => Slack.Messages.Where(message => message.ThreadTs is null);

    /// <summary>Completes when so many requests are shown in Slack.</summary>
    public Task PostedAsync(int requests) => Slack.WaitUntilAsync(_ => Posts.Count() >= requests);

    /// <summary>Completes when the daemon has nothing left to do.</summary>
    public Task IdleAsync() => Daemon.Services.GetRequiredService<AccessDaemon>().WhenIdleAsync();

    /// <exception cref="InvalidOperationException">The daemon did not answer 200.</exception>
    public async Task ApproveAsync(SlackMessage message)
    {
        var ack = await Slack.ClickAsync(
            _bob.Id,
            message.Channel,
            message.Ts,
            "approve_request",
            new Uri(Daemon.Urls.First())
        );
        if (ack.Status != 200) throw new InvalidOperationException($"The click was answered {ack.Status}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null) await StopDaemonAsync();
        await Slack.DisposeAsync();
        await _teleport.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private WebApplication Compose()
    {
        var file = Path.Combine(_folder, "teleport-slack.toml");
        File.WriteAllText(file, Toml());
        var origin = new ConfigurationSource(new ConfigReader(new SystemConfigSource()), file, insecure: false);
        if (!origin.Running.IsValid) throw new InvalidOperationException(string.Join('\n', origin.Running.Problems));
        return CompositionRoot.Build(origin, Time, new Random(1), _ear!.Loggers, static defect => throw defect);
    }

    private string Toml() => $"""
        {DaemonSetup.Toml(_teleport, Slack, _folder)}

        [role_to_recipients]
        {string.Join('\n', Enumerable.Range(0, Channels).Select(i => $"team-{i} = \"access-{i}\""))}
        "*" = "access-0"

        [http]
        listen_addr = "127.0.0.1:0"
        insecure = true
        """;
}
