using System.Collections.Immutable;
using System.Globalization;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>
/// The message of a request (docs/design/message-and-log.md): a pure function of its view. Text chosen by others
/// goes through <see cref="SlackText"/>; every mrkdwn object is verbatim, so that Slack makes no mention or link
/// out of it.
/// </summary>
internal static partial class RequestMessage
{
    // The Go plugin's ids: messages of both are one case, in both directions.
    public const string BlockId = "approve_or_deny";
    public const string ApproveId = "approve_request";
    public const string DenyId = "deny_request";
    public const string OpenId = "open_request";

    // Together at most about 6,500 characters: Slack's unwritten total is known to let 9,597 pass, and to refuse
    // 11,341.
    private const int LongestName = 100;
    private const int LongestList = 900;
    private const int LongestReason = 2000;
    private const int LongestNote = 300;
    private const int LongestLine = 600;
    private const int LongestVotes = 900;
    private const int LongestDeciders = 300;
    private const int LongestThresholds = 200;

    /// <summary>The plain form says everything in one section, which takes 3,000 characters.</summary>
    private const int LongestPlainReason = 1500;

    /// <summary>With a name and our words less than the 300 characters of a dialog.</summary>
    private const int LongestConfirmedRoles = 160;

    private const int MostReasonLines = 20;

    public static ComposedMessage Compose(RequestView view)
    {
        // Slack reads mrkdwn in the top-level text, and shows nothing else when it refuses every block.
        var text = Summary(view, SlackText.Inline);
        var actions = Actions(view);
        return new(
            view.RequestId,
            view.Cluster,
            text,
            [.. Body(view), .. actions],
            [Plain(PlainBody(view)), .. actions]
        );
    }

