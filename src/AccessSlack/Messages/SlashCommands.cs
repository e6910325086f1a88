using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Requests.Text;

namespace AccessSlack.Messages;

/// <summary>A request in the answer to a slash command.</summary>
/// <param name="View">Its offer is ignored: the answer has no buttons.</param>
/// <param name="Created">For sorting; an unknown time counts as old.</param>
internal sealed record ListedRequest(RequestView View, DateTimeOffset? Created);

/// <summary>
/// Parses the slash command, and composes the answers in mrkdwn. The caller decides which requests the user may see.
/// Untrusted text passes through <see cref="SlackText"/>.
/// </summary>
internal static class SlashCommands
{
    /// <summary>Limit for both lists together.</summary>
    private const int MostRequests = 20;

    // Keeps two lists below Slack's undocumented limit for all blocks (SlackLimits.AllBlockText).
    private const int LongestList = 4500;
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
        [var word] when TakesId(word) => new SlashCommandIntent.Help($"“{word.ToLowerInvariant()}” needs a request ID."),
        [var word, var id] when TakesId(word) => OfRequest(word, id),
        [var word, var more, ..] when Is(word, "help") || Is(word, "list") => Unexpected(more),
        [var word, _, var more, ..] when TakesId(word) => Unexpected(more),
        [var word, ..] => Unknown(word),
    };

    /// <param name="mine">Requests made by the user.</param>
    /// <param name="others">Requests of others that the user can decide.</param>
    /// <param name="isPartial">Slack could not say which groups the user is a member of.</param>
    public static string List(
        IEnumerable<ListedRequest> mine,
        IEnumerable<ListedRequest> others,
        bool isPartial = false
    )
    {
        var own = NewestFirst(mine);
        var named = NewestFirst(
            others.Where(other => !own.Any(request => request.View.RequestId == other.View.RequestId))
        );
        // Each list may use what the other does not need, and at least half.
        var mostOwn = Math.Max(MostRequests / 2, MostRequests - named.Length);
        var mostNamed = MostRequests - Math.Min(own.Length, mostOwn);
        string[] lists =
        [
            Section("Your requests", own, mostOwn, OwnLine),
            Section("Requests you can decide", named, mostNamed, OthersLine),
        ];
        var all = lists.Any(list => list.Length > 0)
            ? string.Join('\n', lists.Where(list => list.Length > 0))
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
            $"`{name} list`: list your access requests and those you can decide",
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

    private static ImmutableArray<ListedRequest> NewestFirst(IEnumerable<ListedRequest> requests) =>
        [
            .. requests
                .OrderByDescending(request => request.Created ?? DateTimeOffset.MinValue)
                .ThenBy(request => request.View.RequestId, StringComparer.Ordinal),
        ];

    /// <summary>As many lines as fit, and the number of those left out.</summary>
    private static string Section(
        string title,
        ImmutableArray<ListedRequest> requests,
        int most,
        Func<RequestView, string> line
    )
    {
        if (requests.IsEmpty) return "";
        var left = LongestList;
        List<string> lines =
        [
            .. requests
                .Take(most)
                .Select(request => line(request.View))
                .TakeWhile(text => (left -= text.Length + 1) >= 0),
        ];
        var rest = requests.Length - lines.Count;
        if (rest > 0) lines.Add($"+ {rest} more in Teleport");
        return string.Join('\n', [$"*{title}*", .. lines]);
    }

    private static string OwnLine(RequestView view) =>
        $"• {Id(view)} · {Roles(view)} · {StatusText.Of(view.Status)}";

    private static string OthersLine(RequestView view) =>
        $"• {Id(view)} · {MessageText.Name(view.Facts.User)}: {Roles(view)} · {StatusText.Of(view.Status)}";

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
