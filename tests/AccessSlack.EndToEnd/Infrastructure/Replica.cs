using AccessSlack.Configuration;
using AccessSlack.Daemon;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>One daemon in this process: its real composition and its real configuration reader, with a clock handed in.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly CapturedLog _log = new();
    private readonly ILoggerFactory _loggers;
    private readonly WebApplication _app;
    private Exception? _defect;

    private Replica(Settings settings, TimeProvider time, int seed)
    {
        _loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning).AddProvider(_log));
        _app = CompositionRoot.Build(settings, time, new Random(seed), _loggers, defect => _defect = defect);
    }

    public IReadOnlyCollection<string> Log => _log.Lines;

    public int CountInLog(string part) => _log.Count(part);

    public Task LoggedAsync(string part, int count = 1) => _log.WaitForAsync(part, count);

    public Uri Door => new(_app.Urls.First());

    public Uri? Diagnostics => _app.Urls.Count > 1 ? new(_app.Urls.Last()) : null;

    public Readiness Readiness => _app.Services.GetRequiredService<Readiness>();

    public static Replica Create(string toml, TimeProvider time, int seed = 1)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, toml);
            var result = new ConfigReader(new SystemConfigSource()).Read(file);
            Assert.Empty(result.Problems);
            return new(result.Settings!, time, seed);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public Task StartAsync() => _app.StartAsync();

    public Task StopAsync() => _app.StopAsync();

    /// <summary>Nothing runs and nothing waits for its turn: absence can be asserted.</summary>
    public Task WhenIdleAsync() => _app.Services.GetRequiredService<AccessDaemon>().WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _loggers.Dispose();
        Assert.Null(_defect);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("should not be possible", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines, line => line.Contains("This is a defect", StringComparison.Ordinal));
    }
}
