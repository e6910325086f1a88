using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>A request in the Home tab.</summary>
/// <param name="View">Its offer is ignored: the tab has no buttons.</param>
/// <param name="Created">When it was made; null if that is not known.</param>
/// <param name="Message">The address of a message of it that the person can see; null if there is none.</param>
internal sealed record HomeEntry(RequestView View, DateTimeOffset? Created, Uri? Message);

/// <param name="Entries">At most <see cref="HomeTab.MostListed"/>, in their order.</param>
/// <param name="More">How many others there are.</param>
internal sealed record HomeList(ImmutableArray<HomeEntry> Entries, int More);

/// <summary>
/// Composes the Home tab: what waits for one person's decision, and their own requests. Like a message it is a pure
/// function and takes no clock: times are Slack's own, and age shows in the reader's client. It has no buttons, because
/// a press counts for what its message showed.
/// </summary>
internal static class HomeTab
{
    /// <summary>Of each list. With two blocks for each request all of them fit into Slack's hundred.</summary>
    public const int MostListed = 20;

    private const int LongestRoles = 600;

    private const string Partial =
        "Some requests may be missing, because Slack can't tell me right now which groups and channels you are in. " +
        "I'll try again in a minute.";

    /// <param name="toDecide">Requests of others that the person can decide.</param>
    /// <param name="own">Their own, pending.</param>
    /// <param name="isPartial">Slack could not say which groups and channels the person is in.</param>
    public static ComposedHome Compose(HomeList toDecide, HomeList own, bool isPartial) =>
        new([
            Header("Waiting for your decision"),
            .. isPartial ? (Block[])[Small(Partial)] : [],
            toDecide.Entries.IsEmpty
                ? SlackSections.Mrkdwn("No access request is waiting for you.")
                : Small("To approve or deny a request, use the buttons on its message."),
            .. List(toDecide, view => $"{MessageText.Name(view.Facts.User)} requests {Roles(view)}"),
            new DividerBlock(),
            Header("Your pending requests"),
            .. own.Entries.IsEmpty ? (Block[])[SlackSections.Mrkdwn("You have no pending access requests.")] : [],
            .. List(own, Roles),
        ]);

    /// <summary>The same for everyone who may not use the app; it tells nothing about requests.</summary>
    public static ComposedHome ForOutsiders() =>
        new([
            SlackSections.Mrkdwn(
                "Access requests aren't available to your Slack account, so there is nothing to show."
            ),
        ]);

    /// <summary>Slack could not say who the person is.</summary>
    public static ComposedHome Unavailable() =>
        new([SlackSections.Mrkdwn("I can't look up your Slack account right now. I'll try again in a minute.")]);

    private static IEnumerable<Block> List(HomeList list, Func<RequestView, string> headline)
    {
        foreach (var entry in list.Entries)
        {
            yield return SlackSections.Mrkdwn(Lines(headline(entry.View), Links(entry)));
            yield return Small(Details(entry));
        }

        if (list.More > 0) yield return Small($"+ {list.More} more in Teleport");
    }

    private static string Roles(RequestView view) =>
        MessageText.Roles(view.Facts, LongestRoles)
        + (view.Facts.Kind == RequestKind.LongTerm ? " (permanent access)" : "");

    private static string Links(HomeEntry entry) => string.Join(
        " · ",
        new[] { Link(entry.Message, "Go to the message"), Link(entry.View.Link, "Open in Teleport") }
            .Where(link => link.Length > 0)
    );

    private static string Link(Uri? address, string label) => address is null ? "" : SlackText.Link(address, label);

    private static string Details(HomeEntry entry)
    {
        var view = entry.View;
        var progress = view.Status is RequestStatus.Pending pending
            ? VoteText.Progress(view.Tally, view.Thresholds, pending)
            : "";
        string?[] parts =
        [
            $"{StatusText.Emoji(view.Status)} {StatusText.Of(view.Status)}{progress}",
            MessageText.Age("requested", entry.Created),
            MessageText.Date("request expires", view.Facts.Expires),
        ];
        return string.Join(" · ", parts.Where(part => part is not null));
    }

    private static HeaderBlock Header(string text) => new() { Text = new PlainText(text, emoji: false) };

    private static ContextBlock Small(string mrkdwn) => new() { Elements = [new Markdown(mrkdwn, verbatim: true)] };

    private static string Lines(params string[] lines) => string.Join('\n', lines.Where(line => line.Length > 0));
}
