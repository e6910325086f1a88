using System.Text;

namespace AccessSlack.Requests.Text;

/// <summary>
/// Makes untrusted text harmless in Slack. The order matters: clean, truncate by the length after escaping, then
/// escape. That way the limit holds, and no cut falls inside an entity (docs/protocols/slack.md 6 and 7).
/// </summary>
internal static class SlackText
{
    private const char QuoteLookAlike = '˃';

    /// <summary>
    /// For mrkdwn objects (always sent with <c>verbatim</c>): one line, no formatting, no mention, no link, no emoji
    /// code.
    /// </summary>
    /// <param name="text">Untrusted text.</param>
    /// <param name="limit">Most UTF-16 units of the result.</param>
    public static string Inline(string text, int limit) =>
        Escape(Truncation.ByGrapheme(DisableFormatting(HeadLine(text, limit)), limit, EscapedLength));

    /// <summary>For plain text on one line, such as a plain_text object.</summary>
    public static string Plain(string text, int limit) => Truncation.ByGrapheme(HeadLine(text, limit), limit);

    /// <summary>
    /// For use outside Slack: only visible text, with its line breaks, without leading or trailing empty lines.
    /// </summary>
    public static string Tidy(string text) => string.Join('\n', TextCleaner.Lines(text)).Trim('\n');

    /// <summary>
    /// For plain_text objects, which have neither escapes nor formatting: every line is marked as quoted.
    /// </summary>
    /// <param name="text">Untrusted text.</param>
    /// <param name="limit">Most UTF-16 units of the result.</param>
    /// <param name="maxLines">Maximum number of lines, so that what follows stays in view.</param>
    public static string Quote(string text, int limit, int maxLines)
    {
        List<string> lines =
        [
            .. TextCleaner.Lines(TextCleaner.Head(text, limit))
                .Where(line => line.Length > 0)
                .Select(line => "> " + line),
        ];
        if (lines.Count > maxLines) lines = [.. lines.Take(maxLines - 1), $"> {Truncation.Ellipsis}"];
        return Truncation.ByGrapheme(string.Join('\n', lines), limit);
    }

    /// <summary>
    /// A name within one of our sentences. It is put in quotation marks if it could be read as more than a name (two
    /// names of a list, a name and a state) or as one of our quotations.
    /// </summary>
    /// <param name="name">Untrusted text.</param>
    /// <param name="limit">Most UTF-16 units of the result.</param>
    /// <param name="show"><see cref="Inline"/> or <see cref="Plain"/>.</param>
    public static string Name(string name, int limit, Func<string, int, string> show)
    {
        var shown = show(name, limit);
        return
            shown is [] or ['>' or QuoteLookAlike, ..]
            || shown.Any(c => char.IsWhiteSpace(c) || c is ',' or ';' or '·' || IsQuotationMark(c))
            ? InQuotes(name, limit, show)
            : shown;
    }

    /// <summary>Untrusted text within one of our sentences, in quotation marks that it cannot close.</summary>
    /// <inheritdoc cref="Name"/>
    public static string InQuotes(string text, int limit, Func<string, int, string> show) =>
        $"“{string.Concat(show(text, limit - 2).Select(c => IsQuotationMark(c) ? '\'' : c))}”";

    /// <summary>Encodes the three characters that are special in mrkdwn; nothing else may be encoded.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>A link in mrkdwn. A bar would end the address, so it is percent-encoded.</summary>
    /// <param name="address">Target of the link.</param>
    /// <param name="label">mrkdwn, in which untrusted text is already escaped.</param>
    public static string Link(Uri address, string label) =>
        $"<{Escape(address.AbsoluteUri).Replace("|", "%7C")}|{label}>";

    private static bool IsQuotationMark(char c) => c is '"' or '“' or '”' or '„' or '‟' or '＂';

    private static string HeadLine(string text, int limit) => TextCleaner.OneLine(TextCleaner.Head(text, limit));

    private static int EscapedLength(string text) => text.Sum(c => c switch { '&' => 5, '<' or '>' => 4, _ => 1 });

    /// <summary>
    /// Slack has no escape for its formatting characters. Those that could open or close a format are replaced by
    /// look-alikes, and so is a > at the start, which draws the line as a quotation even if it is encoded. A word
    /// joiner breaks up emoji codes.
    /// </summary>
    private static string DisableFormatting(string text)
    {
        var (result, isStart) = (new StringBuilder(text.Length), true);
        for (var i = 0; i < text.Length; i++)
        {
            var inWord =
                i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
            isStart &= text[i] is '>' or ' ';
            result.Append(
                text[i] switch
                {
                    '*' => '∗',
                    '`' => 'ˋ',
                    '~' => '∼',
                    '_' when !inWord => 'ˍ',
                    '>' when isStart => QuoteLookAlike,
                    var other => other,
                }
            );
            if (text[i] == ':') result.Append('\u2060');
        }

        return result.ToString();
    }
}
