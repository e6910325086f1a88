using AccessSlack.Diagnostics;
using AccessSlack.Slack;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting.Checks;

/// <summary>Compares this machine's clock with Slack's once a day; the start has done so already.</summary>
internal sealed class ClockMonitor(
    ISlackDirectory slack,
    TimeProvider time,
    DefectHandler onDefect,
    ILogger<ClockMonitor> logger
) : BackgroundService
{
    private readonly PeriodicTimer _timer = new(TimeSpan.FromDays(1), time);

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(stoppingToken)) await CompareAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
        catch (Exception defect)
        {
            onDefect(defect); // a top loop that ends takes the process with it
        }
    }

    /// <summary>If Slack does not answer, there is another day.</summary>
    private async Task CompareAsync(CancellationToken cancel)
    {
        if (await slack.AuthenticateAsync(cancel) is SlackResult<SlackApp>.Ok { Value: var app })
            ClockSkew.Warn(logger, time.GetUtcNow(), app.ServerTime);
    }
}
