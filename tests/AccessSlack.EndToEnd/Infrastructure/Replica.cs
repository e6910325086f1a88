using System.Threading.Channels;
using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Slack.Sockets;
using AccessSlack.Testing;
using AccessSlack.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>
/// One daemon in this process: its real composition and its real configuration reader, with a clock handed in.
/// </summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly CapturedLog _log = new();
    private readonly Channel<bool> _hangups = Channel.CreateUnbounded<bool>();
    private readonly string _file;
    private readonly ConfigurationSource _origin;
    private readonly WebApplication _app;
    private SlackSocket? _socket;
    private Exception? _defect;
    private string _lastStatus = "";
    private string _lastMetrics = "";

    private Replica(string file, TimeProvider time, int seed)
    {
        _file = file;
        _origin = new(new ConfigReader(new SystemConfigSource()), file, insecure: false) { Hangups = _hangups.Reader };
        Assert.Empty(_origin.Running.Problems);
        _app = CompositionRoot.Build(_origin, time, new Random(seed), _log.Loggers, defect => _defect = defect);
    }

    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <summary>
    /// Everything it wrote except to people who click: its log in every format, its status and its metrics.
    /// </summary>
    public IReadOnlyCollection<string> AllOutput => [.. _log.Everything, _lastStatus, _lastMetrics];

    private bool UsesSocket => _origin.Running.Settings!.Slack.UsesSocket;

    public ILoggerFactory Loggers => _log.Loggers;

    public int CountInLog(string part) => _log.Count(part);

    public Task LoggedAsync(string part, int count = 1) => _log.WaitForAsync(part, count);

    /// <summary>How often a test made something fail that cannot.</summary>
    public int Defects { get; set; }

    public bool Listens =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>() is not null;

    /// <summary>Where Slack reaches it: its listener, or its socket, if it is known which one that is.</summary>
    public Uri Endpoint => _socket is { } socket ? socket.Door : UsesSocket ? SlackSockets.Any : new(_app.Urls.First());

    public Uri? Diagnostics => _app.Urls.Count > (UsesSocket ? 0 : 1) ? new(_app.Urls.Last()) : null;

    public string Metrics => _app.Services.GetRequiredService<MetricsPage>().Write();

    /// <summary>As the diagnostics listener shows it, once nothing is left to do.</summary>
    public async Task<Exposition> ScrapeAsync()
    {
        await WhenIdleAsync();
        return await ScrapeNowAsync();
    }

    public async Task<Exposition> ScrapeNowAsync()
    {
        using var http = new HttpClient();
        return Exposition.Parse(await http.GetStringAsync(new Uri(Diagnostics!, "/metrics")));
    }

    /// <summary>Requests that wait until a place in the queue is free.</summary>
    public int WaitingForAPlace => _app.Services.GetRequiredService<KeyedQueue<WorkKey>>().InLine;

    public Readiness Readiness => _app.Services.GetRequiredService<Readiness>();

    public static Replica Create(string toml, TimeProvider time, int seed = 1)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, toml);
        return new(file, time, seed);
    }

    /// <summary>Changes the file without asking for a reload.</summary>
    public void Edit(string toml) => File.WriteAllText(_file, toml);

    /// <summary>What SIGHUP does, with this in the configuration file.</summary>
    public void Reload(string toml)
    {
        Edit(toml);
        Assert.True(_hangups.Writer.TryWrite(true));
    }

    public Task StartAsync() => _app.StartAsync();

    /// <summary>Its socket is open. It is the newest, so other replicas must not be starting.</summary>
    public async Task ConnectedAsync(SlackSimulator slack)
    {
        await LoggedAsync("Connected to Slack over Socket Mode");
        await slack.WaitUntilAsync(_ => !slack.Sockets.Registered.IsEmpty);
        _socket = slack.Sockets.Registered[^1];
    }

    public Task StopAsync() => _app.StopAsync();

    /// <summary>
    /// Nothing runs and nothing waits for its turn in the queue. That says nothing of events that were not read yet, a
    /// reload, or calls beside the queue (<see cref="World.IdleAsync()"/> waits for these as well): a test waits for
    /// their effect or their line in the log.
    /// </summary>
    public Task WhenIdleAsync() =>
        _app.Services.GetRequiredService<AccessDaemon>().WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        (_lastStatus, _lastMetrics) = (Readiness.Status, Metrics);
        await _app.DisposeAsync();
        _log.Dispose();
        File.Delete(_file);
        Assert.Null(_defect);
        Assert.Equal(Defects, Exposition.Parse(_lastMetrics).Value("teleport_slack_defects_total"));
        Assert.Equal(Defects, CountInLog("with an unexpected error"));
        Assert.DoesNotContain(_log.Lines, line => line.Contains("This is a defect", StringComparison.Ordinal));
    }
}
