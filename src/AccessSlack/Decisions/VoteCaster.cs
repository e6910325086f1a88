using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>
/// Takes a click from judgement to the ledger, and from there to Teleport if it decides. The claim in the ledger comes
/// first: only its writer calls Teleport, which itself would let a denial overwrite an approval
/// (docs/protocols/teleport.md 3.2).
/// </summary>
internal sealed partial class VoteCaster(
    RequestLoader loader,
    VoteRecorder recorder,
    VoterVerifier voters,
    DecisionExecutor executor,
    ILogger<VoteCaster> logger
)
{
    /// <summary>
    /// Runs in the request's lane. Usually three calls, two of them in sequence: look-up and claim together, then the
    /// decision. A vote that does not decide ends with the claim.
    /// </summary>
    /// <param name="click">It has passed guard and identity.</param>
    /// <param name="actor">Who clicked.</param>
    /// <param name="reason">As typed, or empty.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<ClickOutcome> CastAsync(Click click, Actor actor, string reason, CancellationToken cancel)
    {
        var tracked = loader.Track(click);
        var earlier = tracked.Claim;
        try
        {
            await loader.LoadAsync(tracked, click, cancel);
            if (tracked.Entry.Rejected is { } rejected) return executor.Refuse(tracked, RefusalOf(tracked, rejected));
            return recorder.Explain(tracked, await VoteAsync(tracked, click, actor, reason, cancel));
        }
        catch (TeleportException e)
        {
            Log.Unreachable(logger, click.RequestId, e.Failure, e.Message);
            if (DecisionFailureAdvice.OfLookUp(e.Failure) is { } refusal)
                return TakeBack(tracked, click, earlier, refusal);
            // Once claimed, the decision may still be carried out: reconciling finds out, and tells the clicker.
            return tracked.Claim is null
                ? new ClickOutcome.Refused(Refusals.Unreachable)
                : new ClickOutcome.Working();
        }
    }

    private async Task<ClickOutcome> VoteAsync(
        TrackedRequest tracked,
        Click click,
        Actor actor,
        string reason,
        CancellationToken cancel
    )
    {
        var verification = await voters.VerifyAsync(tracked, actor, click.Channel, click.Proposed, cancel);
        return await verification.Match(
            rights => RecordAsync(tracked, new(click, rights, reason), cancel),
            unconfirmed => Task.FromResult<ClickOutcome>(
                RefuseWithoutGroups(tracked, new(click, new(actor), reason), unconfirmed)
            )
        );
    }

    /// <summary>A refusal that does not depend on the person's groups is the better answer.</summary>
    private ClickOutcome.Refused RefuseWithoutGroups(TrackedRequest tracked, ClickedVote vote, Refusal unconfirmed)
    {
        var known = recorder.Judge(tracked, vote, tracked.Ledger);
        return executor.Refuse(tracked, known is null || known == Refusals.NotApprover ? unconfirmed : known);
    }

    /// <summary>
    /// An earlier claim, perhaps of someone who still waits to hear the outcome, outlives a vote that fails.
    /// </summary>
    private async Task<ClickOutcome> RecordAsync(TrackedRequest tracked, ClickedVote vote, CancellationToken cancel)
    {
        var earlier = tracked.Claim;
        for (var race = 0; race < LedgerStore.MostRaces; race++)
        {
            if (recorder.Judge(tracked, vote, tracked.Ledger) is { } refusal) return executor.Refuse(tracked, refusal);
            if (await CountAsync(tracked, vote, cancel) is not { } voted)
                return executor.Refuse(tracked, Refusals.NoEntitlement);
            if (voted.Decision is { } decision) tracked.SetClaim(vote.Claim(decision));
            var written = await recorder.WriteAndLookUpAsync(tracked, voted, cancel);
            if (written == WriteResult.Written) return await ConcludeAsync(tracked, vote, voted, cancel);
            tracked.SetClaim(earlier);
            if (written == WriteResult.Refused) return executor.Refuse(tracked, Refusals.NotNoted);
            await loader.ReplaceEntryAsync(tracked, cancel);
            if (tracked.Entry.Rejected is { } rejected) return executor.Refuse(tracked, RefusalOf(tracked, rejected));
        }

        recorder.ReportRaces(tracked);
        return executor.Refuse(tracked, Refusals.Raced);
    }

    /// <summary>
    /// The ledger as this vote makes it: with a decision when it is the one that decides. Before that, everyone who
    /// voted is looked up again, and votes of people who may no longer decide are dropped. Null: one of them cannot be
    /// looked up now.
    /// </summary>
    private async Task<Ledger?> CountAsync(TrackedRequest tracked, ClickedVote vote, CancellationToken cancel)
    {
        var (request, voted) = (tracked.Request!, VoteRecorder.Add(tracked, vote));
        if (!recorder.WouldDecide(request, voted)) return voted;
        return await voters.VerifyAllAsync(tracked, voted.Votes, cancel, vote.Voter) is { } verified
            ? recorder.Count(request, voted, verified, vote.Click.UserId)
            : null;
    }

    /// <summary>The vote is in the ledger; what the look-up beside the write has shown may still forbid it.</summary>
    private async Task<ClickOutcome> ConcludeAsync(
        TrackedRequest tracked,
        ClickedVote vote,
        Ledger voted,
        CancellationToken cancel
    )
    {
        var refusal = recorder.Review(tracked, vote, voted);
        if (voted.Decision is not { } decision)
            return refusal is null ? recorder.Voted(tracked, vote, voted) : Withdraw(tracked, vote.Click, refusal);
        if (refusal is not null) return executor.Withdraw(tracked, decision, refusal);
        var outcome = await executor.CarryOutAsync(tracked, decision, cancel);
        // Under rules that have changed, earlier votes may decide, even against this one.
        return outcome is ClickOutcome.Decided && decision.State != vote.Click.Proposed
            ? executor.Refuse(tracked, Refusals.Decided(decision))
            : outcome;
    }

    /// <summary>
    /// What the click may have written does not count, because the look-up beside it was answered without the request.
    /// A decision that was claimed earlier stays.
    /// </summary>
    private ClickOutcome.Refused TakeBack(TrackedRequest tracked, Click click, DecisionClaim? earlier, Refusal refusal)
    {
        if (tracked.Claim is { } claim && claim != earlier) executor.Withdraw(tracked, claim.Decision, refusal);
        return tracked.Existing is null ? executor.Refuse(tracked, refusal) : Withdraw(tracked, click, refusal);
    }

    private ClickOutcome.Refused Withdraw(TrackedRequest tracked, Click click, Refusal refusal)
    {
        tracked.Remember(ledger => ledger with { Votes = ledger.Votes.RemoveAll(vote => IsOf(vote, click)) });
        return executor.Refuse(tracked, refusal);
    }

    /// <summary>Without the ledger nothing else can be judged.</summary>
    private static Refusal RefusalOf(TrackedRequest tracked, RejectedEntry rejected) =>
        rejected.NeedsNewerRelease ? Refusals.NewerRelease
        : tracked.IsGone ? Refusals.Gone
        : Refusals.RecordReplaced;

    private static bool IsOf(Vote vote, Click click) =>
        vote.SlackUserId == click.UserId && vote.ActionTs == click.ActionTs;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6008,
            Level = LogLevel.Warning,
            Message = "Teleport failed during a click on request {RequestId} ({Failure}): {Detail}"
        )]
        public static partial void Unreachable(
            ILogger logger,
            string requestId,
            TeleportFailure failure,
            string detail
        );
    }
}
