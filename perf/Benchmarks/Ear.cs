using Microsoft.Extensions.Logging;

namespace AccessSlack.Benchmarks;

/// <summary>A log that keeps nothing, and tells when one thing was said at INFO.</summary>
internal sealed class Ear(string words) : ILoggerFactory, ILogger
{
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ILoggerFactory Loggers => this;

    public Task Heard => _heard.Task;

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel) && formatter(state, exception).Contains(words, StringComparison.Ordinal))
            _heard.TrySetResult();
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() { }
}
