using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;

namespace AccessSlack.Logging;

/// <summary>
/// One JSON object per line: <c>time</c>, <c>level</c>, <c>msg</c>, then the fields, beginning with those that the
/// message also shows.
/// </summary>
internal sealed class JsonLineFormatter : ITextFormatter
{
    // The relaxed encoder keeps other scripts readable; it still escapes control characters and line separators.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            WriteText(json, "time", EventFields.Time(logEvent.Timestamp));
            WriteText(json, "level", EventFields.Level(logEvent.Level));
            var message = EventFields.Message(logEvent);
            WriteText(json, "msg", message);
            // If the message had to be masked, its single values may not be recognizable as secrets: leave them out.
            var shown = Redaction.Apply(message) == message ? EventFields.Shown(logEvent) : [];
            foreach (var (key, value) in shown.Concat(EventFields.Fields(logEvent)).DistinctBy(field => field.Key))
                WriteField(json, key, value);
            if (logEvent.Exception is { } exception) WriteText(json, "exception", exception.ToString());
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Write('\n');
    }

    private static void WriteField(Utf8JsonWriter json, string key, LogEventPropertyValue value)
    {
        if (Room(json, key) <= 0) return;
        switch (value)
        {
            case ScalarValue { Value: bool flag }:
                json.WriteBoolean(key, flag);
                break;
            case ScalarValue { Value: byte or short or ushort or int or uint or long or ulong or decimal } number:
                json.WritePropertyName(key);
                json.WriteRawValue(EventFields.Text(number));
                break;
            case ScalarValue { Value: double number } when double.IsFinite(number):
                json.WriteNumber(key, number);
                break;
            case SequenceValue list:
                WriteList(json, key, list);
                break;
            default:
                WriteText(json, key, EventFields.Text(value));
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter json, string key, SequenceValue list)
    {
        json.WriteStartArray(key);
        foreach (var element in list.Elements)
        {
            var room = Room(json, "");
            if (room <= 0) break;
            json.WriteStringValue(LineText.Cut(LineText.Safe(EventFields.Text(element)), room));
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string key, string text)
    {
        var room = Room(json, key);
        if (room > 0) json.WriteString(key, LineText.Cut(LineText.Safe(text), room));
    }

    /// <summary>
    /// How many characters still fit: each takes at most six bytes (\u0000), and the end of the object needs a few.
    /// </summary>
    private static int Room(Utf8JsonWriter json, string key) =>
        (LineText.MaxBytes - 64 - key.Length - (int)(json.BytesCommitted + json.BytesPending)) / 6;
}
