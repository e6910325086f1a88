using System.Globalization;
using System.Text;

namespace AccessSlack.Requests.Text;

/// <summary>Removes everything that is invisible, or that can hide, reorder or cover other text.</summary>
internal static class TextCleaner
{
    private const int Joiner = 0x200D;
    private const int EmojiSelector = 0xFE0F;

    /// <summary>
    /// More combining marks on one letter than any living script needs; more of them would cover the lines around it.
    /// </summary>
    private const int MaxMarks = 4;

    /// <summary>Factor by which the raw text may exceed the limit: cleaning rarely removes more.</summary>
    private const int MaxOversize = 16;

    private static readonly Rune LineFeed = new('\n');

    /// <summary>The visible text with its lines; every kind of line break becomes a line feed.</summary>
    public static IEnumerable<string> Lines(string text) => Clean(text).Split('\n').Select(CollapseBlanks);

    /// <summary>The visible text on one line.</summary>
    public static string OneLine(string text) => CollapseBlanks(Clean(text));

    /// <summary>
    /// The beginning of a text, more than enough for what can be shown, so that a role name of a megabyte costs no
    /// time.
    /// </summary>
    public static string Head(string text, int limit)
    {
        var end = limit * MaxOversize;
        if (text.Length <= end) return text;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + Truncation.Ellipsis;
    }

    /// <summary>A run of spaces could push text to where a narrow screen begins a new line.</summary>
    private static string CollapseBlanks(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// Removes control, bidirectional, zero-width and blank characters, lone surrogates, tags and stacked marks. The
    /// emoji that begin our state line become plain symbols, so that no other line can begin with them.
    /// </summary>
    private static string Clean(string text)
    {
        var kept = new StringBuilder(text.Length);
        var (last, joins, marks) = (LineFeed, false, 0);
        foreach (var rune in text.Replace("\r\n", "\n").EnumerateRunes().Select(Simplify))
        {
            if (rune.Value == Joiner)
            {
                joins = IsEmoji(last);
                continue;
            }

            if (!IsVisible(rune)) continue;
            marks = IsMark(rune) ? marks + 1 : 0;
            if (marks > 0 && (marks > MaxMarks || Rune.IsWhiteSpace(last))) continue;
            kept.Append(joins && IsEmoji(rune) ? "\u200D" : "").Append(rune);
            (last, joins) = (rune, false);
        }

        return kept.ToString();
    }

    private static Rune Simplify(Rune rune) => rune.Value switch
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
    /// Invisible letters and marks: Unicode's Default_Ignorable_Code_Point without the two selectors that emoji need.
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

    /// <summary>
    /// Symbols, their skin tones and the selector of their colored form. The joiner has a meaning only between these,
    /// in emoji of families and professions.
    /// </summary>
    private static bool IsEmoji(Rune rune) =>
        rune.Value == EmojiSelector
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;
}
