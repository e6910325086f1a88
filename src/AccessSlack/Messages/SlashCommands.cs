using System.Collections.Immutable;
using AccessSlack.Messages.Parts;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Requests.Text;

namespace AccessSlack.Messages;

/// <summary>
/// Parses the slash command, and composes the answers in mrkdwn. The caller decides which requests the user may see.
/// Untrusted text passes through <see cref="SlackText"/>.
/// </summary>
internal static class SlashCommands
{
    // Keeps two lists below Slack's undocumented limit for all blocks (SlackLimits.AllBlockText).
    private const int LongestLists = 9000;
    private const int LongestReason = 80;
    private const int LongestRoles = 250;
    private const int LongestWord = 60;

    private const string Partial =
        "I can't look up your Slack groups right now, so some requests may be missing. Please try again in a minute.";

    /// <summary>Longer than any valid command; the rest of the text is ignored.</summary>
    private const int LongestText = 1000;

    public static SlashCommandIntent Parse(string text) => Words(text) switch
    {
        [] => new SlashCommandIntent.Help(""),
        [var word] when Is(word, "help") => new SlashCommandIntent.Help(""),
        [var word] when Is(word, "list") => new SlashCommandIntent.List(),
        [var word] when TakesId(word) =>
            new SlashCommandIntent.Help($"“{word.ToLowerInvariant()}” needs a request ID."),
        [var word, var id] when TakesId(word) => OfRequest(word, id),
        [var word, var more, ..] when Is(word, "help") || Is(word, "list") => Unexpected(more),
        [var word, _, var more, ..] when TakesId(word) => Unexpected(more),
        [var word, ..] => Unknown(word),
    };

    /// <param name="lists">What concerns the user.</param>
    /// <param name="now">Age is told in words.</param>
    /// <param name="isPartial">Slack could not say which groups the user is a member of.</param>
    public static string List(RequestLists lists, DateTimeOffset now, bool isPartial = false)
    {
        var own = Lines(lists.Own, view => Roles(view), now);
        var others = Lines(lists.Others, view => $"{MessageText.Name(view.Facts.User)}: {Roles(view)}", now);
        // Each list may use what the other does not need, and at least half.
        var roomForOwn = Math.Max(LongestLists / 2, LongestLists - others.Sum(line => line.Length + 1));
        var mine = Section("Your requests", own, lists.MoreOwn, roomForOwn);
        string[] sections =
            [mine, Section("Requests you can decide", others, lists.MoreOthers, LongestLists - mine.Length)];
        var all = sections.Any(section => section.Length > 0)
            ? string.Join('\n', sections.Where(section => section.Length > 0))
            : "You have no open access requests, and none are waiting for your decision.";
        return isPartial ? $"{all}\n{Partial}" : all;
    }

    public static string Show(RequestView view) => $"{Title(view)}\n{RequestMessage.Describe(view)}";

    /// <summary>The first line of an answer about one request.</summary>
    public static string Title(RequestView view) =>
        $"*Access request* {Id(view)} · {MessageText.Name(view.Cluster)}";

    /// <summary>The same text for a request that does not exist and for one that the user may not see.</summary>
    /// <param name="requestId">The id that was asked for.</param>
    /// <param name="isPartial">See <see cref="List"/>.</param>
    public static string NotFound(string requestId, bool isPartial = false)
    {
        var answer = $"There is no open request {Quote(requestId)} that you can see here.";
        return isPartial ? $"{answer}\n{Partial}" : answer;
    }

    /// <param name="command">Its name, with the slash.</param>
    /// <param name="why">See <see cref="SlashCommandIntent.Help"/>.</param>
    public static string Help(string command, string why)
    {
        var name = SlackText.Inline(command, LongestWord);
        string[] lines =
        [
            why,
            $"`{name} list`: list your access requests and those you can decide, with links to their messages",
            $"`{name} show ID`: show one request",
            $"`{name} who ID`: show who can decide one request, and what is missing",
            $"`{name} help`: show this help",
        ];
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    private static string[] Words(string text) =>
        text[..Math.Min(text.Length, LongestText)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static bool Is(string word, string command) => word.Equals(command, StringComparison.OrdinalIgnoreCase);

    private static bool TakesId(string word) => Is(word, "show") || Is(word, "who");

    private static SlashCommandIntent OfRequest(string word, string id) => RequestIds.IsPossible(id) switch
    {
        false => new SlashCommandIntent.Help($"{Quote(id)} isn't a valid request ID."),
        _ when Is(word, "show") => new SlashCommandIntent.Show(id),
        _ => new SlashCommandIntent.Who(id),
    };

    private static SlashCommandIntent.Help Unknown(string word) => new($"I don't know the command {Quote(word)}.");

    private static SlashCommandIntent.Help Unexpected(string word) => new($"I don't understand {Quote(word)}.");

    private static ImmutableArray<string> Lines(
        ImmutableArray<ListedRequest> requests,
        Func<RequestView, string> what,
        DateTimeOffset now
    ) => [.. requests.Select(request => Line(request, what(request.View), now))];

    private static string Line(ListedRequest request, string what, DateTimeOffset now)
    {
        var view = request.View;
        string?[] parts =
        [
            $"• {Id(view)}",
            what,
            StatusText.Of(view.Status),
            Reason(view.Facts.Reason),
            request.Created is { } created ? $"requested {PlainTime.Of(now - created)} ago" : null,
            view.Status is RequestStatus.Pending ? MessageText.Date("expires", view.Facts.Expires) : null,
            request.Message is { } message ? SlackText.Link(message, "Go to the message") : null,
        ];
        return string.Join(" · ", parts.Where(part => part is not null));
    }

    /// <summary>Null if nothing of it is visible.</summary>
    private static string? Reason(string reason) =>
        SlackText.Inline(reason, LongestReason).Length == 0
            ? null
            : SlackText.InQuotes(reason, LongestReason, SlackText.Inline);

    /// <summary>As many lines as fit, and the number of those left out.</summary>
    private static string Section(string title, ImmutableArray<string> all, int more, int room)
    {
        if (all.IsEmpty) return "";
        var left = room - title.Length - 40; // of the line that counts the others
        List<string> lines = [.. all.TakeWhile(line => (left -= line.Length + 1) >= 0)];
        var rest = all.Length - lines.Count + more;
        if (rest > 0) lines.Add($"+ {rest} more in Teleport");
        return string.Join('\n', [$"*{title}*", .. lines]);
    }

    private static string Roles(RequestView view)
    {
        var roles = MessageText.List(view.Facts.Roles, MessageText.Name, LongestRoles);
        return (roles.Length == 0 ? "access" : roles)
            + (view.Facts.Kind == RequestKind.LongTerm ? " (permanent access)" : "");
    }

    private static string Id(RequestView view)
    {
        var id = MessageText.Name(view.RequestId);
        return view.Link is { } page ? SlackText.Link(page, id) : id;
    }

    private static string Quote(string word) => SlackText.InQuotes(word, LongestWord, SlackText.Inline);
}
