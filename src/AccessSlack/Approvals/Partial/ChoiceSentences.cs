using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Text;

namespace AccessSlack.Approvals.Partial;

/// <summary>What a person is told who has chosen role by role, in mrkdwn.</summary>
internal static class ChoiceSentences
{
    public const string UntilSettled = "Nothing is granted until every role is settled.";

    private const int MaxRoles = 10;

    public static string Voted(ClickOutcome.Voted voted) =>
        $"Your choices were recorded: {Chosen(voted.Choices)}. So far: {States(voted.Tally)}. " +
        UntilSettled;

    public static string Decided(ClickOutcome.Decided decided)
    {
        var chosen = decided.Choices.IsEmpty ? "" : $"You chose: {Chosen(decided.Choices)}. ";
        var request = $"{SlackText.Inline(decided.Requester, 100)}'s request is";
        return chosen + (decided.Decision switch
        {
            { State: RequestState.Denied } => $"{request} denied.",
            { Granted.IsAll: true } => $"{request} approved.",
            { Granted.Names: var granted } =>
                $"{request} approved for {List(granted)}. Not granted: {List(decided.NotGranted)}.",
        });
    }

    private static string Chosen(RoleChoices choices)
    {
        var (approved, denied) = (choices.Of(RequestState.Approved), choices.Of(RequestState.Denied));
        string[] parts =
        [
            approved.IsEmpty ? "" : $"approve {List(approved)}",
            denied.IsEmpty ? "" : $"deny {List(denied)}",
        ];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }

    private static string States(VoteTally tally)
    {
        var units = tally.Units;
        var shown = units.Take(MaxRoles).Select(unit => $"{List(unit.Unit.Roles)} {State(unit.State)}");
        return string.Join("; ", shown) + (units.Length > MaxRoles ? $" + {units.Length - MaxRoles} more" : "");
    }

    private static string State(Verdict state) => state switch
    {
        Verdict.Approve => "approved",
        Verdict.Deny => "denied",
        _ => "open",
    };

    private static string List(ImmutableArray<string> roles) =>
        string.Join(", ", roles.Take(MaxRoles).Select(role => SlackText.Name(role, 100, SlackText.Inline)))
        + (roles.Length > MaxRoles ? $" + {roles.Length - MaxRoles} more" : "");
}
