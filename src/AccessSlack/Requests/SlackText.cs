using System.Globalization;
using System.Text;

namespace AccessSlack.Requests;

/// <summary>
/// Makes text that somebody else chose harmless in Slack. Order matters: clean, cut, then escape, because escaping
/// expands and a cut must never fall inside an entity (Slack contract sections 6 and 7).
/// </summary>
internal static class SlackText
{
    private const char Ellipsis = '…';
    private const int Joiner = 0x200D;
    private const int EmojiSelector = 0xFE0F;

    /// <summary>For mrkdwn objects (always sent with <c>verbatim</c>): one line, no formatting, no mention, no link, no emoji code.</summary>
    /// <param name="text">Hostile text.</param>
    /// <param name="limit">Most UTF-16 units before escaping.</param>
    public static string Inline(string text, int limit) => Escape(Disarm(Cut(OneLine(text), limit)));

    /// <summary>For plain_text objects, which know neither escapes nor formatting: every line is marked as quoted.</summary>
    public static string Quote(string text, int limit)
    {
        var lines = Clean(text).Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0);
        return Cut(string.Join('\n', lines.Select(line => "> " + line)), limit);
    }

    /// <summary>For plain text on one line, such as the notification.</summary>
    public static string Plain(string text, int limit) => Cut(OneLine(text), limit);

    /// <summary>The three characters that Slack gives a meaning; nothing else may be encoded.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>Cuts by grapheme, so that no character a reader sees as one is torn; the result is never longer than <paramref name="limit"/>.</summary>
    public static string Cut(string text, int limit)
    {
        if (text.Length <= limit) return text;
        var end = 0;
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text.AsSpan(end));
            if (next > limit - 1) break;
            end = next;
        }

        return text[..end] + Ellipsis;
    }

    /// <summary>Cuts to a number of UTF-8 bytes without tearing a code point.</summary>
    public static string CutBytes(string text, int limit)
    {
        if (Encoding.UTF8.GetByteCount(text) <= limit) return text;
        var kept = new StringBuilder();
        var bytes = Encoding.UTF8.GetByteCount([Ellipsis]);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > limit) break;
            kept.Append(rune);
        }

        return kept.Append(Ellipsis).ToString();
    }

    private static string OneLine(string text) => string.Join(' ', Clean(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Drops what can hide or reorder text: controls other than the line feed, bidi and zero-width characters, lone surrogates, tags.</summary>
    private static string Clean(string text)
    {
        var kept = new StringBuilder(text.Length);
        var (last, joins) = (Rune.ReplacementChar, false);
        foreach (var rune in text.Replace("\r\n", "\n").Replace('\r', '\n').EnumerateRunes())
        {
            if (rune.Value == Joiner)
            {
                joins = IsEmoji(last);
                continue;
            }

            if (rune.Value is '\n') kept.Append('\n');
            else if (rune.Value is '\t' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) kept.Append(' ');
            else if (IsVisible(rune)) kept.Append(joins && IsEmoji(rune) ? "\u200D" : "").Append(rune);
            (last, joins) = (rune, false);
        }

        return kept.ToString();
    }

    private static bool IsVisible(Rune rune) => rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    /// <summary>Signs, their skin tones and the selector of their coloured form: only between these the joiner shows, as family and profession emoji.</summary>
    private static bool IsEmoji(Rune rune) =>
        rune.Value == EmojiSelector || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    /// <summary>
    /// Slack has no escape for its formatting marks: those that could open or close a format become look-alikes, and
    /// an emoji code is broken by a word joiner.
    /// </summary>
    private static string Disarm(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var inWord = i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
            result.Append(text[i] switch
            {
                '*' => '∗',
                '`' => 'ˋ',
                '~' => '∼',
                '_' when !inWord => 'ˍ',
                var other => other,
            });
            if (text[i] == ':') result.Append('\u2060');
        }

        return result.ToString();
    }
}
