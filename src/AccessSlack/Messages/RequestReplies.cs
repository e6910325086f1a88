using System.Collections.Immutable;
using AccessSlack.Messages.Parts;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Messages;

/// <summary>What replies may mention.</summary>
/// <param name="Cluster">Cluster name.</param>
/// <param name="Facts">Who requests what.</param>
/// <param name="Link">The request in Teleport, or null.</param>
/// <param name="IsForRequester">
/// True for a direct message, which has to name its request; a reply in a thread follows the request's message.
/// </param>
internal sealed record ReplyContext(string Cluster, RequestFacts Facts, Uri? Link, bool IsForRequester);

/// <summary>
/// The short messages besides the request's own: replies in its threads, and direct messages to the requester. People
/// are named but not mentioned, because a mention in a new message would notify them.
/// </summary>
internal static class RequestReplies
{
    /// <summary>Tells the requester that the approvers were notified.</summary>
    public static ComposedReply Receipt(ReplyContext about) =>
        Reply(about, "⏳ Your approvers have been notified. I'll message you when there's news.");

    public static ComposedReply Voted(ReplyContext about, Vote vote) =>
        Reply(
            about,
            $"{MessageText.Name(vote.Person)}: {VoteText.Choice(vote)}" +
            MessageText.InParentheses(vote.Reason)
        );

    public static ComposedReply Reminder(ReplyContext about) =>
        Reply(
            about,
            $"⏳ Still pending: {MessageText.Headline(about.Facts)}",
            MessageText.Date("request expires", about.Facts.Expires)
        );

    /// <summary>For those who were told first.</summary>
    public static ComposedReply Escalated(ReplyContext about, ImmutableArray<ShownEscalation> escalations) =>
        Reply(about, EscalationText.Of(escalations, SlackText.Inline));

    /// <summary>What was said of the end no longer holds.</summary>
    public static ComposedReply Reopened(ReplyContext about) =>
        Reply(about, "⏳ Pending again: it was reopened in Teleport, and earlier votes no longer count");

    public static ComposedReply Resolved(ReplyContext about, RequestStatus.Resolved resolved) =>
        Reply(
            about,
            $"{StatusText.Emoji(resolved)} {StatusText.Of(resolved, by => MessageText.Name(by.Name))}" +
            VoteText.Of(resolved),
            about.IsForRequester && resolved.Resolution == Resolution.Approved
                ? MessageText.Access(about.Facts)
                : null
        );

    /// <summary>Tells the requester when the access ends, shortly before.</summary>
    public static ComposedReply AccessEnding(ReplyContext about) =>
        Notice(
            about,
            $"⌛ {Grant(about)} {MessageText.Date("ends", about.Facts.AccessUntil) ?? "ends soon"}. " +
            "If you need it longer, make a new request."
        );

    public static ComposedReply AccessEnded(ReplyContext about) => Notice(about, $"⌛ {Grant(about)} has ended.");

    private static string Grant(ReplyContext about) => about.Facts.Roles.IsEmpty
        ? "Your access"
        : $"Your access to {MessageText.Roles(GrantedOf(about.Facts), MessageText.MaxLine)}";

    private static RequestFacts GrantedOf(RequestFacts facts) =>
        facts with { Roles = facts.Roles.RemoveAll(role => !facts.Granted.Includes(role)) };

    /// <summary>A direct message that names its subject by itself; the cluster stands below.</summary>
    private static ComposedReply Notice(ReplyContext about, string line)
    {
        var cluster = MessageText.Name(about.Cluster);
        return new($"{line} · {cluster}", [SlackSections.Mrkdwn($"{line}\n{cluster}")]);
    }

    private static ComposedReply Reply(ReplyContext about, string line, string? detail = null)
    {
        string[] lines = [.. new[] { Request(about), line, detail }.OfType<string>()];
        return new(
            string.Join(" · ", lines),
            [SlackSections.Mrkdwn(string.Join('\n', lines) + Link(about))]
        );
    }

    private static string? Request(ReplyContext about) => about.IsForRequester
        ? $"Your request for {MessageText.Roles(about.Facts, MessageText.MaxLine)} · {MessageText.Name(about.Cluster)}"
        : null;

    private static string Link(ReplyContext about) => about is { IsForRequester: true, Link: { } link }
        ? $"\n<{SlackText.Escape(link.AbsoluteUri)}|Open in Teleport>"
        : "";
}
