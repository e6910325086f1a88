using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Diagnostics;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>
/// Takes a click from judgement to Teleport. The claim in the ledger comes first: only its writer calls Teleport, which
/// itself would let a denial overwrite an approval (docs/protocols/teleport.md 3.2).
/// </summary>
internal sealed partial class DecisionMaker(
    ITeleport teleport,
    LedgerStore ledgers,
    RequestTracker book,
    CurrentTerms terms,
    Identification identification,
    RequesterAccounts accounts,
    OrphanedMessages lost,
    Metrics metrics,
    TimeProvider time,
    Func<double> chance,
    ILogger<DecisionMaker> logger
)
{
    /// <summary>
    /// What is said in threads is noted in the same ledger, in several writes right after a vote of another replica.
    /// </summary>
    private const int MostRaces = 8;

    private ApprovalPolicy Policy => terms.Now.Policy;

    /// <summary>
    /// Runs in the request's lane. In the usual case three calls, two of them in sequence: look-up and claim together,
    /// then the decision. A vote that does not decide ends with the claim.
    /// </summary>
    /// <param name="click">Which passed guard and identity.</param>
    /// <param name="actor">Who it is.</param>
    /// <param name="reason">As typed, or empty.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<ClickOutcome> DecideAsync(Click click, Actor actor, string reason, CancellationToken cancel)
    {
        var tracked = book.FindOrAdd(click.RequestId);
        if (!IsFamiliar(tracked, click)) await LearnAsync(tracked, click, cancel);
        await LearnRequesterAsync(tracked, cancel);
        var (entitled, unknown) = await identification.EntitleAsync(
            actor,
            GroupsFor(tracked),
            click.Proposed,
            cancel
        );
        if (entitled is null)
            return Refused(
                tracked,
                Judge(tracked, click, new(actor), reason, tracked.Ledger) is { } other
                && other != Refusals.NotApprover
                    ? other
                    : unknown!
            );
        var who = Marked(tracked, entitled);
        var earlier = tracked.Claim; // perhaps of somebody who still waits to hear how it ended
        for (var race = 0; race < MostRaces; race++)
        {
            if (Judge(tracked, click, who, reason, tracked.Ledger) is { } refusal) return Give(earlier, refusal);
            var next = await CountAsync(
                tracked,
                tracked.Ledger!.With(who.VoteOf(click, reason), vote => terms.Now.Seal.Seal(tracked.Id, vote)),
                click,
                cancel
            );
            if (next is null) return Give(earlier, Refusals.NoEntitlement);
            if (next.Decision is { } decision)
                tracked.Claim = new(decision, new(click.ResponseUrl, click.Channel, click.UserId), reason);
            var isWritten = await WriteAndLookAsync(tracked, next, cancel);
            if (isWritten is null) return Give(earlier, Refusals.NotNoted);
            if (isWritten == true)
                return await ConcludeAsync(
                    tracked,
                    click,
                    next,
                    Judge(tracked, click, who, reason, tracked.Ledger! with { Decision = null, Votes = [] }),
                    cancel
                );
            tracked.Claim = earlier;
        }

        return Give(earlier, Refusals.Raced);

        ClickOutcome.Refused Give(DecisionClaim? claim, Refusal refusal)
        {
            tracked.Claim = claim;
            return Refused(tracked, refusal);
        }
    }

    /// <summary>
    /// A decision without an outcome: ours after a failure, or one whose maker died. Everything is checked again.
    /// </summary>
    public async Task<ClickOutcome> FinishAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var isOurs = decision.IsSameClick(tracked.Claim?.Decision);
        if (tracked.Request is { State: RequestState.Pending } && !await TakeAsync(tracked, cancel))
            return new ClickOutcome.Working();
        book.LookedUp(tracked.Id, await teleport.FindOrConfirmDeletedAsync(tracked, time.GetUtcNow(), cancel));
        if (IsDone(tracked, decision))
            return Done(tracked, decision, DecisionOutcome.Done); // the answer was lost, the decision was not
        if (!isOurs) Log.Finishing(logger, tracked.Id, decision.Person);
        await LearnRequesterAsync(tracked, cancel);
        return await ConcludeAsync(
            tracked,
            decision,
            Refuse(tracked, decision) ?? await RefuseVotesAsync(tracked, decision, cancel),
            cancel
        );
    }

    /// <summary>
    /// A decision that could not be carried out for long may be finished by others as well as by its maker: whoever
    /// writes first does it, and everybody else leaves it alone until that is old.
    /// </summary>
    private async Task<bool> TakeAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (await ledgers.TryWriteAsync(tracked, tracked.Ledger!, cancel)) return true;
        tracked.Park(Planner.ParkedDecision, time.GetUtcNow() + Planner.ClaimIsOld);
        return false;
    }

    private static bool IsFamiliar(TrackedRequest tracked, Click click) =>
        tracked is { Request: not null, LedgerIsKnown: true }
        && tracked.Ledger?.MessageAt(click.Channel, click.MessageTs) is not null;

    private async Task LearnAsync(TrackedRequest tracked, Click click, CancellationToken cancel)
    {
        var request = teleport.FindOrConfirmDeletedAsync(tracked, time.GetUtcNow(), cancel);
        await Task.WhenAll(request, ledgers.ReadAsync(tracked, cancel));
        book.LookedUp(tracked.Id, await request);
        await lost.AdoptAsync(tracked, click, cancel);
    }

    /// <summary>
    /// Asked anew for every click: somebody else's click must not count because of what was true an hour ago.
    /// </summary>
    private async Task LearnRequesterAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (tracked.Request is { } request) tracked.OwnAccounts = await accounts.FindAsync(request.User, cancel);
    }

    private static VoterRights Marked(TrackedRequest tracked, VoterRights who) =>
        who with
        {
            IsRequester = tracked.OwnAccounts.Contains(who.Actor.SlackUserId),
        };

    private ImmutableArray<Approver> GroupsFor(TrackedRequest tracked) =>
        tracked.Request is { } request ? Policy.GroupsFor(request) : [];

    /// <summary>
    /// The ledger as this vote makes it: with a decision when it is the one that decides. Before that everybody who
    /// voted is looked up again, and who may not decide any more is dropped. Null: somebody cannot be looked up now.
    /// </summary>
    private async Task<Ledger?> CountAsync(TrackedRequest tracked, Ledger voted, Click click, CancellationToken cancel)
    {
        var request = tracked.Request!;
        if (Policy.Evaluate(request, voted).Decides is null) return voted;
        if (await LookUpAsync(tracked, voted.Votes, cancel) is not { } ballots) return null;
        var tally = Policy.Evaluate(request, voted, ballots);
        var kept = voted with { Votes = voted.Votes.RemoveAll(vote => !tally.Votes.Contains(vote)) };
        if (tally.Decides is not { } state) return kept;
        var own = kept.Votes.FirstOrDefault(vote => vote.Choice == state && vote.SlackUserId == click.UserId);
        return kept with
        {
            Decision = terms.Now.Seal.Seal(
                tracked.Id,
                (own ?? kept.Votes.Last(vote => vote.Choice == state)).ToDecision()
            ),
        };
    }

    /// <summary>
    /// The votes with what is known of their voters now; those of people who may not click any more are left out. Null:
    /// Slack does not tell.
    /// </summary>
    private async Task<List<VerifiedVote>?> LookUpAsync(
        TrackedRequest tracked,
        ImmutableArray<Vote> votes,
        CancellationToken cancel
    )
    {
        var ballots = new List<VerifiedVote>();
        foreach (var vote in votes)
        {
            var (who, objection) = await identification.IdentifyAgainAsync(tracked.Request!, vote, cancel);
            if (who is not null) ballots.Add(new(vote, Marked(tracked, who)));
            else if (objection == Refusals.Unreadable || objection == Refusals.NoEntitlement) return null;
        }

        return ballots;
    }

    /// <summary>
    /// The look-up runs beside the write; a vote that the look-up then forbids is withdrawn before Teleport hears of a
    /// decision. False: somebody else wrote first. Null: Teleport does not take the write, so that nothing stands.
    /// </summary>
    private async Task<bool?> WriteAndLookAsync(TrackedRequest tracked, Ledger next, CancellationToken cancel)
    {
        var request = teleport.FindOrConfirmDeletedAsync(tracked, time.GetUtcNow(), cancel);
        var write = WriteAsync(tracked, next, cancel);
        await Task.WhenAll(request, write);
        book.LookedUp(tracked.Id, await request);
        return await write;
    }

    private async Task<bool?> WriteAsync(TrackedRequest tracked, Ledger next, CancellationToken cancel)
    {
        try
        {
            return await ledgers.TryWriteAsync(tracked, next, cancel);
        }
        catch (TeleportException e) when (LedgerStore.IsRefusal(e.Failure))
        {
            return null; // the store has logged the cure
        }
    }

    private Refusal? Judge(TrackedRequest tracked, Click click, VoterRights who, string reason, Ledger? ledger) =>
        Policy.Judge(click, who, tracked.IsGone ? null : tracked.Request, ledger, time.GetUtcNow(), reason);

    /// <summary>
    /// The part of the judgement that does not need the clicker: the click itself was judged when the claim was
    /// written.
    /// </summary>
    private Refusal? Refuse(TrackedRequest tracked, Decision decision)
    {
        var now = time.GetUtcNow();
        if (tracked.IsGone || tracked.Request is not { } request) return Refusals.Gone;
        if (
            RequestStatus.Of(request, isGone: false, tracked.Ledger! with { Decision = null }, now)
            is RequestStatus.Resolved resolved
        )
            return Refusals.Resolved(resolved.Resolution);
        if (now >= request.Expires) return Refusals.Expired;
        return tracked.Ledger!.Posted.Any(message =>
            message.Channel == decision.Channel && Policy.MayDecideAt(message, request)
        )
            ? null
            : Refusals.NotDecidedHere;
    }

    /// <summary>
    /// Whoever voted may have left, or lost the right, since: the votes must still come to this decision.
    /// </summary>
    private async Task<Refusal?> RefuseVotesAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var (request, ledger) = (tracked.Request!, tracked.Ledger!);
        var votes = ledger.Votes.Any(vote => vote.IsClickOf(decision))
            ? ledger.Votes
            : ledger.Votes.Add(Vote.Of(decision));
        var (who, objection) = await identification.IdentifyAgainAsync(
            request,
            votes.First(vote => vote.IsClickOf(decision)),
            cancel
        );
        if ((who is null ? objection : Policy.JudgeIdentity(Marked(tracked, who), request.User)) is { } refusal)
            return refusal;
        if (await LookUpAsync(tracked, votes, cancel) is not { } ballots) return Refusals.NoEntitlement;
        return Policy.Evaluate(request, ledger, ballots).Decides == decision.State ? null : Refusals.VotesLost;
    }

    /// <summary>The vote stands in the ledger; if it decides, Teleport is told.</summary>
    private async Task<ClickOutcome> ConcludeAsync(
        TrackedRequest tracked,
        Click click,
        Ledger voted,
        Refusal? refusal,
        CancellationToken cancel
    )
    {
        if (voted.Decision is { } decision)
        {
            var outcome = await ConcludeAsync(tracked, decision, refusal, cancel);
            // Rules that changed since may find that earlier votes decide, whatever this one says.
            return outcome is ClickOutcome.Decided && decision.State != click.Proposed
                ? Refused(tracked, Refusals.Decided(decision))
                : outcome;
        }

        if (refusal is null) return new ClickOutcome.Voted(click.Proposed, Policy.Evaluate(tracked.Request!, voted));
        tracked.Remember(ledger => ledger with { Votes = ledger.Votes.RemoveAll(vote => IsOf(vote, click)) });
        return Refused(tracked, refusal);
    }

    private static bool IsOf(Vote vote, Click click) =>
        vote.SlackUserId == click.UserId && vote.ActionTs == click.ActionTs;

    private async Task<ClickOutcome> ConcludeAsync(
        TrackedRequest tracked,
        Decision decision,
        Refusal? refusal,
        CancellationToken cancel
    )
    {
        if (refusal is not null) return Withdraw(tracked, decision, refusal);
        try
        {
            return await CarryOutAsync(tracked, decision, cancel);
        }
        catch (TeleportException e) when (e.Refusal is { } refused)
        {
            return await GiveUpAsync(tracked, decision, DecisionFailureAdvice.Of(refused), e, cancel);
        }
        catch (TeleportException e) when (DecisionFailureAdvice.IsHopeless(e.Failure, tracked.DecisionTries + 1))
        {
            return await GiveUpAsync(tracked, decision, DecisionFailureAdvice.Of(e.Failure), e, cancel);
        }
        catch (TeleportException e)
        {
            return TryLater(tracked, e);
        }
    }

    private async Task<ClickOutcome> CarryOutAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var (request, reason) = (tracked.Request!, ReasonOf(tracked, decision));
        if (Policy.GoesByReview(request))
        {
            // A review has no delegator: the reason is where Teleport's audit log learns who decided.
            var after = await teleport.SubmitReviewAsync(
                request,
                decision.State,
                TeleportReason.ForReview(decision.Delegator, reason),
                cancel
            );
            tracked.Saw(after);
            return Reviewed(tracked, decision, after);
        }

        var told = TeleportReason.ForState(reason);
        await teleport.SetStateAsync(request, decision.State, decision.Delegator, told, cancel);
        tracked.Saw(request with { State = decision.State, ResolveReason = told });
        return Done(tracked, decision, DecisionOutcome.Done);
    }

    /// <summary>As typed, while this process remembers it; the ledger keeps the beginning.</summary>
    private static string ReasonOf(TrackedRequest tracked, Decision decision) =>
        tracked.Claim is { } claim && decision.IsSameClick(claim.Decision)
            ? claim.Reason
            : tracked.Ledger!.Votes.FirstOrDefault(vote => vote.IsClickOf(decision))?.Reason ?? "";

    /// <summary>
    /// Servers up to 13 take a review of what was resolved a moment before, and it changes nothing
    /// (docs/protocols/teleport.md 3.3).
    /// </summary>
    private ClickOutcome Reviewed(TrackedRequest tracked, Decision decision, AccessRequest after)
    {
        var done = Done(tracked, decision, DecisionOutcome.Reviewed);
        if (after.State == RequestState.Pending) return done;
        if (after.State == decision.State) return done with { IsResolved = true };
        Log.Overtaken(logger, tracked.Id, decision.Delegator, after.State);
        return Refused(
            tracked,
            Refusals.Resolved(
                RequestStatus.Of(after, isGone: false, ledger: null, time.GetUtcNow())
                    is RequestStatus.Resolved resolved
                    ? resolved.Resolution
                    : Resolution.Unknown
            )
        );
    }

    /// <summary>
    /// Nothing was decided by us. Teleport is asked what is true now, because that may be why; if it does not say, the
    /// refusal stands.
    /// </summary>
    private async Task<ClickOutcome> GiveUpAsync(
        TrackedRequest tracked,
        Decision decision,
        DecisionFailureAdvice trouble,
        TeleportException e,
        CancellationToken cancel
    )
    {
        try
        {
            // That there is no such request was said aloud; a look-up that shows none has only to agree.
            book.LookedUp(
                tracked.Id,
                await (
                    e.Refusal == TeleportRefusal.Gone
                        ? teleport.FindAsync(tracked.Id, cancel)
                        : teleport.FindOrConfirmDeletedAsync(tracked, time.GetUtcNow(), cancel)
                )
            );
        }
        catch (TeleportException unknown)
        {
            Log.Unknown(logger, tracked.Id, unknown.Failure, unknown.Message);
        }

        if (e.Refusal is null && IsDone(tracked, decision)) return Done(tracked, decision, DecisionOutcome.Done);
        var truth = Refuse(tracked, decision);
        Log.Refused(
            logger,
            truth is null ? trouble.Level : LogLevel.Information,
            tracked.Id,
            decision.Delegator,
            truth?.Code ?? trouble.Refusal.Code,
            e.Message,
            truth is null ? trouble.Remedy : "No action is needed"
        );
        return Withdraw(tracked, decision, truth ?? trouble.Refusal);
    }

    /// <summary>The claim stays: nobody else decides meanwhile, and the clicker is told how it ends.</summary>
    private ClickOutcome.Working TryLater(TrackedRequest tracked, TeleportException e)
    {
        var trouble = DecisionFailureAdvice.Of(e.Failure);
        metrics.Retried(Retry.Decision);
        var pause = Backoff.Delay(++tracked.DecisionTries, chance());
        Log.Unconfirmed(
            logger,
            tracked.DecisionTries == 1 ? trouble.Level : LogLevel.Debug,
            tracked.Id,
            e.Failure,
            e.Message,
            pause.TotalSeconds,
            trouble.Remedy
        );
        tracked.Park(Planner.ParkedDecision, time.GetUtcNow() + pause);
        return new(DecisionFailureAdvice.Waiting(e.Failure));
    }

    private bool IsDone(TrackedRequest tracked, Decision decision) =>
        tracked.Request is { } request && request.State == decision.State && !Policy.GoesByReview(request);

    private static ClickOutcome.Decided Done(TrackedRequest tracked, Decision decision, DecisionOutcome outcome)
    {
        var done = decision with { Outcome = outcome };
        Settle(tracked);
        tracked.Remember(ledger => decision.IsSameClick(ledger.Decision) ? ledger with { Decision = done } : ledger);
        return new(done, tracked.Request!.User);
    }

    private ClickOutcome.Refused Withdraw(TrackedRequest tracked, Decision decision, Refusal refusal)
    {
        Settle(tracked);
        tracked.Remember(ledger =>
            decision.IsSameClick(ledger.Decision)
                ? ledger with
                {
                    Decision = null,
                    Votes = ledger.Votes.RemoveAll(vote => vote.IsClickOf(decision)),
                }
                : ledger
        );
        return Refused(tracked, refusal);
    }

    private static void Settle(TrackedRequest tracked)
    {
        tracked.Claim = null;
        tracked.DecisionTries = 0;
        tracked.Unpark(Planner.ParkedDecision);
    }

    private ClickOutcome.Refused Refused(TrackedRequest tracked, Refusal refusal) =>
        new(refusal, terms.Now.Planner.Link(tracked.Id));

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6000,
            Message = "Teleport did not carry out the decision on request {RequestId} for {Delegator} ({Outcome}): " +
                "{Detail}. {Cure}"
        )]
        public static partial void Refused(
            ILogger logger,
            LogLevel level,
            string requestId,
            string delegator,
            string outcome,
            string detail,
            string cure
        );

        [LoggerMessage(
            EventId = 6001,
            Message = "Teleport did not confirm the decision on request {RequestId} ({Failure}): {Detail}. It is " +
                "checked and tried again in {Seconds} s. {Cure}"
        )]
        public static partial void Unconfirmed(
            ILogger logger,
            LogLevel level,
            string requestId,
            TeleportFailure failure,
            string detail,
            double seconds,
            string cure
        );

        [LoggerMessage(
            EventId = 6002,
            Level = LogLevel.Warning,
            Message = "Teleport does not tell the state of request {RequestId} ({Failure}): {Detail}"
        )]
        public static partial void Unknown(ILogger logger, string requestId, TeleportFailure failure, string detail);

        [LoggerMessage(
            EventId = 6003,
            Level = LogLevel.Information,
            Message = "The review of request {RequestId} for {Delegator} came too late: it was already {State}. No " +
                "action is needed"
        )]
        public static partial void Overtaken(ILogger logger, string requestId, string delegator, RequestState state);

        [LoggerMessage(
            EventId = 6004,
            Level = LogLevel.Warning,
            Message = "Carrying out the decision of {Person} on request {RequestId}, which stood in the ledger " +
                "without an outcome"
        )]
        public static partial void Finishing(ILogger logger, string requestId, string person);
    }
}
