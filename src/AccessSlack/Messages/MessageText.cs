using System.Collections.Immutable;
using System.Globalization;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Messages;

/// <summary>A person, by Slack account and by name.</summary>
internal readonly record struct Person(string SlackUserId, string Name);

/// <summary>Phrases that several messages have in common, in mrkdwn unless a parameter says otherwise.</summary>
internal static class MessageText
{
    public const int MaxName = 100;
    public const int MaxList = 900;
    public const int MaxLine = 600;

    private const int MaxQuotedReason = 300;

    public static string Name(string name) => SlackText.Name(name, MaxName, SlackText.Inline);

    /// <summary>For plain text.</summary>
    public static string PlainName(string name) => SlackText.Name(name, MaxName, SlackText.Plain);

    /// <summary>Whether <see cref="Name"/> does not cut it.</summary>
    public static bool IsInFull(string name) => Name(name) == FullList.Name(name);

    /// <summary>
    /// A mention by id, which a display name cannot forge. Updating a message does not notify anyone.
    /// </summary>
    public static string Mention(Person person) =>
        RecipientAddress.Kind(person.SlackUserId) == RecipientKind.User
            ? $"<@{person.SlackUserId}>"
            : Name(person.Name);

    /// <summary>Who requests what.</summary>
    public static string Headline(RequestFacts facts) => $"{Name(facts.User)} requests {Roles(facts)}";

    /// <summary>As a suffix to a vote; empty if it counts for every role.</summary>
    public static string For(RoleShare roles) => roles.IsAll ? "" : $" for {roles.Text(Name)}";

    /// <summary>The requested roles in bold.</summary>
    public static string Roles(RequestFacts facts, int limit = MaxList)
    {
        var roles = List(facts.Roles, role => $"*{Name(role)}*", limit);
        return roles.Length == 0 ? "access" : roles;
    }

    public static string Verb(RequestState proposed) => proposed switch
    {
        RequestState.Approved => "approve",
        RequestState.Denied => "deny",
        _ => "unknown",
    };

    public static string InParentheses(string reason) =>
        Quoted(reason, SlackText.Inline) is { Length: > 0 } quoted ? $" ({quoted})" : "";

    /// <summary>A reason in quotation marks; empty if nothing of it is visible.</summary>
    /// <param name="reason">Untrusted text.</param>
    /// <param name="show"><see cref="SlackText.Inline"/> or <see cref="SlackText.Plain"/>.</param>
    public static string Quoted(string reason, Func<string, int, string> show) =>
        show(reason, MaxQuotedReason).Length == 0 ? "" : SlackText.InQuotes(reason, MaxQuotedReason, show);

    /// <summary>A time that Slack shows in the reader's time zone; null without a time.</summary>
    public static string? Date(string label, DateTimeOffset? time) => time is not { } t
        ? null
        : $"{label} <!date^{t.ToUnixTimeSeconds()}^{{date_short_pretty}}, " +
            $"{{time}}|{t.UtcDateTime.ToString("MMM d, HH:mm", CultureInfo.InvariantCulture)} UTC>";

    /// <summary>A time that Slack shows as its distance from now; null without a time.</summary>
    public static string? Age(string label, DateTimeOffset? time) => time is not { } t
        ? null
        : $"{label} <!date^{t.ToUnixTimeSeconds()}^{{ago}}|" +
            $"{t.UtcDateTime.ToString("MMM d, HH:mm", CultureInfo.InvariantCulture)} UTC>";

    /// <summary>When the access can be used, if it is approved; null if neither time is known.</summary>
    public static string? Access(RequestFacts facts) => facts.AccessFrom is null
        ? Date("Access until", facts.AccessUntil)
        : Date("Access from", facts.AccessFrom) + Date(" until", facts.AccessUntil);

    /// <summary>Joins as many items as fit into <paramref name="limit"/>, and counts the others.</summary>
    public static string List<T>(ImmutableArray<T> items, Func<T, string> show, int limit, string separator = ", ")
    {
        var shown = items.Select(show).ToList();
        var fitting = CountFitting(shown, limit, separator);
        string[] parts =
        [
            string.Join(separator, shown.Take(fitting)),
            fitting == items.Length ? "" : $"+ {items.Length - fitting} more",
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    /// <summary>Whether <see cref="List"/> leaves nothing out.</summary>
    public static bool IsListed<T>(ImmutableArray<T> items, Func<T, string> show, int limit) =>
        CountFitting(items.Select(show), limit, ", ") == items.Length;

    private static int CountFitting(IEnumerable<string> shown, int limit, string separator) =>
        shown.TakeWhile(item => (limit -= item.Length + separator.Length) >= 0).Count();
}
