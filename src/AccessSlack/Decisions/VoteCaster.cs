using AccessSlack.Approvals;
using AccessSlack.Approvals.Clicks;
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
    RequesterAccounts accounts,
    ILogger<VoteCaster> logger
)
{
    /// <summary>
    /// Runs in the request's lane. Usually three calls, two of them in sequence: look-up and claim together, then the
    /// decision; questions about accounts go beside the first two. A vote that does not decide ends with the claim.
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
            await loader.KnowAsync(tracked, click, cancel);
            if (tracked.Entry.Rejected is { } rejected) return executor.Refuse(tracked, RefusalOf(tracked, rejected));
            await recorder.SettleReopeningAsync(tracked, cancel);
            var vote = new ClickedVote(click, new(actor), reason);
            var questions = await AskAsync(tracked, actor, cancel);
            return recorder.Explain(tracked, await VoteAsync(tracked, vote, questions, cancel));
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

    /// <summary>
    /// An account that was the requester's at the last click probably still is: nothing is written for it before
    /// Teleport has answered.
    /// </summary>
    private async Task<AccountQuestions> AskAsync(TrackedRequest tracked, Actor actor, CancellationToken cancel)
    {
        var questions = new AccountQuestions(accounts, tracked.Request?.User, cancel);
        if (tracked.OwnAccounts?.Contains(actor.SlackUserId) != false) await questions.CompleteAsync();
        return questions;
    }

    /// <param name="tracked">The request.</param>
    /// <param name="vote">With nothing known of the voter but who it is.</param>
    /// <param name="questions">To Teleport, about the accounts of those who are concerned.</param>
    /// <param name="cancel">Ends the wait.</param>
    private async Task<ClickOutcome> VoteAsync(
        TrackedRequest tracked,
        ClickedVote vote,
        AccountQuestions questions,
        CancellationToken cancel
    )
    {
        if (questions.IsRefused) return executor.Refuse(tracked, Refusals.RequesterUnknown);
        var (click, actor) = (vote.Click, vote.Voter.Actor);
        var verification =
            await voters.VerifyAsync(tracked, actor, click.Channel, click.Proposed, cancel, questions);
        return await verification.Match(
            rights => RecordAsync(tracked, vote with { Voter = rights }, questions, cancel),
            unconfirmed => Task.FromResult<ClickOutcome>(RefuseWithoutGroups(tracked, vote, unconfirmed))
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
    private async Task<ClickOutcome> RecordAsync(
        TrackedRequest tracked,
        ClickedVote vote,
        AccountQuestions questions,
        CancellationToken cancel
    )
    {
        var earlier = tracked.Claim;
        for (var race = 0; race < LedgerStore.MostRaces; race++)
        {
            if (recorder.Judge(tracked, vote, tracked.Ledger) is { } refusal)
                return executor.Refuse(tracked, await ExplainAsync(tracked, vote, refusal, questions));
            vote = recorder.WithChoices(tracked, vote);
            if (await CountAsync(tracked, vote, questions, cancel) is not { } counted)
                return executor.Refuse(tracked, Refusals.NoEntitlement);
            if (counted.Ledger.Decision is { } decision) tracked.SetClaim(vote.Claim(decision));
            var written = await recorder.WriteAndLookUpAsync(tracked, counted.Ledger, questions, cancel);
            tracked.SawRequesterAccounts(await questions.Requester);
            if (written == WriteResult.Written)
                return (await ConcludeAsync(tracked, vote, counted, questions, cancel)) with { Choices = vote.Choices };
            tracked.SetClaim(earlier);
            if (written == WriteResult.Refused) return executor.Refuse(tracked, Refusals.NotNoted);
            await loader.ReplaceEntryAsync(tracked, cancel);
            if (tracked.Entry.Rejected is { } rejected) return executor.Refuse(tracked, RefusalOf(tracked, rejected));
        }

        recorder.ReportRaces(tracked);
        return executor.Refuse(tracked, Refusals.Raced);
    }

    /// <summary>
    /// A refused vote has nothing to go beside, so the answers are waited for: who may not decide at all must not be
    /// asked for a reason.
    /// </summary>
    private async Task<Refusal> ExplainAsync(
        TrackedRequest tracked,
        ClickedVote vote,
        Refusal refusal,
        AccountQuestions questions
    )
    {
        await questions.CompleteAsync();
        var sure = vote with { Voter = questions.Apply(vote.Voter) };
        return questions.IsRefused
            ? Refusals.RequesterUnknown
            : recorder.Judge(tracked, sure, tracked.Ledger) ?? refusal;
    }

    /// <summary>
    /// The ledger as this vote makes it: with a decision when it is the one that decides. Before that, everyone who
    /// voted is looked up again, and votes of people who may no longer decide are dropped. Null: one of them cannot be
    /// looked up now.
    /// </summary>
    private async Task<CountedVotes?> CountAsync(
        TrackedRequest tracked,
        ClickedVote vote,
        AccountQuestions questions,
        CancellationToken cancel
    )
    {
        var (request, voted) = (tracked.Request!, recorder.Add(tracked, vote));
        if (!recorder.WouldDecide(request, voted)) return new(voted, []);
        if (await voters.VerifyAllAsync(tracked, voted.Votes, cancel, questions) is not { } known) return null;
        var verified = known.ConvertAll(one => one with { By = one.By.ProvenAs(vote.Voter) });
        return new(recorder.Count(request, voted, verified, vote.Voter), verified);
    }

    /// <summary>
    /// The vote is in the ledger; what Teleport has said beside the write, of the request and of the people, may still
    /// forbid it.
    /// </summary>
    private async Task<ClickOutcome> ConcludeAsync(
        TrackedRequest tracked,
        ClickedVote vote,
        CountedVotes counted,
        AccountQuestions questions,
        CancellationToken cancel
    )
    {
        var (voted, sure) = (counted.Ledger, vote with { Voter = questions.Apply(vote.Voter) });
        var refusal = questions.IsRefused ? Refusals.RequesterUnknown : recorder.Review(tracked, sure, voted);
        if (voted.Decision is not { } decision)
            return refusal is null ? recorder.Voted(tracked, vote, voted) : Withdraw(tracked, vote.Click, refusal);
        if (refusal is not null) return executor.Withdraw(tracked, decision, refusal);
        var recounted = recorder.Recount(tracked.Request!, counted, questions, vote.Voter);
        if (!decision.IsSameClick(recounted.Decision)) return KeepVote(tracked, vote, voted, recounted);
        var outcome = await executor.CarryOutAsync(tracked, decision, cancel);
        return outcome is ClickOutcome.Decided && !decision.IsMadeBy(vote.Click, !vote.Choices.IsEmpty)
            ? executor.Refuse(tracked, Refusals.Decided(decision))
            : outcome;
    }

    /// <summary>An earlier voter turned out to be the requester: this vote counts, but no longer decides.</summary>
    private ClickOutcome.Voted KeepVote(TrackedRequest tracked, ClickedVote vote, Ledger voted, Ledger recounted)
    {
        var dropped = voted.Votes.RemoveAll(counted => recounted.Votes.Any(counted.IsSameClick));
        DecisionExecutor.Retract(tracked, voted.Decision!, other => dropped.Any(other.IsSameClick));
        return recorder.Voted(tracked, vote, recounted);
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
