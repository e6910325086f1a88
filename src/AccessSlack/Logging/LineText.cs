using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace AccessSlack.Logging;

/// <summary>Makes any text fit into one line of the log.</summary>
internal static class LineText
{
    /// <summary>journald's default LineMax; it splits longer lines. Includes the newline.</summary>
    public const int MaxBytes = 48 * 1024;

    private const string Ellipsis = "…";

    /// <summary>The text without secrets, cut to the length of a line.</summary>
    public static string Safe(string text) => Redaction.Apply(Cut(text, MaxBytes));

    public static string Cut(string text, int characters) =>
        text.Length > characters ? text[..characters] + Ellipsis : text;

    /// <summary>
    /// Replaces characters that could end the line, control a terminal or hide text: control characters, separators and
    /// invisible format characters.
    /// </summary>
    public static string Escape(string text)
    {
        if (!text.Any(IsUnprintable)) return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsUnprintable(c)) escaped.Append(Escaped(c));
            else escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>A value for <c>key=</c>, in quotes where its end would be ambiguous.</summary>
    public static string Quote(string value)
    {
        if (value.Length > 0 && !value.Any(NeedsQuotes)) return value;
        return '"' + Escape(value.Replace("\\", "\\\\").Replace("\"", "\\\"")) + '"';
    }

    /// <summary>Truncates a line that is too long.</summary>
    public static string Cap(string line)
    {
        if (Encoding.UTF8.GetByteCount(line) < MaxBytes) return line;
        var bytes = new byte[MaxBytes - Encoding.UTF8.GetByteCount(Ellipsis) - 1];
        Utf8.FromUtf16(line, bytes, out var read, out _);
        return line[..read] + Ellipsis;
    }

    private static bool NeedsQuotes(char c) => c is '"' or '=' or '\\' || char.IsWhiteSpace(c) || IsUnprintable(c);

    private static bool IsUnprintable(char c) =>
        char.GetUnicodeCategory(c)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Format;

    private static string Escaped(char c) => c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)c:x4}",
    };
}
