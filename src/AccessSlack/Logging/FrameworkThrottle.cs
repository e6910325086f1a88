using Serilog.Core;
using Serilog.Events;

namespace AccessSlack.Logging;

/// <summary>
/// Lets each line of the web server through once per interval, because strangers can cause some of them as often as
/// they like. What is left out needs no number: our own lines count what strangers do.
/// </summary>
/// <param name="sink">Gets the other lines; disposed with this.</param>
internal sealed class FrameworkThrottle(ILogEventSink sink) : ILogEventSink, IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private const string WebServer = "Microsoft.AspNetCore.";

    /// <summary>The server has far fewer different lines.</summary>
    private const int MostKinds = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Text, LogEventLevel Level), DateTimeOffset> _said = [];

    public void Emit(LogEvent logEvent)
    {
        var kind = (logEvent.MessageTemplate.Text, logEvent.Level);
        if (!IsOfWebServer(logEvent) || MaySay(kind, logEvent.Timestamp)) sink.Emit(logEvent);
    }

    public void Dispose() => (sink as IDisposable)?.Dispose();

    private static bool IsOfWebServer(LogEvent logEvent) =>
        logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) is ScalarValue { Value: string name }
        && name.StartsWith(WebServer, StringComparison.Ordinal);

    private bool MaySay((string, LogEventLevel) kind, DateTimeOffset now)
    {
        lock (_lock)
        {
            // A clock that was set back must not silence it.
            if (_said.TryGetValue(kind, out var at) && now >= at && now - at < Pause) return false;
            if (_said.Count >= MostKinds) _said.Clear();
            _said[kind] = now;
            return true;
        }
    }
}
