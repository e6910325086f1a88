using AccessSlack.Configuration;
using AccessSlack.Logging;
using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace AccessSlack.Tests.Logging;

/// <summary>The log as it is set up by the product, written into memory.</summary>
internal sealed class LogCapture : IDisposable
{
    private readonly StringWriter _written = new();
    private readonly ILoggerFactory _factory;

    public LogCapture(ITextFormatter formatter, LogSeverity severity = LogSeverity.Debug) =>
        _factory = DaemonLog.Create(severity, new Sink(formatter, _written));

    /// <summary>The text format with priorities, which has no time in it.</summary>
    public static LogCapture Text(LogSeverity severity = LogSeverity.Debug) =>
        new(new TextLineFormatter(withPriority: true), severity);

    public static LogCapture Json() => new(new JsonLineFormatter());

    public ILogger Logger(string category = "AccessSlack") => _factory.CreateLogger(category);

    public string Written => _written.ToString();

    /// <summary>What was written, if that is exactly one line.</summary>
    public string Line
    {
        get
        {
            var text = Written;
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            var line = text[..^1];
            Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029');
            return line;
        }
    }

    public void Dispose() => _factory.Dispose();

    private sealed class Sink(ITextFormatter formatter, TextWriter output) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => formatter.Format(logEvent, output);
    }
}
