using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Messages.Partial;

/// <summary>What an approval of a part has granted, and by whom, as parts of the state of a request.</summary>
internal static class GrantText
{
    private const int MaxRoles = 250;
    private const int MaxDeciders = 600;

    /// <summary>As a suffix; empty if everything was granted.</summary>
    /// <param name="resolved">The state.</param>
    /// <param name="show">How to show a name.</param>
    public static string Of(RequestStatus.Resolved resolved, Func<string, string> show) =>
        resolved.Refused.IsEmpty ? "" : $" for {Roles(resolved.Granted.Names, show)}{Refused(resolved, show)}";

    /// <summary>Those whose choices led to a decision that was made role by role, and the suffix.</summary>
    /// <inheritdoc cref="Of"/>
    public static string ByRole(Decision by, RequestStatus.Resolved resolved, Func<Person, string> show)
    {
        var people = resolved.With
            .Select(vote => (Person: new Person(vote.SlackUserId, vote.Person), Roles: Supported(vote, by)))
            .ToImmutableArray();
        if (people.IsEmpty) people = [(new(by.SlackUserId, by.Person), [])];
        string Name(string role) => show(new("", role));
        return people.All(each => IsForAll(each.Roles, by, resolved))
            ? MessageText.List(people, each => show(each.Person), MaxDeciders) + Of(resolved, Name)
            : MessageText.List(
                people,
                each => show(each.Person) + (each.Roles.IsEmpty ? "" : $" for {Roles(each.Roles, Name)}"),
                MaxDeciders,
                "; "
            ) + Refused(resolved, Name);
    }

    private static ImmutableArray<string> Supported(Vote vote, Decision by) =>
        [.. vote.Choices.Of(by.State).Where(by.Granted.Includes)];

    /// <summary>A denial is of everything; who denied what does not matter if all denied the same.</summary>
    private static bool IsForAll(ImmutableArray<string> roles, Decision by, RequestStatus.Resolved resolved) =>
        roles.IsEmpty
        || (by.Granted.IsAll
            ? roles.Length >= resolved.With.SelectMany(vote => Supported(vote, by)).Distinct().Count()
            : by.Granted.Names.All(roles.Contains));

    private static string Refused(RequestStatus.Resolved resolved, Func<string, string> show) =>
        resolved.Refused.IsEmpty ? "" : $"; not granted: {Roles(resolved.Refused, show)}";

    private static string Roles(ImmutableArray<string> roles, Func<string, string> show) =>
        MessageText.List(roles, show, MaxRoles);
}
