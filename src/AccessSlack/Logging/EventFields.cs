using System.Globalization;
using System.Text.Json;
using Serilog.Events;
using Serilog.Parsing;

namespace AccessSlack.Logging;

/// <summary>
/// The parts of a log line. The message is the template with its values inserted: cleaned but not quoted, so values
/// that must stay distinguishable belong in fields. The fields are all properties with a snake_case name that the
/// template does not use. That excludes what the framework adds (SourceContext, EventId, and the RequestId of its HTTP
/// scopes, which is not an access request).
/// </summary>
internal static class EventFields
{
    public static string Message(LogEvent entry) =>
        string.Concat(
            entry.MessageTemplate.Tokens.Select(token =>
                token is PropertyToken named && entry.Properties.TryGetValue(named.PropertyName, out var value)
                    ? Text(value, named.Format)
                    : token.ToString()
            )
        );

    public static IEnumerable<KeyValuePair<string, LogEventPropertyValue>> Fields(LogEvent entry)
    {
        var inMessage = entry
            .MessageTemplate.Tokens.OfType<PropertyToken>()
            .Select(token => token.PropertyName)
            .ToHashSet();
        return entry.Properties.Where(field =>
            field.Value is not ScalarValue { Value: null } && IsSnakeCase(field.Key) && !inMessage.Contains(field.Key));
    }

    /// <summary>
    /// The values that the message already shows, in its order and by snake_case names, for searching.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, LogEventPropertyValue>> Shown(LogEvent entry) =>
        from name in entry.MessageTemplate.Tokens.OfType<PropertyToken>().Select(token => token.PropertyName).Distinct()
        where entry.Properties.ContainsKey(name)
        select KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), entry.Properties[name]);

    public static string Text(LogEventPropertyValue value, string? format = null) => value switch
    {
        ScalarValue { Value: null } => "null",
        ScalarValue { Value: bool flag } => flag ? "true" : "false",
        ScalarValue { Value: DateTimeOffset time } when format is null => Time(time),
        ScalarValue { Value: double number } when format is null => number.ToString(
            "0.###",
            CultureInfo.InvariantCulture
        ),
        ScalarValue { Value: IFormattable number } => number.ToString(format, CultureInfo.InvariantCulture),
        ScalarValue scalar => scalar.Value.ToString() ?? "",
        SequenceValue list => string.Join(',', list.Elements.Select(element => Text(element))),
        _ => value.ToString(),
    };

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Level(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARN",
        _ => "ERROR",
    };

    private static bool IsSnakeCase(string name) =>
        char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
