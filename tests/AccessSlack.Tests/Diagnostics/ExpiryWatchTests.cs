using AccessSlack.Diagnostics;
using AccessSlack.Testing;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Diagnostics;

public class ExpiryWatchTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _lines = [];

    [Fact]
    public void Look_AQuarterLeft_WarnsOnceADayAndAgainAtTheEnd()
    {
        var now = _time.GetUtcNow();
        using var watch = Watch(() => [Term(now.AddDays(-4), now.AddDays(4))]); // warned from the second day on
        Pass(watch, TimeSpan.FromDays(2) - TimeSpan.FromMinutes(2));
        Assert.Empty(_lines);

        Pass(watch, TimeSpan.FromMinutes(3));
        Assert.EndsWith(
            ", in 2 days. A renewed file is picked up without a restart; renew it",
            Assert.Single(_lines),
            StringComparison.Ordinal
        );
        Pass(watch, TimeSpan.FromHours(23));
        Assert.Single(_lines);
        Pass(watch, TimeSpan.FromHours(2));
        Assert.Equal(2, _lines.Count);

        Pass(watch, TimeSpan.FromDays(1));
        Assert.StartsWith("Error The certificate file expired at", _lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Look_RenewedInTime_SaysNothingMore()
    {
        var now = _time.GetUtcNow();
        var term = Term(now.AddHours(-1), now.AddMinutes(10));
        using var watch = Watch(() => [term]);
        Pass(watch, TimeSpan.FromMinutes(1));
        Assert.StartsWith("Warning The certificate file expires at", Assert.Single(_lines), StringComparison.Ordinal);

        term = Term(now, now.AddDays(365));
        Pass(watch, TimeSpan.FromDays(3));

        Assert.Single(_lines);
    }

    private static CertificateTerm Term(DateTimeOffset from, DateTimeOffset until) =>
        new("The certificate", "file", from, until, "renew it");

    private void Pass(ExpiryWatch watch, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += ExpiryWatch.Between)
        {
            _time.Advance(ExpiryWatch.Between);
            watch.Look();
        }
    }

    private ExpiryWatch Watch(Func<IReadOnlyList<CertificateTerm>> inUse) =>
        new(inUse, _time, new ListLog(_lines), defect => throw new InvalidOperationException("ended", defect));

    private sealed class ListLog(List<string> lines) : ILogger<ExpiryWatch>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Add($"{logLevel} {formatter(state, exception)}");
    }
}
