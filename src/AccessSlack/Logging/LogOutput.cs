using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace AccessSlack.Logging;

/// <summary>
/// The current sink, written to by one thread at a time. If the disk is full, lines are lost but the daemon keeps
/// running; once writing works again, the log says how many.
/// </summary>
internal sealed class LogOutput : ILogEventSink, IDisposable
{
    private static readonly MessageTemplate Loss = new MessageTemplateParser().Parse(
        "The log could not be written for a while; {Lines} lines are missing here: {Problem}"
    );

    private readonly Lock _lock = new();
    private ILogEventSink? _sink;
    private int _lost;
    private string _problem = "";

    public void Emit(LogEvent logEvent)
    {
        lock (_lock)
        {
            try
            {
                if (_lost > 0) ReportLoss(logEvent.Timestamp);
                _sink?.Emit(logEvent);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _lost++;
                _problem = e.Message;
            }
        }
    }

    /// <summary>Closes the previous sink once nothing writes to it any more.</summary>
    public void Replace(ILogEventSink? sink)
    {
        ILogEventSink? before;
        lock (_lock) (before, _sink) = (_sink, sink);
        (before as IDisposable)?.Dispose();
    }

    public void Dispose() => Replace(null);

    private void ReportLoss(DateTimeOffset now)
    {
        LogEventProperty[] values = [new("Lines", new ScalarValue(_lost)), new("Problem", new ScalarValue(_problem))];
        _sink?.Emit(new LogEvent(now, LogEventLevel.Error, exception: null, Loss, values));
        _lost = 0;
    }
}
