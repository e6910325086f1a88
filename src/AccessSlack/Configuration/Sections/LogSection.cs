using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace AccessSlack.Configuration.Sections;

/// <summary><c>[log]</c>, with the Go plugin's synonyms.</summary>
internal static class LogSection
{
    private static readonly FrozenDictionary<string, string> Streams = Words(
        ("stderr", "stderr"),
        ("error", "stderr"),
        ("2", "stderr"),
        ("stdout", "stdout"),
        ("out", "stdout"),
        ("1", "stdout")
    );

    private static readonly FrozenDictionary<string, LogSeverity> Severities = Words(
        ("debug", LogSeverity.Debug),
        ("info", LogSeverity.Info),
        ("warn", LogSeverity.Warning),
        ("warning", LogSeverity.Warning),
        ("err", LogSeverity.Error),
        ("error", LogSeverity.Error));

    private static readonly FrozenDictionary<string, LogFormat> Formats = Words(
        ("text", LogFormat.Text),
        ("json", LogFormat.Json)
    );

    public static LogSettings Read(ConfigFile file)
    {
        var section = file.Section("log");
        return new LogSettings(
            section.Parse(
                "output",
                "stderr",
                TryParseOutput,
                "This is neither a stream nor a file path.",
                "Write stderr, stdout, or a path that begins with /."
            ),
            section.Choice("severity", LogSeverity.Info, Severities, "DEBUG, INFO, WARN, ERROR"),
            section.Choice("format", LogFormat.Text, Formats, "text, json"));
    }

    private static bool TryParseOutput(string text, [MaybeNullWhen(false)] out string output)
    {
        if (Streams.TryGetValue(text, out output)) return true;
        output = text;
        return text.StartsWith('/');
    }

    private static FrozenDictionary<string, T> Words<T>(params (string Word, T Value)[] words) =>
        words.ToFrozenDictionary(w => w.Word, w => w.Value, StringComparer.OrdinalIgnoreCase);
}
