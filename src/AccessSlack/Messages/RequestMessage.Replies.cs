using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Messages;

/// <summary>What every reply may speak of.</summary>
/// <param name="Cluster">Cluster name.</param>
/// <param name="Facts">Who wants what.</param>
/// <param name="Link">The request in Teleport, or null.</param>
/// <param name="IsForRequester">
/// A direct message, which has to say which request it is about; a thread hangs below that.
/// </param>
internal sealed record ReplyContext(string Cluster, RequestFacts Facts, Uri? Link, bool IsForRequester);

/// <summary>
/// The short messages beside that of the request: replies in its threads, and notices to the requester. People are
/// named, never mentioned: other than an update, a new message would call them.
/// </summary>
internal static partial class RequestMessage
{
    /// <summary>To the requester: the request has reached somebody.</summary>
    public static ComposedReply Receipt(ReplyContext about) =>
        Reply(about, "⏳ Your approvers have been notified. I'll message you when there's news.");

    public static ComposedReply Voted(ReplyContext about, Vote vote) =>
        Reply(about, $"{Name(vote.Person)}: {Verb(vote.Choice)}{InBrackets(vote.Reason)}");

    public static ComposedReply Reminder(ReplyContext about) =>
        Reply(about, $"⏳ Still pending: {Headline(about.Facts)}", Date("request expires", about.Facts.Expires));

    public static ComposedReply Ending(ReplyContext about, RequestStatus.Resolved resolved) => Reply(
            about,
            $"{Sign(resolved)} {StateWords(resolved, by => Name(by.Name))}{EndReason(resolved, SlackText.Inline)}",
            about.IsForRequester && resolved.Resolution == Resolution.Approved
                ? Date("Access until", about.Facts.AccessUntil)
                : null
        );

    /// <summary>The lines of a reply; in a direct message below the request, with the way to it.</summary>
    private static ComposedReply Reply(ReplyContext about, string line, string? detail = null)
    {
        var roles = List(about.Facts.Roles, role => $"*{Name(role)}*", LongestLine);
        string?[] lines =
        [
            about.IsForRequester
                ? $"Your request for {(roles.Length == 0 ? "access" : roles)} · {Name(about.Cluster)}"
                : null,
            line,
            detail,
        ];
        string[] said = [.. lines.OfType<string>()];
        var way = about is { IsForRequester: true, Link: { } link }
            ? $"\n<{SlackText.Escape(link.AbsoluteUri)}|Open in Teleport>"
            : "";
        return new(string.Join(" · ", said), [Text(string.Join('\n', said) + way)]);
    }
}
