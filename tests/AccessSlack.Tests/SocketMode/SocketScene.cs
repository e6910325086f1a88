using System.Collections.Concurrent;
using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Interactions;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.SocketMode;
using AccessSlack.Testing;
using AccessSlack.Tests.Http;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.SocketMode;

/// <summary>Socket Mode between a real server and a handler that remembers what came through.</summary>
internal sealed class SocketScene : IInteractionHandler, IAsyncDisposable
{
    public const string AppToken = "xapp-1-A0OURAPP1-1-sekret";

    private readonly HttpMessageInvoker _http = SlackConnection.Create();
    private readonly SocketKeeper _keeper;
    private readonly OpenSockets _open;
    private readonly SlackClient _slack;

    private SocketScene(SocketServer server)
    {
        Server = server;
        var random = new Random(1);
        _slack = SlackClient.Create(
            new(server.ApiUrl, () => new("xoxb-1"), () => false),
            _http,
            Time,
            random,
            new Logger<SlackClient>(Said)
        );
        Settings = new(new("xoxb-1"), [], NotifyOnly: false, AutoJoin: false, Lookback: null, server.ApiUrl)
        {
            AppTokens = [new(AppToken)],
        };
        var options = new SocketModeOptions(
            () => Settings,
            () => LearnedAppId,
            failures => TimeSpan.FromSeconds(Math.Pow(2, failures))
        )
        {
            OnDefect = Defects.Enqueue,
        };
        var runner = new InteractionRunner(this, Time, new Logger<InteractionRunner>(Said));
        var envelopes = new EnvelopeHandler(
            runner,
            () => Settings,
            () => Home,
            () => Time.GetUtcNow(),
            Time,
            new Logger<EnvelopeHandler>(Said)
        );
        var opener = new SocketOpener(
            _slack.Sockets,
            envelopes,
            Metrics,
            Time,
            random,
            new Logger<SocketConnection>(Said)
        );
        _open = new(Readiness, Metrics, Time);
        _keeper = new(opener, _open, Metrics, options, Time, new Logger<SocketKeeper>(Said));
        Service = new(_slack.Sockets, _keeper, _open, options, new Logger<SocketModeService>(Said));
        Readiness.Listening();
    }

    public SocketServer Server { get; }

    public ManualTime Time { get; } = new();

    public LoggedLines Said { get; } = new();

    public Readiness Readiness { get; } = new(_ => { });

    public SocketMetrics Metrics { get; } = new();

    public SocketModeService Service { get; }

    public SlackSettings Settings { get; set; }

    public string LearnedAppId { get; set; } = "";

    public Workspace Home { get; set; } = new("T0HOME001", "", "B0OURBOT1", "A0OURAPP1");

    public ConcurrentQueue<Exception> Defects { get; } = new();

    public ConcurrentQueue<Interaction> Handled { get; } = new();

    /// <summary>What the handler does with an interaction.</summary>
    public Func<Task> Work { get; set; } = () => Task.CompletedTask;

    public InteractionAnswer Answer { get; set; } = InteractionAnswer.Nothing.Instance;

    public static async Task<SocketScene> PrepareAsync() => new(await SocketServer.StartAsync());

    /// <summary>The service has started, over this connection.</summary>
    public static async Task<(SocketScene Scene, ServerSocket Socket)> StartAsync(string? hello = null)
    {
        var scene = await PrepareAsync();
        var start = scene.StartServiceAsync();
        var socket = await scene.Server.GreetAsync(hello);
        await start;
        return (scene, socket);
    }

    public async Task StartServiceAsync()
    {
        await Service.StartingAsync(default);
        await Service.StartAsync(default);
    }

    public Task SaidAsync(LogLevel level, string text, int count = 1) =>
        Until.HoldsAsync(() => Said.Count(level, text) >= count);

    public void Reload(string token)
    {
        Settings = Settings with { AppTokens = [new(token)] };
        _keeper.RenewToken();
    }

    public double Metric(string name) =>
        Metrics.Read().Single(family => family.Name == "teleport_slack_socket_" + name).Samples.Sum(one => one.Value);

    public async Task<InteractionAnswer> HandleAsync(Interaction interaction, CancellationToken cancel)
    {
        Handled.Enqueue(interaction);
        await Work();
        return Answer;
    }

    public Task TellLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel) =>
        Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _open.Dispose();
        await Server.DisposeAsync();
        _http.Dispose();
        Assert.Empty(Defects);
        Assert.All(Said.All, line => Assert.DoesNotContain("sekret", line, StringComparison.Ordinal));
        Assert.All(Said.All, line => Assert.DoesNotContain("secret-ticket", line, StringComparison.Ordinal));
    }
}
