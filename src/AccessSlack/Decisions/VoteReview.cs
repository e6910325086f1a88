using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>Judges again whether the votes in the ledger still come to its decision.</summary>
internal sealed class VoteReview(VoterVerifier voters, CurrentPolicy policy)
{
    /// <summary>Null means that the decision may be carried out.</summary>
    public async Task<Refusal?> JudgeAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel) =>
        DecisionCheck.Judge(policy.Now.Policy, decision, tracked.Existing, tracked.Ledger!, tracked.Now)
        ?? await JudgeVotesAsync(tracked, decision, cancel);

    /// <summary>Voters may have left, or lost the right, since they voted.</summary>
    private async Task<Refusal?> JudgeVotesAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var (request, ledger, rules) = (tracked.Request!, tracked.Ledger!, policy.Now.Policy);
        var votes = ledger.Votes.Any(vote => vote.IsClickOf(decision))
            ? ledger.Votes
            : ledger.Votes.Add(Vote.Of(decision));
        var deciding = votes.First(vote => vote.IsClickOf(decision));
        var refusal = await voters.VerifyAsync(tracked, deciding, cancel) switch
        {
            Verification<VoterRights>.Verified { Value: var rights } => rules.JudgeIdentity(rights, request.User),
            Verification<VoterRights>.Refused refused => refused.Refusal,
            _ => throw new InvalidOperationException("unknown verification"),
        };
        if (refusal is not null) return refusal;
        if (await voters.VerifyAllAsync(tracked, votes, cancel) is not { } verified) return Refusals.NoEntitlement;
        return rules.Evaluate(request, ledger, verified).Decides == decision.State ? null : Refusals.VotesLost;
    }
}
