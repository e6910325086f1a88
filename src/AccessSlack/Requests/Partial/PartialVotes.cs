using System.Collections.Immutable;

namespace AccessSlack.Requests.Partial;

/// <summary>Votes that tell roles apart.</summary>
internal static class PartialVotes
{
    /// <summary>What a vote chooses for a role; null if it leaves the role open.</summary>
    public static RequestState? ChoiceFor(this Vote vote, string role) =>
        vote.Choices.IsEmpty ? vote.Choice
        : vote.Choices.ByRole.TryGetValue(role, out var choice) ? choice
        : null;

    /// <summary>
    /// A role that a person leaves open keeps what the same person has chosen before, and with it the reason, unless
    /// there is a new one.
    /// </summary>
    /// <param name="vote">The newest.</param>
    /// <param name="votes">Of all people.</param>
    /// <param name="roles">All that are requested: an earlier vote may be on the request as a whole.</param>
    public static Vote After(this Vote vote, ImmutableArray<Vote> votes, ImmutableArray<string> roles)
    {
        if (vote.Choices.IsEmpty) return vote;
        var merged = vote;
        foreach (var earlier in votes.Where(vote.IsSamePerson).OrderByDescending(earlier => earlier.Time))
        {
            var choices = earlier.Choices.IsEmpty ? RoleChoices.Of(roles, earlier.Choice) : earlier.Choices;
            var keeps = choices.ByRole.Keys.Any(role => !merged.Choices.ByRole.ContainsKey(role));
            if (!keeps) continue;
            merged = merged.With(choices.With(merged.Choices.ByRole));
            if (merged.Reason.Length == 0) merged = merged with { Reason = earlier.Reason };
        }

        return merged;
    }

    /// <summary>The same vote with these choices, if there are any.</summary>
    public static Vote With(this Vote vote, RoleChoices choices) =>
        choices.IsEmpty ? vote : vote with { Choices = choices, Choice = choices.Overall };

    /// <summary>Whether the vote is one of those that led to the decision, beside the one that made it.</summary>
    public static bool Supports(this Vote vote, Decision decision) => vote.Choices.IsEmpty
        ? vote.Choice == decision.State && !vote.IsClickOf(decision)
        : vote.Choices.Of(decision.State).Any(decision.Granted.Includes);
}
