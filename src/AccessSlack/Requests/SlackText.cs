using System.Globalization;
using System.Text;

namespace AccessSlack.Requests;

/// <summary>
/// Makes text that somebody else chose harmless in Slack. Order matters: clean, cut by the length that escaping
/// will give, then escape, so that a limit holds and no cut falls inside an entity (docs/protocols/slack.md 6 and 7).
/// </summary>
internal static class SlackText
{
    private const char Ellipsis = '…';
    private const int Joiner = 0x200D;
    private const int EmojiSelector = 0xFE0F;

    /// <summary>
    /// More marks on one letter than any living script needs; a pile of them covers the lines around.
    /// </summary>
    private const int MostMarks = 4;

    /// <summary>Times the limit: cleaning seldom takes away as much as this.</summary>
    private const int LongestHead = 16;

    private static readonly Rune LineFeed = new('\n');

    /// <summary>
    /// For mrkdwn objects (always sent with <c>verbatim</c>): one line, no formatting, no mention, no link, no emoji
    /// code.
    /// </summary>
    /// <param name="text">Hostile text.</param>
    /// <param name="limit">Most UTF-16 units of the result.</param>
    public static string Inline(string text, int limit) =>
        Escape(Cut(Disarm(OneLine(Head(text, limit))), limit, EscapedLength));

    /// <summary>For plain text on one line, such as a plain_text object.</summary>
    public static string Plain(string text, int limit) => Cut(OneLine(Head(text, limit)), limit);

    /// <summary>
    /// For places beyond Slack: only what is visible, on the lines it was written on, and nothing before or after it.
    /// </summary>
    public static string Tidy(string text) => string.Join('\n', Clean(text).Split('\n').Select(Collapse)).Trim('\n');

    /// <summary>
    /// For plain_text objects, which know neither escapes nor formatting: every line is marked as quoted.
    /// </summary>
    /// <param name="text">Hostile text.</param>
    /// <param name="limit">Most UTF-16 units of the result.</param>
    /// <param name="mostLines">Most lines, so that what stands below stays in sight.</param>
    public static string Quote(string text, int limit, int mostLines)
    {
        List<string> lines =
        [
            .. Clean(Head(text, limit))
                .Split('\n')
                .Select(Collapse)
                .Where(line => line.Length > 0)
                .Select(line => "> " + line),
        ];
        if (lines.Count > mostLines) lines = [.. lines.Take(mostLines - 1), $"> {Ellipsis}"];
        return Cut(string.Join('\n', lines), limit);
    }

    /// <summary>
    /// A name among words of ours. One that could be read as more than a name (two of a list, a name and a state)
    /// stands in quotation marks, and holds none itself.
    /// </summary>
    /// <param name="name">Hostile text.</param>
    /// <param name="limit">Most UTF-16 units of the result.</param>
    /// <param name="show"><see cref="Inline"/> or <see cref="Plain"/>.</param>
    public static string Name(string name, int limit, Func<string, int, string> show)
    {
        var shown = show(name, limit);
        return shown.Length == 0 || shown.Any(c => char.IsWhiteSpace(c) || c is ',' or ';' or '·' || IsQuotationMark(c))
            ? Note(name, limit, show)
            : shown;
    }

    /// <summary>Words of somebody else among words of ours, in quotation marks that they cannot close.</summary>
    /// <inheritdoc cref="Name"/>
    public static string Note(string text, int limit, Func<string, int, string> show) =>
        $"“{string.Concat(show(text, limit - 2).Select(c => IsQuotationMark(c) ? '\'' : c))}”";

    /// <summary>The three characters that Slack gives a meaning; nothing else may be encoded.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>A link in mrkdwn. A bar would end the address there, so it is written in its encoded form.</summary>
    /// <param name="address">Where it leads.</param>
    /// <param name="label">mrkdwn; what others wrote in it is escaped already.</param>
    public static string Link(Uri address, string label) =>
        $"<{Escape(address.AbsoluteUri).Replace("|", "%7C")}|{label}>";

