using System.Collections.Immutable;
using AccessSlack.Messages.Partial;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Messages;

/// <summary>The state of a request in words. Readers and scripts rely on the words but not on the emoji.</summary>
internal static class StatusText
{
    private const int MaxDeciders = 300;

    /// <summary>Room for one person with the longest name and roles, when all of it has to be escaped.</summary>
    private const int MaxDecidersWithRoles = 1200;

    /// <summary>In mrkdwn, with the names of those who decided.</summary>
    public static string Of(RequestStatus status) => Of(status, MessageText.Mention);

    /// <param name="status">The state.</param>
    /// <param name="show">How to show a person.</param>
    public static string Of(RequestStatus status, Func<Person, string> show) => status switch
    {
        RequestStatus.Pending => "Pending",
        RequestStatus.Resolved { By: { } by, Resolution: Resolution.Approved } resolved =>
            $"Approved by {Deciders(by, resolved, show)}",
        RequestStatus.Resolved { By: { } by, Resolution: Resolution.Denied } resolved =>
            $"Denied by {Deciders(by, resolved, show)}",
        RequestStatus.Resolved { Resolution: var resolution } ended => resolution switch
        {
            Resolution.Approved => "Approved in Teleport" + GrantText.Of(ended, role => show(new("", role))),
            Resolution.Denied => "Denied in Teleport",
            Resolution.Promoted => "Promoted to an access list",
            Resolution.Expired => "Expired",
            Resolution.Removed => "Removed in Teleport",
            _ => "Unknown state",
        },
        _ => throw new InvalidOperationException($"unknown status {status.GetType().Name}"),
    };

    public static string Emoji(RequestStatus status) => status switch
    {
        RequestStatus.Pending => "⏳",
        RequestStatus.Resolved { Resolution: Resolution.Approved or Resolution.Promoted } => "✅",
        RequestStatus.Resolved { Resolution: Resolution.Denied } => "❌",
        _ => "⌛",
    };

    /// <summary>The resolve reason as a suffix; empty if there is none.</summary>
    /// <param name="status">The state.</param>
    /// <param name="show"><see cref="SlackText.Inline"/> or <see cref="SlackText.Plain"/>.</param>
    public static string Reason(RequestStatus status, Func<string, int, string> show) =>
        status is RequestStatus.Resolved { Reason: var reason }
        && MessageText.Quoted(reason, show) is { Length: > 0 } quoted
            ? $": {quoted}"
            : "";

    /// <summary>
    /// The rule that decided by itself; or the person whose click made the decision, followed by earlier voters for it,
    /// each only for the roles that they decided.
    /// </summary>
    private static string Deciders(Decision by, RequestStatus.Resolved resolved, Func<Person, string> show)
    {
        if (by.IsAutomatic) return $"rule {show(new("", by.Rule))}";
        if (resolved.IsByRole) return GrantText.ByRole(by, resolved, show);
        ImmutableArray<(Person Person, RoleShare Roles)> people =
        [
            (new(by.SlackUserId, by.Person), by.Roles),
            .. resolved.With.Select(vote => (new Person(vote.SlackUserId, vote.Person), vote.Roles)),
        ];
        return people.All(each => each.Roles.IsAll)
            ? MessageText.List(people, each => show(each.Person), MaxDeciders)
            : MessageText.List(
                people,
                each => $"{show(each.Person)} for {each.Roles.Text(role => show(new("", role)))}",
                MaxDecidersWithRoles,
                "; "
            );
    }
}
