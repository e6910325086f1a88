using System.Text;
using Serilog.Events;
using Serilog.Formatting;

namespace AccessSlack.Logging;

/// <summary>
/// <c>2026-11-21T12:00:00.000Z INFO  message key=value</c>, or <c>&lt;6&gt;INFO  message key=value</c> for the journal.
/// </summary>
internal sealed class TextLineFormatter(bool withPriority) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var line = new StringBuilder()
            .Append(withPriority ? $"<{Priority(logEvent.Level)}>" : EventFields.Time(logEvent.Timestamp) + " ")
            .Append($"{EventFields.Level(logEvent.Level),-5} ")
            .Append(LineText.Escape(LineText.Safe(EventFields.Message(logEvent))));
        foreach (var (key, value) in EventFields.Fields(logEvent)) AppendField(line, key, EventFields.Text(value));
        if (logEvent.Exception is { } exception) AppendField(line, "exception", exception.ToString());
        output.Write(LineText.Cap(line.ToString()));
        output.Write('\n');
    }

    private static void AppendField(StringBuilder line, string key, string text) =>
        line.Append($" {key}={LineText.Quote(LineText.Safe(text))}");

    // syslog(3)
    private static int Priority(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => 7,
        LogEventLevel.Information => 6,
        LogEventLevel.Warning => 4,
        LogEventLevel.Error => 3,
        _ => 2,
    };
}
