using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Requests.Serialization;

/// <summary>A decision in the ledger that a rule made. It has no person, place, author or part of the roles.</summary>
internal static class AutomaticDecision
{
    private const int MaxPerson = AutomaticOutcome.MaxRule + 5;

    /// <summary>Null for anything that we could not have written.</summary>
    public static Decision? Read(DecisionDocument document) =>
        document
            is
        {
            Person: { Length: <= MaxPerson } person,
            Channel: "",
            At: { } at,
            By: { Length: > 0 and <= Decision.MaxProcess } process,
            Author: null,
            Granted: null,
            For: null,
            More: null
        }
        && person.StartsWith(Decision.RulePrefix, StringComparison.Ordinal)
        && person.Length > Decision.RulePrefix.Length
        && SlackTime.Of(at) > 0
        && EnumName.Parse<RequestState>(document.State) is { } state
        && state is RequestState.Approved or RequestState.Denied
        && EnumName.Parse<DecisionOutcome>(document.Outcome) is { } outcome
            ? new(state, "", person, "", at, outcome) { Process = process }
            : null;
}
