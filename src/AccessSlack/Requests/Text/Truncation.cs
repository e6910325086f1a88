using System.Globalization;
using System.Text;

namespace AccessSlack.Requests.Text;

/// <summary>Truncates text that is too long, and marks the cut with an ellipsis.</summary>
internal static class Truncation
{
    public const string Ellipsis = "…";

    /// <summary>
    /// Cuts between graphemes, so that nothing a reader sees as one character is split. The result has at most
    /// <paramref name="limit"/> UTF-16 units.
    /// </summary>
    public static string ByGrapheme(string text, int limit) => ByGrapheme(text, limit, part => part.Length);

    /// <param name="text">What to cut.</param>
    /// <param name="limit">Largest size of the result.</param>
    /// <param name="size">Measures a part of the text; the sum of the parts is the size of the whole.</param>
    public static string ByGrapheme(string text, int limit, Func<string, int> size)
    {
        if (size(text) <= limit) return text;
        var (end, left) = (0, limit - size(Ellipsis));
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text.AsSpan(end));
            left -= size(text[end..next]);
            if (left < 0) break;
            end = next;
        }

        return text[..end] + Ellipsis;
    }

    /// <summary>Cuts to a number of UTF-8 bytes between code points.</summary>
    public static string ToBytes(string text, int limit)
    {
        if (Encoding.UTF8.GetByteCount(text) <= limit) return text;
        var kept = new StringBuilder();
        var bytes = Encoding.UTF8.GetByteCount(Ellipsis);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > limit) break;
            kept.Append(rune);
        }

        return kept + Ellipsis;
    }
}
