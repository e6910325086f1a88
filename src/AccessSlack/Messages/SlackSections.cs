using System.Collections.Immutable;
using AccessSlack.Requests.Text;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>Converts text to section blocks.</summary>
internal static class SlackSections
{
    /// <summary>Slack's limit for the text of a section.</summary>
    public const int MaxLength = 3000;

    /// <summary>Splits mrkdwn of any length between lines, so that no link is torn apart.</summary>
    /// <param name="mrkdwn">Not empty; text written by others is already escaped.</param>
    public static ImmutableArray<SectionBlock> Of(string mrkdwn) => [.. Divide(mrkdwn).Select(Mrkdwn)];

    /// <summary>Verbatim, so that Slack makes no mentions or links of untrusted text.</summary>
    public static SectionBlock Mrkdwn(string text) => new() { Text = new Markdown(text, verbatim: true) };

    public static SectionBlock Plain(string text) => new() { Text = new PlainText(text, emoji: false) };

    private static IEnumerable<string> Divide(string text)
    {
        var section = "";
        foreach (var line in text.Split('\n').Select(line => Truncation.ByGrapheme(line, MaxLength)))
        {
            if (section.Length > 0 && section.Length + 1 + line.Length > MaxLength)
            {
                yield return section;
                section = "";
            }

            section += section.Length > 0 ? "\n" + line : line;
        }

        yield return section;
    }
}