    /// <summary>
    /// Cuts by grapheme, so that no character a reader sees as one is torn; the result is never longer than
    /// <paramref name="limit"/>.
    /// </summary>
    public static string Cut(string text, int limit) => Cut(text, limit, _ => 1);

    /// <param name="text">What to cut.</param>
    /// <param name="limit">Most units of the result, counted by <paramref name="length"/>.</param>
    /// <param name="length">How many units a character becomes.</param>
    private static string Cut(string text, int limit, Func<char, int> length)
    {
        if (text.Sum(length) <= limit) return text;
        var (end, left) = (0, limit - 1);
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text.AsSpan(end));
            left -= text[end..next].Sum(length);
            if (left < 0) break;
            end = next;
        }

        return text[..end] + Ellipsis;
    }

    private static int EscapedLength(char c) => c switch { '&' => 5, '<' or '>' => 4, _ => 1 };

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

    /// <summary>
    /// More than enough of a text for what can be shown of it: nobody makes us clean a megabyte by naming a role so.
    /// </summary>
    private static string Head(string text, int limit)
    {
        var end = limit * LongestHead;
        if (text.Length <= end) return text;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + Ellipsis;
    }

    private static string OneLine(string text) => Collapse(Clean(text));

    /// <summary>No run of blanks, which could push text to where a narrow screen begins a new line.</summary>
    private static string Collapse(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// Drops what can hide, reorder or cover text: controls, bidi, zero-width and blank characters, lone surrogates,
    /// tags, piles of marks. Every kind of line end becomes a line feed, and the signs of our state line become plain
    /// ones: that line alone begins with them.
    /// </summary>
    private static string Clean(string text)
    {
        var kept = new StringBuilder(text.Length);
        var (last, joins, marks) = (LineFeed, false, 0);
        foreach (var rune in text.Replace("\r\n", "\n").EnumerateRunes().Select(Plainer))
        {
            if (rune.Value == Joiner)
            {
                joins = IsEmoji(last);
                continue;
            }

            if (!IsVisible(rune)) continue;
            marks = IsMark(rune) ? marks + 1 : 0;
            if (marks > 0 && (marks > MostMarks || Rune.IsWhiteSpace(last))) continue;
            kept.Append(joins && IsEmoji(rune) ? "\u200D" : "").Append(rune);
            (last, joins) = (rune, false);
        }

        return kept.ToString();
    }

    private static Rune Plainer(Rune rune) => rune.Value switch
    {
        '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029' => LineFeed,
        '\t' or '\u2800' => new(' '),
        '✅' => new('✓'),
        '❌' => new('✗'),
        '⏳' or '⌛' => new('⧗'),
        _ => rune,
    };

    private static bool IsVisible(Rune rune) =>
        rune == LineFeed
        || rune == Rune.ReplacementChar
        || !(
            IsBlank(rune.Value)
            || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned
        );

    /// <summary>
    /// Letters and marks that show nothing (Unicode's Default_Ignorable_Code_Point, but for the two selectors that
    /// emoji need).
    /// </summary>
    private static bool IsBlank(int value) =>
        value
            is 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0D)
                or 0xFFA0
                or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsQuotationMark(char c) => c is '"' or '“' or '”' or '„' or '‟' or '＂';

    /// <summary>
    /// Signs, their skin tones and the selector of their coloured form: only between these the joiner shows, as family
    /// and profession emoji.
    /// </summary>
    private static bool IsEmoji(Rune rune) =>
        rune.Value == EmojiSelector
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    /// <summary>
    /// Slack has no escape for its formatting marks: those that could open or close a format become look-alikes, and
    /// an emoji code is broken by a word joiner.
    /// </summary>
    private static string Disarm(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var inWord =
                i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
            result.Append(
                text[i] switch
                {
                    '*' => '∗',
                    '`' => 'ˋ',
                    '~' => '∼',
                    '_' when !inWord => 'ˍ',
                    var other => other,
                }
            );
            if (text[i] == ':') result.Append('\u2060');
        }

        return result.ToString();
    }
}
