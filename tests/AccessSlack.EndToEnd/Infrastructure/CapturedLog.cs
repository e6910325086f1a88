using System.Collections.Concurrent;
using AccessSlack.Configuration;
using AccessSlack.Logging;
using AccessSlack.Sandbox;
using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Events;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>The daemon's log at DEBUG, as the product writes it, kept in memory.</summary>
internal sealed class CapturedLog : IDisposable
{
    private static readonly TextLineFormatter TextFormat = new(withPriority: true);
    private static readonly JsonLineFormatter JsonFormat = new();

    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentQueue<string> _all = [];

    public CapturedLog() => Loggers = DaemonLog.Create(LogSeverity.Debug, new Sink(Keep));

    public ILoggerFactory Loggers { get; }

    /// <summary>
    /// The lines of the text format, with the full name of the level in front: <c>Warning message key=value</c>.
    /// </summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Every event in the text format, in JSON, and as it was before anything was masked.</summary>
    public IReadOnlyCollection<string> Everything => _all;

    public void Dispose() => Loggers.Dispose();

    public int Count(string part) => _lines.Count(line => line.Contains(part, StringComparison.Ordinal));

    /// <summary>Completes when so many lines hold this text.</summary>
    public Task WaitForAsync(string part, int count) =>
        Expectation.HoldsAsync(
            () => Count(part) >= count,
            handler => Written += handler,
            handler => Written -= handler
        );

    private event EventHandler? Written;

    private void Keep(LogEvent logEvent)
    {
        var text = Line(writer => TextFormat.Format(logEvent, writer));
        _all.Enqueue(text);
        _all.Enqueue(Line(writer => JsonFormat.Format(logEvent, writer)));
        _all.Enqueue(Unmasked(logEvent));
        _lines.Enqueue($"{(LogLevel)(int)logEvent.Level} {text["<6>INFO  ".Length..]}");
        Written?.Invoke(this, EventArgs.Empty);
    }

    private static string Line(Action<TextWriter> write)
    {
        using var writer = new StringWriter();
        write(writer);
        var line = writer.ToString();
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line[..^1], char.IsControl);
        return line[..^1];
    }

    /// <summary>Masking is only a final filter: a secret that reaches it is a defect as well.</summary>
    private static string Unmasked(LogEvent logEvent) =>
        $"{EventFields.Message(logEvent)} " +
        $"{string.Join(' ', logEvent.Properties.Select(field => $"{field.Key}={EventFields.Text(field.Value)}"))} " +
        $"{logEvent.Exception}";

    private sealed class Sink(Action<LogEvent> keep) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => keep(logEvent);
    }
}
