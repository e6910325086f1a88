using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace AccessSlack.Logging;

/// <summary>
/// Where lines go now, one after another. A full disk costs lines, never the daemon; as soon as it can, the log says
/// how many.
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
                if (_lost > 0) TellLoss(logEvent.Timestamp);
                _sink?.Emit(logEvent);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _lost++;
                _problem = e.Message;
            }
        }
    }

    /// <summary>Closes the one before, once nothing writes to it any more.</summary>
    public void Replace(ILogEventSink? sink)
    {
        ILogEventSink? before;
        lock (_lock) (before, _sink) = (_sink, sink);
        (before as IDisposable)?.Dispose();
    }

    public void Dispose() => Replace(null);

    private void TellLoss(DateTimeOffset now)
    {
        LogEventProperty[] values = [new("Lines", new ScalarValue(_lost)), new("Problem", new ScalarValue(_problem))];
        _sink?.Emit(new LogEvent(now, LogEventLevel.Error, exception: null, Loss, values));
        _lost = 0;
    }
}
