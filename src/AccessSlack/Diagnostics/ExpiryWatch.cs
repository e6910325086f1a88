using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Diagnostics;

/// <summary>A certificate that is in use.</summary>
/// <param name="Name">What it is.</param>
/// <param name="File">Its path.</param>
/// <param name="From">Start of its validity.</param>
/// <param name="Until">End of its validity.</param>
/// <param name="Remedy">How to renew it.</param>
internal sealed record CertificateTerm(
    string Name,
    string File,
    DateTimeOffset From,
    DateTimeOffset Until,
    string Remedy
)
{
    /// <summary>When a quarter of the lifetime is left: automatic renewal should have happened by then.</summary>
    public DateTimeOffset WarnFrom => Until - (Until - From) / 4;
}

/// <summary>
/// Warns of certificates that expire soon, once a day, and again when they have expired. A renewed certificate counts
/// as a new one.
/// </summary>
internal sealed partial class ExpiryWatch(
    Func<IReadOnlyList<CertificateTerm>> inUse,
    TimeProvider time,
    ILogger<ExpiryWatch> logger,
    Action<Exception> onDefect
) : BackgroundService
{
    /// <summary>Short, because some certificates are valid for only an hour.</summary>
    internal static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Again = TimeSpan.FromDays(1);

    private readonly PeriodicTimer _timer = new(Between, time);
    private Dictionary<(CertificateTerm Term, bool HasEnded), DateTimeOffset> _said = [];

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            do Look();
            while (await _timer.WaitForNextTickAsync(stoppingToken));
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

    internal void Look()
    {
        var now = time.GetUtcNow();
        var terms = inUse();
        _said = _said.Where(said => terms.Contains(said.Key.Term)).ToDictionary();
        foreach (var term in terms.Where(term => now >= term.WarnFrom)) Warn(term, now);
    }

    private void Warn(CertificateTerm term, DateTimeOffset now)
    {
        var hasEnded = now > term.Until;
        if (_said.TryGetValue((term, hasEnded), out var last) && now - last < Again) return;
        _said[(term, hasEnded)] = now;
        if (hasEnded) Log.Ended(logger, term.Name, term.File, term.Until.UtcDateTime, term.Remedy);
        else Log.EndsSoon(logger, term.Name, term.File, term.Until.UtcDateTime, Left(term.Until - now), term.Remedy);
    }

    private static string Left(TimeSpan left) =>
        left.TotalDays >= 2 ? $"{(int)left.TotalDays} days"
        : left.TotalHours >= 2 ? $"{(int)left.TotalHours} hours"
        : $"{(int)left.TotalMinutes} minutes";

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 9000,
            Level = LogLevel.Warning,
            Message = "{Name} {File} expires at {Until:u}, in {Left}. A renewed file is picked up without a restart; " +
                "{Cure}"
        )]
        public static partial void EndsSoon(
            ILogger logger,
            string name,
            string file,
            DateTime until,
            string left,
            string cure
        );

        [LoggerMessage(
            EventId = 9001,
            Level = LogLevel.Error,
            Message = "{Name} {File} expired at {Until:u}. A renewed file is picked up without a restart; {Cure}"
        )]
        public static partial void Ended(ILogger logger, string name, string file, DateTime until, string cure);
    }
}
