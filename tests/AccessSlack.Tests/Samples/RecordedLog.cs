using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Samples;

/// <summary>One event of the log, as a provider receives it.</summary>
internal sealed record LogEntry(LogLevel Level, int Id, string Message, Dictionary<string, object?> Fields);

/// <summary>Keeps everything that is logged, at every level.</summary>
internal sealed class RecordedLog : ILoggerFactory, ILogger
{
    private readonly List<LogEntry> _entries = [];

    public IReadOnlyList<LogEntry> Entries { get { lock (_entries) return [.. _entries]; } }

    /// <summary>The one event with this id; fails when there is none, or more.</summary>
    public LogEntry Single(int id) => Assert.Single(Entries, entry => entry.Id == id);

    public int Count(int id) => Entries.Count(entry => entry.Id == id);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var fields = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
        lock (_entries) _entries.Add(new(logLevel, eventId.Id, formatter(state, exception), new(fields)));
    }
}
