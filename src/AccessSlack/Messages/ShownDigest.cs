using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AccessSlack.Requests;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>
/// Identifies what a message says about a decision: its headline, and the labels and confirmations of its buttons. Only
/// text counts, in the form in which Slack gives it back, so that a message of another release still stands for itself.
/// </summary>
internal static partial class ShownDigest
{
    /// <summary>Stands for any emoji: Slack stores them as characters, and returns them by name.</summary>
    private const char Emoji = '☺';

    private const int Joiner = 0x200D;

    /// <summary>The first block is the headline; every row of buttons counts, so that none can be added.</summary>
    public static string Of(IReadOnlyList<Block> blocks)
    {
        string[] parts =
        [
            .. blocks.Take(1).OfType<SectionBlock>().Select(headline => Text(headline.Text)),
            .. blocks.OfType<ActionsBlock>().SelectMany(row => row.Elements ?? []).SelectMany(Parts),
        ];
        var text = string.Concat(parts.Select(part => $"{part.Length}:{part}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    /// <summary>The same for a message whose button was pressed, which must be one of these.</summary>
    /// <param name="blocks">Of the message, as Slack sent it with the press.</param>
    /// <param name="actionId">Of the button.</param>
    /// <param name="label">Of the button; empty if Slack did not send it.</param>
    public static string OfPress(IReadOnlyList<Block> blocks, string actionId, string label)
    {
        var pressed = new PlainText(label);
        var isOurs = blocks
            .OfType<ActionsBlock>()
            .SelectMany(row => row.Elements ?? [])
            .OfType<Button>()
            .Any(button => button.ActionId == actionId && (label.Length == 0 || Text(button.Text) == Text(pressed)));
        return isOurs ? Of(blocks) : Click.ShownNothing;
    }

    private static IEnumerable<string> Parts(ActionElement element) =>
    [
        element.ActionId ?? "",
        Text((element as Button)?.Text),
        .. element.Confirm is { } confirm
            ? (string[])["confirm", Text(confirm.Title), Text(confirm.Text), Text(confirm.Confirm), Text(confirm.Deny)]
            : [],
    ];

    private static string Text(TextObject? text)
    {
        var written = text switch
        {
            PlainText { Text: { } plain } =>
                plain.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&"),
            _ => text?.Text ?? "",
        };
        var simple = new StringBuilder();
        foreach (var rune in EmojiCode().Replace(written, $"{Emoji}").EnumerateRunes().Where(IsKept))
        {
            if (!IsEmoji(rune)) simple.Append(rune);
            else if (simple.Length == 0 || simple[^1] != Emoji) simple.Append(Emoji);
        }

        return string.Join(' ', simple.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What joins and colors emoji has no name of its own.</summary>
    private static bool IsKept(Rune rune) =>
        rune.Value is not (Joiner or >= 0xFE00 and <= 0xFE0F or >= 0xE0020 and <= 0xE007F);

    private static bool IsEmoji(Rune rune) =>
        !rune.IsAscii
        && Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.OtherSymbol
                or UnicodeCategory.ModifierSymbol
                or UnicodeCategory.MathSymbol;

    /// <summary>By name, with its skin tone, or a keycap.</summary>
    [GeneratedRegex(@"(:[\p{Ll}\d_+'-]+:)+|[\d#*]\uFE0F?\u20E3", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EmojiCode();
}
