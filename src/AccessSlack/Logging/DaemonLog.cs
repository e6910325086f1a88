using AccessSlack.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace AccessSlack.Logging;

/// <summary>
/// The log of the daemon (docs/design/message-and-log.md): one event is one line, whatever is in it. Its settings can
/// change while loggers are in use.
/// </summary>
internal sealed class DaemonLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Levels _levels = new();
    private readonly LogOutput _output = new();
    private readonly bool _debug;
    private readonly bool _underSystemd;

    /// <param name="settings">Where, in which format, and the least severity that is written.</param>
    /// <param name="debug">DEBUG, whatever the settings say, now and later.</param>
    /// <param name="underSystemd">
    /// The journal adds the time itself; it wants the priority in front of each line of the text format.
    /// </param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public DaemonLog(LogSettings settings, bool debug, bool underSystemd)
    {
        (_debug, _underSystemd) = (debug, underSystemd);
        Apply(settings);
        Loggers = Create(_levels, _output);
    }

    /// <summary>For everybody, as long as the daemon runs. Disposed with the log.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>
    /// Puts new settings into force, for loggers that exist as well. A file is opened anew by its path, so that a
    /// rotated one is let go: without this call, lines go on to the file that was moved away. Each line is in the old
    /// output or in the new one. Any thread may call.
    /// </summary>
    /// <exception cref="IOException">The new file cannot be opened; everything stays as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The new file may not be written; everything stays as it was.
    /// </exception>
    public void Apply(LogSettings settings)
    {
        lock (_lock)
        {
            _output.Replace(Open(settings));
            _levels.Set(_debug ? LogSeverity.Debug : settings.Severity);
        }
    }

    public void Dispose() => Loggers.Dispose();

    /// <summary>Loggers with the rules of this log, which write elsewhere.</summary>
    internal static ILoggerFactory Create(LogSeverity severity, ILogEventSink sink)
    {
        var levels = new Levels();
        levels.Set(severity);
        return Create(levels, sink);
    }

    private static SerilogLoggerFactory Create(Levels levels, ILogEventSink sink) => new(
        new LoggerConfiguration()
            .MinimumLevel.ControlledBy(levels.Ours)
            // The framework's own lines repeat ours, and at DEBUG they quote requests.
            .MinimumLevel.Override("Microsoft", levels.Framework)
            .MinimumLevel.Override("System", levels.Framework)
            // Calls a start that was refused or stopped a failure, with a stack trace; the command tells it in words.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .WriteTo.Sink(sink)
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