    /// <summary>The same in mrkdwn alone and without buttons, for the answer to a slash command.</summary>
    public static string Describe(RequestView view)
    {
        var reason = Words(view.Facts.Reason, SlackText.Inline);
        string[] lines =
        [
            Headline(view.Facts),
            reason.Length == 0 ? "" : $"Reason: {reason}",
            Details(view.Facts, view.Status),
            StatusLine(view with { OverridesThresholds = false }),
        ];
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    /// <summary>One line for notifications and screen readers; ends with the state.</summary>
    private static string Summary(RequestView view, Func<string, int, string> show)
    {
        return $"{Wish(view.Facts, show, LongestLine)}: " +
            $"{StateWords(view.Status, person => SlackText.Name(person.Name, LongestName, show))}";
    }

    private static string Wish(RequestFacts facts, Func<string, int, string> show, int limit)
    {
        var roles = List(facts.Roles, role => SlackText.Name(role, LongestName, show), limit);
        return $"{SlackText.Name(facts.User, LongestName, show)} requests {(roles.Length == 0 ? "access" : roles)}";
    }

    /// <summary>The same buttons need the same ground to stand on: why, and what a click does.</summary>
    private static string PlainBody(RequestView view)
    {
        string[] lines =
        [
            Summary(view, SlackText.Plain) + EndReason(view.Status, SlackText.Plain),
            Reason(view.Facts, LongestPlainReason),
            Warning(view),
        ];
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    private static IEnumerable<Block> Body(RequestView view)
    {
        yield return Text($"*Access request* · {Name(view.Cluster)}\n{Headline(view.Facts)}");
        if (Reason(view.Facts, LongestReason) is { Length: > 0 } reason) yield return Plain(reason);
        if (Details(view.Facts, view.Status) is { Length: > 0 } details)
            yield return new ContextBlock { Elements = [Verbatim(details)] };
        yield return Text(StatusLine(view));
    }

    private static string Headline(RequestFacts facts)
    {
        var roles = List(facts.Roles, role => $"*{Name(role)}*", LongestList);
        return $"{Name(facts.User)} requests {(roles.Length == 0 ? "access" : roles)}";
    }

    private static string Reason(RequestFacts facts, int limit) =>
        SlackText.Quote(facts.Reason, limit, MostReasonLines);

    /// <summary>
    /// Times are shown while they mean something: Teleport itself moves the request's expiry when it is approved.
    /// </summary>
    private static string Details(RequestFacts facts, RequestStatus status)
    {
        var resources = List(WithoutRepeatedKinds(facts.Resources), resource => resource, LongestList);
        var isPending = status is RequestStatus.Pending;
        var mayHaveAccess = isPending || status is RequestStatus.Resolved { Resolution: Resolution.Approved };
        string?[] times =
        [
            mayHaveAccess ? Date("Access until", facts.AccessUntil) : null,
            isPending ? Date("request expires", facts.Expires) : null,
        ];
        string?[] lines =
        [
            resources.Length == 0 ? null : $"Resources: {resources}",
            string.Join(" · ", times.Where(time => time is not null)),
        ];
        return string.Join('\n', lines.Where(line => !string.IsNullOrEmpty(line)));
    }

    /// <summary><c>node db-1, node db-2</c> reads as <c>node db-1, db-2</c>.</summary>
    private static ImmutableArray<string> WithoutRepeatedKinds(ImmutableArray<string> resources)
    {
        List<(string Kind, string Name)> parts =
        [
            .. resources
                .Select(resource => resource.Split(' ', 2))
                .Select(parts => (parts.Length > 1 ? parts[0] : "", parts[^1])),
        ];
        return
        [
            .. parts.Select(
                (part, i) =>
                    part.Kind.Length == 0 || (i > 0 && part.Kind == parts[i - 1].Kind)
                        ? Name(part.Name)
                        : $"{Name(part.Kind)} {Name(part.Name)}"
            ),
        ];
    }

    private static string StatusLine(RequestView view)
    {
        var more = view.Status is RequestStatus.Pending pending
            ? Votes(view.Tally) + Thresholds(view.Thresholds, pending) + Reviews(pending)
            : EndReason(view.Status, SlackText.Inline);
        return $"{Sign(view.Status)} {StateWords(view.Status, Mention)}{more}\n{Warning(view)}".TrimEnd('\n');
    }

    private static string Warning(RequestView view) =>
        view is { OverridesThresholds: true, Status: RequestStatus.Pending }
            ? "Decisions made here override Teleport's review thresholds."
            : "";

    private static string EndReason(RequestStatus status, Func<string, int, string> show) =>
        status is RequestStatus.Resolved { Reason: var reason } && Words(reason, show) is { Length: > 0 } words
            ? $": {words}"
            : "";

    /// <summary>How many approvals there are of how many, where one is not enough, and who voted what.</summary>
    private static string Votes(VoteTally? tally)
    {
        if (tally is null or { Verdict: Verdict.LinkOnly }) return "";
        var votes = List(
            tally.Votes,
            vote => $"{Mention(new(vote.SlackUserId, vote.Person))}: {Verb(vote.Choice)}{InBrackets(vote.Reason)}",
            LongestVotes,
            " · "
        );
        return string.Concat(
            new[] { Progress(tally), votes }.Where(part => part.Length > 0).Select(part => " · " + part)
        );
    }

    private static string Progress(VoteTally tally)
    {
        if (!tally.ShowsProgress) return "";
        var (given, needed) = tally.Approvals;
        if (tally.IsUniform) return $"{given} of {needed} approvals";
        return List(
            tally.Roles,
            role => $"{role.Approvals} of {role.Needed} approvals for {Name(role.Role)}",
            LongestLine
        );
    }

    /// <summary>
    /// How far Teleport's own count has come. Whom a filter means only Teleport can tell, so there the number alone is
    /// shown.
    /// </summary>
    private static string Thresholds(ImmutableArray<Threshold> thresholds, RequestStatus.Pending pending)
    {
        var given = pending.Reviews.Count(review => review.Proposed == RequestState.Approved);
        ImmutableArray<string> asked =
        [
            .. thresholds.Where(threshold => threshold.Approve > 0)
                .Select(threshold => threshold.Filter.Length == 0
                    ? $"{given} of {threshold.Approve} approvals"
                    : $"{threshold.Approve} approvals from specific reviewers")
                .Distinct(),
        ];
        return asked.IsEmpty ? "" : $" · Teleport: {List(asked, text => text, LongestThresholds, " or ")}";
    }

    private static string Reviews(RequestStatus.Pending pending)
    {
        var shown = List(pending.Reviews, review => ReviewText(review), LongestList, " · ");
        var ours = pending.Submitted is { } mine
            ? $" · review submitted for {Mention(new(mine.SlackUserId, mine.Person))}: {Verb(mine.State)}"
            : "";
        return (shown.Length == 0 ? "" : " · " + shown) + ours;
    }

    private static string ReviewText(Review review) =>
        $"{Name(review.Author)}: {Verb(review.Proposed)}{InBrackets(review.Reason)}";

    private static string InBrackets(string reason) =>
        Words(reason, SlackText.Inline) is { Length: > 0 } words ? $" ({words})" : "";

    /// <summary>In quotation marks; empty when nothing of it is visible.</summary>
    private static string Words(string reason, Func<string, int, string> show) =>
        show(reason, LongestNote).Length == 0 ? "" : SlackText.InQuotes(reason, LongestNote, show);

    private static string Verb(RequestState proposed) => proposed switch
    {
        RequestState.Approved => "approve",
        RequestState.Denied => "deny",
        _ => "unknown",
    };

    /// <summary>The state word, with who decided it, in mrkdwn.</summary>
    public static string State(RequestStatus status) => StateWords(status, Mention);

    /// <summary>The words are a contract with readers and scripts; the emoji before them is not.</summary>
    private static string StateWords(RequestStatus status, Func<Person, string> show) => status switch
    {
        RequestStatus.Pending => "Pending",
        RequestStatus.Resolved { By: not null, Resolution: Resolution.Approved } ended =>
            $"Approved by {Deciders(ended, show)}",
        RequestStatus.Resolved { By: not null, Resolution: Resolution.Denied } ended =>
            $"Denied by {Deciders(ended, show)}",
        RequestStatus.Resolved { Resolution: var resolution } => resolution switch
        {
            Resolution.Approved => "Approved in Teleport",
            Resolution.Denied => "Denied in Teleport",
            Resolution.Promoted => "Promoted to an access list",
            Resolution.Expired => "Expired",
            Resolution.Removed => "Removed in Teleport",
            _ => "Unknown state",
        },
        _ => throw new InvalidOperationException($"unknown status {status.GetType().Name}"),
    };

    private static string Sign(RequestStatus status) => status switch
    {
        RequestStatus.Pending => "⏳",
        RequestStatus.Resolved { Resolution: Resolution.Approved or Resolution.Promoted } => "✅",
        RequestStatus.Resolved { Resolution: Resolution.Denied } => "❌",
        _ => "⌛",
    };

    /// <summary>The last one made the decision; the others have voted for it before.</summary>
    private static string Deciders(RequestStatus.Resolved ended, Func<Person, string> show) =>
        List(
            [
                new Person(ended.By!.SlackUserId, ended.By.Person),
                .. ended.With.Select(vote => new Person(vote.SlackUserId, vote.Person)),
            ],
            show,
            LongestDeciders
        );

    /// <summary>A mention by id cannot be forged by a display name; an update of a message notifies nobody.</summary>
    private static string Mention(Person person) =>
        RecipientAddress.Kind(person.SlackUserId) == RecipientKind.User
            ? $"<@{person.SlackUserId}>"
            : Name(person.Name);

    private readonly record struct Person(string SlackUserId, string Name);

    private static ImmutableArray<Block> Actions(RequestView view)
    {
        List<ActionElement> buttons = [];
        if (view.Offer == Offer.Decide)
        {
            buttons.Add(
                new Button
                {
                    ActionId = ApproveId,
                    Text = new PlainText { Text = "Approve", Emoji = false },
                    Value = view.RequestId,
                    Style = ButtonStyle.Primary,
                    Confirm = Confirmation(view, "Approve", ButtonStyle.Primary),
                }
            );
            buttons.Add(
                new Button
                {
                    ActionId = DenyId,
                    Text = new PlainText { Text = "Deny", Emoji = false },
                    Value = view.RequestId,
                    Style = ButtonStyle.Danger,
                    Confirm = Confirmation(view, "Deny", ButtonStyle.Danger),
                }
            );
        }

        if (view.Offer != Offer.Nothing && view.Link is { } link)
            buttons.Add(
                new Button
                {
                    ActionId = OpenId,
                    Text = new PlainText { Text = "Open in Teleport", Emoji = false },
                    Url = link.AbsoluteUri,
                    Value = view.RequestId,
                }
            );
        return buttons.Count == 0 ? [] : [new ActionsBlock { BlockId = BlockId, Elements = buttons }];
    }

    /// <summary>Names what is at stake, so that nobody takes one message for another.</summary>
    private static ConfirmationDialog? Confirmation(RequestView view, string verb, ButtonStyle style) =>
        !view.Confirms
            ? null
            : new()
            {
                Title = new PlainText($"{verb} this request?", emoji: false),
                Text = new PlainText(Wish(view.Facts, SlackText.Plain, LongestConfirmedRoles), emoji: false),
                Confirm = new PlainText(verb, emoji: false),
                Deny = new PlainText("Cancel", emoji: false),
                Style = style,
            };

    private static string? Date(string label, DateTimeOffset? time) => time is not { } t
            ? null
            : $"{label} <!date^{t.ToUnixTimeSeconds()}^{{date_short_pretty}}, " +
                $"{{time}}|{t.UtcDateTime.ToString("MMM d, HH:mm", CultureInfo.InvariantCulture)} UTC>";

    /// <summary>Joins as many items as fit into <paramref name="limit"/> and counts the rest.</summary>
    public static string List<T>(ImmutableArray<T> items, Func<T, string> show, int limit, string separator = ", ")
    {
        var shown = items.Select(show).ToList();
        var fitting = shown.TakeWhile(item => (limit -= item.Length + separator.Length) >= 0).Count();
        string[] parts =
        [
            string.Join(separator, shown.Take(fitting)),
            fitting == items.Length ? "" : $"+ {items.Length - fitting} more",
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    public static string Name(string name) => SlackText.Name(name, LongestName, SlackText.Inline);

    private static SectionBlock Plain(string text) => new() { Text = new PlainText { Text = text, Emoji = false } };

    private static SectionBlock Text(string mrkdwn) => new() { Text = Verbatim(mrkdwn) };

    private static Markdown Verbatim(string mrkdwn) => new() { Text = mrkdwn, Verbatim = true };
}
