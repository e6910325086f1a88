using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Approvals;

/// <summary>A vote together with the rights of its voter.</summary>
internal sealed record VerifiedVote(Vote Vote, VoterRights By)
{
    /// <summary>
    /// The votes as they were cast, without those of people who no longer have a name for Teleport.
    /// </summary>
    public static IEnumerable<VerifiedVote> Recorded(ImmutableArray<Vote> votes, ApprovalSettings settings)
    {
        foreach (var vote in votes)
        {
            var user = new SlackUser
            {
                Id = vote.SlackUserId,
                Email = RecipientAddress.IsEmail(vote.Person) ? vote.Person : "",
            };
            if (Actor.Identify(user, settings) is { } actor)
                yield return new(vote, RightsAtClick(vote, actor, settings));
        }
    }

    /// <summary>
    /// What Teleport said about the two people is not recorded. The click would have been refused if it had said too
    /// little; before the vote decides anything, it is asked again.
    /// </summary>
    private static VoterRights RightsAtClick(Vote vote, Actor actor, ApprovalSettings settings) =>
        new(actor, [.. vote.Groups])
        {
            Places = [vote.Channel],
            KnowsRequester = true,
            IsOwnAccount = settings.StrictIdentity,
        };

    /// <summary>
    /// The votes of each person, the newest first. Two votes with the same account, Teleport user or address are of one
    /// person, also if a third vote connects them. The order of the votes does not matter.
    /// </summary>
    public static IEnumerable<ImmutableArray<VerifiedVote>> ByPerson(IEnumerable<VerifiedVote> votes)
    {
        var left = Newest(votes).ToList();
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
    /// Of two votes at the same time a denial counts first. All other criteria only make the order definite.
    /// </summary>
    private static IEnumerable<VerifiedVote> Newest(IEnumerable<VerifiedVote> votes) => votes
            .OrderByDescending(vote => vote.Vote.Time)
            .ThenByDescending(vote => vote.Vote.Choice == RequestState.Denied)
            .ThenBy(
                vote =>
                    string.Join(
                        '\n',
                        vote.Vote.SlackUserId,
                        vote.Vote.Voter,
                        vote.Vote.Channel,
                        vote.Vote.Reason,
                        string.Join('\n', vote.Vote.Choices.ByRole.Select(choice => $"{choice.Key} {choice.Value}")),
                        vote.Vote.ActionTs
                    ),
                StringComparer.Ordinal
            );
}
