using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>A vote with what is known of its voter's rights.</summary>
internal sealed record VerifiedVote(Vote Vote, VoterRights By)
{
    /// <summary>
    /// The ballots of each person, the newest first. Whoever shares an account, a Teleport user or an address with
    /// another is the same person, also through a third: the order of the ballots changes nothing.
    /// </summary>
    public static IEnumerable<ImmutableArray<VerifiedVote>> ByPerson(IEnumerable<VerifiedVote> ballots)
    {
        var left = Newest(ballots).ToList();
        while (left.Count > 0)
        {
            List<VerifiedVote> person = [left[0]];
            left.RemoveAt(0);
            for (var i = 0; i < person.Count; i++)
            {
                var found = left.Where(person[i].IsSamePerson).ToList();
                left.RemoveAll(found.Contains);
                person.AddRange(found);
            }

            yield return [.. Newest(person)];
        }
    }

    private bool IsSamePerson(VerifiedVote other) =>
        Vote.IsSamePerson(other.Vote)
        || string.Equals(By.Actor.TeleportUser, other.By.Actor.TeleportUser, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Of two made at one moment the denial counts, and otherwise anything that does not depend on the order.
    /// </summary>
    private static IEnumerable<VerifiedVote> Newest(IEnumerable<VerifiedVote> ballots) => ballots
            .OrderByDescending(ballot => ballot.Vote.Time)
            .ThenByDescending(ballot => ballot.Vote.Choice == RequestState.Denied)
            .ThenBy(
                ballot =>
                    string.Join(
                        '\n',
                        ballot.Vote.SlackUserId,
                        ballot.Vote.Voter,
                        ballot.Vote.Channel,
                        ballot.Vote.Reason,
                        ballot.Vote.ActionTs
                    ),
                StringComparer.Ordinal
            );
}
