using AccessSlack.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace AccessSlack.Daemon.Logging;

/// <summary>The log of the daemon (design section 8): one event is one line, whatever is in it.</summary>
internal static class LogSetup
{
    /// <param name="output"><c>stderr</c>, <c>stdout</c> or the path of a file, which is appended to and, if need be, created with mode 0640.</param>
    /// <param name="severity">The least severity that is written.</param>
    /// <param name="format">Text or JSON.</param>
    /// <param name="underSystemd">The journal adds the time itself; it wants the priority in front of each line of the text format.</param>
    /// <returns>Disposing it writes what is still held back.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static ILoggerFactory Create(string output, LogSeverity severity, LogFormat format, bool underSystemd)
    {
        var toFile = output is not ("stderr" or "stdout");
        ITextFormatter formatter = format == LogFormat.Json ? new JsonLineFormatter() : new TextLineFormatter(underSystemd && !toFile);
        if (toFile) EnsureWritable(output);
        return Create(severity, sink => _ = toFile
            ? sink.File(formatter, output, fileSizeLimitBytes: null)
            : sink.Console(formatter, standardErrorFromLevel: output == "stderr" ? LogEventLevel.Verbose : null));
    }

    internal static ILoggerFactory Create(LogSeverity severity, Action<LoggerSinkConfiguration> sink)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(Level(severity))
            // The framework's own lines repeat ours, and at DEBUG they quote requests.
            .MinimumLevel.Override("Microsoft", Quieter(severity))
            .MinimumLevel.Override("System", Quieter(severity))
            // Calls a start that was refused or stopped a failure, with a stack trace; the command tells it in words.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal);
        sink(configuration.WriteTo);
        return new SerilogLoggerFactory(configuration.CreateLogger(), dispose: true);
    }

    // The sink would keep silent about a file it cannot open, and create it for everybody to read.
    private static void EnsureWritable(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        new FileStream(path, options).Dispose();
    }

    private static LogEventLevel Quieter(LogSeverity severity) => Level(severity < LogSeverity.Warning ? LogSeverity.Warning : severity);

    private static LogEventLevel Level(LogSeverity severity) => severity switch
    {
        LogSeverity.Debug => LogEventLevel.Debug,
        LogSeverity.Info => LogEventLevel.Information,
        LogSeverity.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}
