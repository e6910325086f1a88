using AccessSlack.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace AccessSlack.Logging;

/// <summary>
/// The daemon's log (docs/design/message-and-log.md): one event is one line, no matter what it contains. Its settings
/// can change while loggers are in use.
/// </summary>
internal sealed class DaemonLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Levels _levels = new();
    private readonly LogOutput _output = new();
    private readonly bool _debug;
    private readonly bool _underSystemd;

    /// <param name="settings">Where to write, in which format, and from which severity on.</param>
    /// <param name="debug">Log at DEBUG, regardless of the settings, also after a reload.</param>
    /// <param name="underSystemd">
    /// The journal adds the time itself, and expects a priority in front of each line of the text format.
    /// </param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public DaemonLog(LogSettings settings, bool debug, bool underSystemd)
    {
        (_debug, _underSystemd) = (debug, underSystemd);
        Apply(settings);
        Loggers = Create(_levels, _output);
    }

    /// <summary>Shared by all components, and disposed with the log.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>
    /// Applies new settings, also to existing loggers. A file is opened again by its path, so that a rotated one is
    /// released; without this call, lines still go to the file that was moved away. Each line goes to either the old or
    /// the new output. Thread-safe.
    /// </summary>
    /// <exception cref="IOException">The new file cannot be opened; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The new file may not be written; nothing has changed.</exception>
    public void Apply(LogSettings settings)
    {
        lock (_lock)
        {
            _output.Replace(Open(settings));
            _levels.Set(_debug ? LogSeverity.Debug : settings.Severity);
        }
    }

    public void Dispose() => Loggers.Dispose();

    /// <summary>Loggers with the rules of this log that write to another sink.</summary>
    internal static ILoggerFactory Create(LogSeverity severity, ILogEventSink sink)
    {
        var levels = new Levels();
        levels.Set(severity);
        return Create(levels, sink);
    }

    private static SerilogLoggerFactory Create(Levels levels, ILogEventSink sink) => new(
        new LoggerConfiguration()
            .MinimumLevel.ControlledBy(levels.Ours)
            // The framework's own lines repeat ours, and quote requests at DEBUG.
            .MinimumLevel.Override("Microsoft", levels.Framework)
            .MinimumLevel.Override("System", levels.Framework)
            // Logs every refused or interrupted start as a failure with a stack trace; the command logs it readably.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .WriteTo.Sink(new FrameworkThrottle(sink))
            .CreateLogger(),
        dispose: true);

    private ILogEventSink Open(LogSettings settings)
    {
        var toFile = settings.Output is not ("stderr" or "stdout");
        ITextFormatter formatter =
            settings.Format == LogFormat.Json
                ? new JsonLineFormatter()
                : new TextLineFormatter(_underSystemd && !toFile);
        return toFile ? new LogFile(settings.Output, formatter) : Stream(settings.Output, formatter);
    }

    private static Logger Stream(string output, ITextFormatter formatter) => new LoggerConfiguration()
        .MinimumLevel.Verbose()
        .WriteTo.Console(formatter, standardErrorFromLevel: output == "stderr" ? LogEventLevel.Verbose : null)
        .CreateLogger();

    private sealed class Levels
    {
        public LoggingLevelSwitch Ours { get; } = new();

        public LoggingLevelSwitch Framework { get; } = new();

        public void Set(LogSeverity severity)
        {
            Ours.MinimumLevel = Level(severity);
            Framework.MinimumLevel = Level(severity < LogSeverity.Warning ? LogSeverity.Warning : severity);
        }

        private static LogEventLevel Level(LogSeverity severity) => severity switch
        {
            LogSeverity.Debug => LogEventLevel.Debug,
            LogSeverity.Info => LogEventLevel.Information,
            LogSeverity.Warning => LogEventLevel.Warning,
            _ => LogEventLevel.Error,
        };
    }
}
