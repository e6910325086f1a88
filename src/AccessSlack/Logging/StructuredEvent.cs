using System.Collections;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Logging;

/// <summary>Events with a sentence and separate facts: <c>Click decided request=… outcome=approved</c>.</summary>
internal static class StructuredEvent
{
    /// <param name="logger">Destination.</param>
    /// <param name="level">Severity.</param>
    /// <param name="message">A constant sentence; braces are literal.</param>
    /// <param name="fields">
    /// Written in this order; null is left out. Keys are snake_case (<see cref="EventFields"/> drops others);
    /// <c>time</c>, <c>level</c>, <c>msg</c> and <c>exception</c> are reserved.
    /// </param>
    public static void Event(
        this ILogger logger,
        LogLevel level,
        string message,
        params ReadOnlySpan<(string Key, object? Value)> fields
    ) => logger.Event(level, exception: null, message, fields);

    /// <inheritdoc cref="Event(ILogger, LogLevel, string, ReadOnlySpan{ValueTuple{string, object}})"/>
    public static void Event(
        this ILogger logger,
        LogLevel level,
        Exception? exception,
        string message,
        params ReadOnlySpan<(string Key, object? Value)> fields
    )
    {
        if (!logger.IsEnabled(level)) return;
        logger.Log(level, default, new State(message, fields), exception, static (state, _) => state.Message);
    }

    /// <summary>What ILogger passes to its providers: the fields, and the template as the last one.</summary>
    private sealed class State : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private readonly KeyValuePair<string, object?>[] _fields;

        public State(string message, ReadOnlySpan<(string Key, object? Value)> fields)
        {
            Message = message;
            _fields = new KeyValuePair<string, object?>[fields.Length + 1];
            for (var i = 0; i < fields.Length; i++) _fields[i] = new(fields[i].Key, fields[i].Value);
            // Providers parse the message as a template.
            _fields[^1] = new("{OriginalFormat}", message.Replace("{", "{{").Replace("}", "}}"));
        }

        public string Message { get; }

        public int Count => _fields.Length;

        public KeyValuePair<string, object?> this[int index] => _fields[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
