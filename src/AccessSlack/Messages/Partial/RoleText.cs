using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;

namespace AccessSlack.Messages.Partial;

/// <summary>Phrases about requests that are decided role by role, in mrkdwn.</summary>
internal static class RoleText
{
    public const string UntilSettled = ChoiceSentences.UntilSettled;

    private const int MaxBlock = 150;
    private const int MaxChosen = 150;

    /// <summary>The state of each role, as a clause.</summary>
    public static string States(VoteTally tally) =>
        MessageText.List(tally.Units, unit => $"{Name(unit.Unit)}: {State(tally, unit)}", MessageText.MaxLine, "; ");

    /// <summary>Something was approved, which as yet grants nothing; empty otherwise.</summary>
    public static string Note(VoteTally? tally) =>
        tally is { IsByRole: true, Verdict: not Verdict.LinkOnly } && tally.Roles.Any(role => role.Approvals > 0)
            ? UntilSettled
            : "";

    /// <summary>For example <c>approve dba, deny root</c>.</summary>
    public static string Choices(RoleChoices choices) => string.Join(
        ", ",
        new[] { RequestState.Approved, RequestState.Denied }
            .Select(choice => (Verb: MessageText.Verb(choice), Roles: choices.Of(choice)))
            .Where(chosen => !chosen.Roles.IsEmpty)
            .Select(chosen => $"{chosen.Verb} {MessageText.List(chosen.Roles, MessageText.Name, MaxChosen)}")
    );

    private static string Name(RoleUnit unit) => unit switch
    {
        { IsBlock: true, Roles.Length: > 1 } =>
            $"{MessageText.List(unit.Roles, MessageText.Name, MaxBlock)} together",
        _ => MessageText.Name(unit.Roles[0]),
    };

    private static string State(VoteTally tally, (RoleUnit Unit, Verdict State) unit) => unit.State switch
    {
        Verdict.Approve => "approved",
        Verdict.Deny => "denied",
        _ when unit.Unit.Roles.Length > 1 => "open",
        _ => Progress(tally.Roles.First(role => role.Role == unit.Unit.Roles[0])),
    };

    private static string Progress(RoleTally role)
    {
        var ((given, needed), (denied, enough)) =
            (role.CountOf(RequestState.Approved), role.CountOf(RequestState.Denied));
        ImmutableArray<string> counts =
        [
            .. needed > 1 ? [$"{given} of {needed} approvals"] : Array.Empty<string>(),
            .. enough > 1 && denied > 0 ? [$"{denied} of {enough} denials"] : Array.Empty<string>(),
        ];
        return counts.IsEmpty ? "open" : string.Join(", ", counts);
    }
}
