using System.Collections.Concurrent;
using AccessSlack.Sandbox;
using Microsoft.Extensions.Logging;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>Keeps every line at every level, as one text each.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(Write);

    public void Dispose() { }

    public int Count(string part) => _lines.Count(line => line.Contains(part, StringComparison.Ordinal));

    /// <summary>Completes when so many lines hold this text.</summary>
    public Task WaitForAsync(string part, int count) =>
        Expectation.HoldsAsync(() => Count(part) >= count, handler => Written += handler, handler => Written -= handler);

    private event EventHandler? Written;

    private void Write(string line)
    {
        _lines.Enqueue(line);
        Written?.Invoke(this, EventArgs.Empty);
    }

    private sealed class Logger(Action<string> write) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            write($"{logLevel} {formatter(state, exception)} {Fields(state)} {exception}");

        private static string Fields<TState>(TState state) => state is IReadOnlyList<KeyValuePair<string, object?>> fields
            ? string.Join(' ', fields.Where(field => field.Key != "{OriginalFormat}").Select(field => $"{field.Key}={field.Value}"))
            : "";
    }
}
