using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>What people may decide about one request, as Slack and Teleport know them now.</summary>
internal sealed class VoterVerifier(Identification identification, CurrentPolicy policy)
{
    public async Task<Verification<VoterRights>> VerifyAsync(
        TrackedRequest tracked,
        Actor actor,
        RequestState proposed,
        CancellationToken cancel
    )
    {
        var groups = tracked.Request is { } request ? policy.Now.Policy.GroupsFor(request) : [];
        return await identification.FindRightsAsync(actor, groups, proposed, cancel) switch
        {
            Verification<VoterRights>.Verified { Value: var rights } => new Verification<VoterRights>.Verified(
                rights with { IsRequester = tracked.OwnAccounts.Contains(rights.Actor.SlackUserId) }
            ),
            var refused => refused,
        };
    }

    /// <summary>Someone who voted earlier: guard, identity and rights are judged as at the click.</summary>
    public async Task<Verification<VoterRights>> VerifyAsync(
        TrackedRequest tracked,
        Vote vote,
        CancellationToken cancel
    ) =>
        await (await identification.IdentifyAsync(new SlackActor(vote.SlackUserId), vote.Choice, cancel)).Match(
            actor => VerifyAsync(tracked, actor, vote.Choice, cancel),
            refusal => Task.FromResult<Verification<VoterRights>>(new Verification<VoterRights>.Refused(refusal))
        );

    /// <summary>
    /// The votes with what is known of their voters now; those of people who may no longer click are left out. Null:
    /// Slack cannot confirm one of them just now.
    /// </summary>
    public async Task<List<VerifiedVote>?> VerifyAllAsync(
        TrackedRequest tracked,
        ImmutableArray<Vote> votes,
        CancellationToken cancel
    )
    {
        var verified = new List<VerifiedVote>();
        foreach (var vote in votes)
        {
            switch (await VerifyAsync(tracked, vote, cancel))
            {
                case Verification<VoterRights>.Verified { Value: var rights }:
                    verified.Add(new(vote, rights));
                    break;
                case Verification<VoterRights>.Refused { Refusal.IsUnconfirmed: true }:
                    return null;
            }
        }

        return verified;
    }
}
