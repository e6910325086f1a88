using System.Collections.Immutable;
using AccessSlack.Requests.Text;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>Longer mrkdwn as blocks, divided between lines so that no link is torn.</summary>
internal static class SlackSections
{
    /// <summary>Slack's limit for the text of a section.</summary>
    private const int Longest = 3000;

    /// <param name="mrkdwn">Not empty; what others wrote in it is escaped already.</param>
    public static ImmutableArray<SectionBlock> Of(string mrkdwn) =>
        [.. Divide(mrkdwn).Select(text => new SectionBlock { Text = new Markdown(text, verbatim: true) })];

    private static IEnumerable<string> Divide(string text)
    {
        var section = "";
        foreach (var line in text.Split('\n').Select(line => Truncation.ByGrapheme(line, Longest)))
        {
            if (section.Length > 0 && section.Length + 1 + line.Length > Longest)
            {
                yield return section;
                section = "";
            }

            section += section.Length > 0 ? "\n" + line : line;
        }

        yield return section;
    }
}
