using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Decisions.Person;
using AccessSlack.Requests;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>Judges again whether the votes in the ledger still come to its decision.</summary>
internal sealed class VoteRecheck(VoterVerifier voters, AuthorLookup authors, CurrentPolicy policy)
{
    /// <summary>Those in force now: a reload while Slack is asked must count.</summary>
    private ApprovalPolicy Rules => policy.Now.Policy;

    /// <summary>Null means that the decision may be carried out.</summary>
    public async Task<Refusal?> JudgeAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel) =>
        DecisionCheck.Judge(Rules, decision, tracked.Existing, tracked.Ledger!, tracked.Now)
        ?? (decision.IsAutomatic ? null : await JudgeVotesAsync(tracked, decision, cancel));

    /// <summary>Voters may have left, or lost the right, since they voted.</summary>
    private async Task<Refusal?> JudgeVotesAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var (request, ledger) = (tracked.Request!, tracked.Ledger!);
        var votes = ledger.Votes;
        if (votes.FirstOrDefault(vote => vote.IsClickOf(decision)) is not { } deciding) return Refusals.VotesLost;
        var verification = await voters.VerifyAsync(tracked, deciding, cancel);
        if (verification is Verification<VoterRights>.Verified { Value: var found })
            verification = await ProveAsync(found, request, decision, cancel);
        if (verification is not Verification<VoterRights>.Verified { Value: var rights })
            return verification.Match(Refusal? (_) => null, refused => refused);
        if (Rules.JudgeIdentity(rights, request.User) is { } refusal) return refusal;
        if (await voters.VerifyAllAsync(tracked, votes, cancel) is not { } known) return Refusals.NoEntitlement;
        var verified = known.ConvertAll(vote => vote with { By = vote.By.ProvenAs(rights) });
        return Rules.Evaluate(request, ledger, verified).ComesTo(decision) ? null : Refusals.VotesLost;
    }

    /// <summary>The review must still be that of the same Teleport user, or still of none.</summary>
    private async Task<Verification<VoterRights>> ProveAsync(
        VoterRights rights,
        AccessRequest request,
        Decision decision,
        CancellationToken cancel
    )
    {
        // Without an author there is nothing to look up; the way is checked when it is carried out.
        if (decision.Author.Length == 0) return new Verification<VoterRights>.Verified(rights);
        if (!Rules.ReviewAsPerson(request)) return new Verification<VoterRights>.Refused(PersonRefusals.WayChanged);
        return (await authors.FindAsync(rights.Actor, cancel)).Match<Verification<VoterRights>>(
            author => author.Name == decision.Author
                ? new Verification<VoterRights>.Verified(rights with { OwnsAuthor = author.IsByTrait })
                : new Verification<VoterRights>.Refused(PersonRefusals.WayChanged),
            refused => new Verification<VoterRights>.Refused(refused)
        );
    }
}
