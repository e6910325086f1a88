using AccessSlack.Messages.Partial;
using AccessSlack.Messages.Parts;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>
/// The message of a request (docs/design/message-and-log.md): a pure function of its view. Untrusted text passes
/// through <see cref="SlackText"/>, and every mrkdwn object is verbatim, so that Slack makes no mentions or links of
/// it.
/// </summary>
internal static class RequestMessage
{
    // All limits together allow about 6,500 characters. Slack's undocumented limit for a whole message accepts 9,597
    // and rejects 11,341.
    private const int MaxReason = 2000;

    /// <summary>The plain form is a single section.</summary>
    private const int MaxPlainReason = 1500;

    private const int MaxReasonLines = 20;

    public static ComposedMessage Compose(RequestView view)
    {
        // Slack parses mrkdwn in the top-level text, and shows only that text if it rejects every block.
        var text = Summary(view, SlackText.Inline);
        var buttons = RequestButtons.Of(view);
        return new(
            view.RequestId,
            view.Cluster,
            text,
            [.. Body(view), .. buttons],
            [SlackSections.Plain(PlainBody(view)), .. buttons]
        );
    }

    /// <summary>The same as mrkdwn, without buttons, for the response to a slash command.</summary>
    public static string Describe(RequestView view)
    {
        var reason = MessageText.Quoted(view.Facts.Reason, SlackText.Inline);
        return Lines(
            MessageText.Headline(view.Facts),
            reason.Length == 0 ? "" : $"Reason: {reason}",
            Details(view.Facts, view.Status),
            StatusLine(view with { OverridesThresholds = false })
        );
    }

    /// <summary>Who requests what, in plain text.</summary>
    public static string PlainHeadline(RequestFacts facts, int maxRoles) =>
        Headline(facts, SlackText.Plain, maxRoles);

    /// <summary>Whether the message names the requester, every role and every resource in full.</summary>
    /// <param name="facts">What is requested.</param>
    /// <param name="degradation">The plain form shows fewer roles, and no resources.</param>
    public static bool ShowsAll(RequestFacts facts, Degradation degradation) =>
        degradation == Degradation.Blocks
            ? NamesAllRoles(facts, MessageText.MaxLine) && facts.Resources.IsEmpty
            : NamesAllRoles(facts)
                && new ResourceText(facts).AreInFull();

    /// <summary>Whether a headline with so much room names the requester and every role in full.</summary>
    public static bool NamesAllRoles(RequestFacts facts, int maxRoles = MessageText.MaxList) =>
        MessageText.IsInFull(facts.User)
        && facts.Roles.All(MessageText.IsInFull)
        && MessageText.IsListed(facts.Roles, role => $"*{MessageText.Name(role)}*", maxRoles);

    /// <summary>One line for notifications and screen readers; ends with the state.</summary>
    private static string Summary(RequestView view, Func<string, int, string> show)
    {
        var state = StatusText.Of(view.Status, person => SlackText.Name(person.Name, MessageText.MaxName, show));
        return $"{Headline(view.Facts, show, MessageText.MaxLine)}: {state}";
    }

    private static string Headline(RequestFacts facts, Func<string, int, string> show, int maxRoles)
    {
        var roles = MessageText.List(facts.Roles, Name, maxRoles);
        return $"{Name(facts.User)} requests {(roles.Length == 0 ? "access" : roles)}";

        string Name(string name) => SlackText.Name(name, MessageText.MaxName, show);
    }

    private static IEnumerable<Block> Body(RequestView view)
    {
        yield return SlackSections.Mrkdwn(
            $"*Access request* · {MessageText.Name(view.Cluster)}\n{MessageText.Headline(view.Facts)}"
        );
        if (Reason(view.Facts, MaxReason) is { Length: > 0 } reason) yield return SlackSections.Plain(reason);
        if (Details(view.Facts, view.Status) is { Length: > 0 } details)
            yield return new ContextBlock { Elements = [new Markdown(details, verbatim: true)] };
        yield return SlackSections.Mrkdwn(StatusLine(view));
        if (Notes(view, SlackText.Inline) is { Length: > 0 } notes) yield return SlackSections.Mrkdwn(notes);
    }

    /// <summary>
    /// It has the same buttons, so it must also show why access is requested and what a click does. The quoted reason
    /// takes the room that many deciders leave.
    /// </summary>
    private static string PlainBody(RequestView view)
    {
        var status = Summary(view, SlackText.Plain) + StatusText.Reason(view.Status, SlackText.Plain);
        var notes = Lines(
            RoleText.Note(view.Tally),
            Kind(view),
            Again(view),
            Warning(view),
            Notes(view, SlackText.Plain)
        );
        var room = Math.Max(0, SlackSections.MaxLength - status.Length - notes.Length - 2);
        return Lines(status, Reason(view.Facts, Math.Min(MaxPlainReason, room)), notes);
    }

    private static string Reason(RequestFacts facts, int limit) =>
        SlackText.Quote(facts.Reason, limit, MaxReasonLines);

    /// <summary>
    /// Resources and times. A time is shown only while it matters; Teleport itself changes the request's expiry when it
    /// is approved.
    /// </summary>
    private static string Details(RequestFacts facts, RequestStatus status)
    {
        var resources = MessageText.List(new ResourceText(facts).Items(), item => item, MessageText.MaxList);
        var isPending = status is RequestStatus.Pending;
        var mayHaveAccess = isPending || status is RequestStatus.Resolved { Resolution: Resolution.Approved };
        string?[] times =
        [
            mayHaveAccess ? MessageText.Access(facts) : null,
            isPending ? MessageText.Date("request expires", facts.Expires) : null,
        ];
        return Lines(
            resources.Length == 0 ? "" : $"Resources: {resources}",
            string.Join(" · ", times.Where(time => time is not null))
        );
    }

    private static string StatusLine(RequestView view)
    {
        var more = view.Status is RequestStatus.Pending pending
            ? VoteText.Of(view.Tally, view.Thresholds, pending)
            : VoteText.Of((RequestStatus.Resolved)view.Status);
        return Lines(
            $"{StatusText.Emoji(view.Status)} {StatusText.Of(view.Status)}{more}",
            RoleText.Note(view.Tally),
            Kind(view),
            Again(view),
            Warning(view)
        );
    }

    /// <summary>They have room of their own: the state takes all of its section at its longest.</summary>
    private static string Notes(RequestView view, Func<string, int, string> show) =>
        Lines(EscalationText.Of(view.Escalations, show), WarningText.Of(view.Warnings, show));

    private static string Kind(RequestView view) => (view.Facts.Kind, view.Status) switch
    {
        (RequestKind.ShortTerm, _) => "",
        (RequestKind.LongTerm, RequestStatus.Pending) =>
            "This request asks for permanent access, so it can only be decided in Teleport.",
        (RequestKind.LongTerm, _) => "This request asked for permanent access.",
        (_, RequestStatus.Pending) =>
            "This request asks for a kind of access that I don't know, so it can only be decided in Teleport.",
        _ => "This request asked for a kind of access that I don't know.",
    };

    private static string Again(RequestView view) =>
        view.MustVoteAgain ? "Earlier votes could not be verified and do not count. Please vote again." : "";

    private static string Warning(RequestView view) =>
        view is { OverridesThresholds: true, Status: RequestStatus.Pending }
            ? "Decisions made here override Teleport's review thresholds."
            : "";

    private static string Lines(params string[] lines) => string.Join('\n', lines.Where(line => line.Length > 0));
}
