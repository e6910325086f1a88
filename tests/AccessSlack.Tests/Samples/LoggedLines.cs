using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Samples;

/// <summary>Every line that any class logs, with its level before it: <c>Warning: ...</c>.</summary>
internal sealed class LoggedLines : ILoggerFactory, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> All { get { lock (_lines) return [.. _lines]; } }

    /// <summary>How many lines of this level contain this text.</summary>
    public int Count(LogLevel level, string text) =>
        All.Count(line =>
            line.StartsWith($"{level}: ", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal)
        );

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        lock (_lines) _lines.Add($"{logLevel}: {formatter(state, exception)}{exception}");
    }

    public void Dispose() { /* holds nothing */ }
}
