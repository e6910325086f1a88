using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Daemon;

/// <summary>
/// Takes a click from judgement to Teleport. The claim in the ledger comes first: only its writer calls Teleport, which
/// itself would let a denial overwrite an approval (wire contract 3.2).
/// </summary>
internal sealed partial class DecisionMaker(ITeleport teleport, LedgerStore ledgers, RequestBook book, CurrentTerms terms, Identification identification, TimeProvider time, Func<double> chance, ILogger<DecisionMaker> logger)
{
    private const int MostRaces = 3;

    private ApprovalPolicy Policy => terms.Now.Policy;

    /// <summary>Runs in the request's lane. In the usual case three calls, two of them in sequence: look-up and claim together, then the decision.</summary>
    public async Task<ClickOutcome> DecideAsync(Click click, Clicker clicker, CancellationToken cancel)
    {
        var tracked = book.FindOrAdd(click.RequestId);
        if (!IsFamiliar(tracked, click)) await LearnAsync(tracked, cancel);
        var decision = terms.Now.Seal.Seal(click.RequestId, new(click.Proposed, clicker.SlackUserId, clicker.Person, click.Channel, click.ActionTs, DecisionOutcome.Open));
        var earlier = tracked.Claim; // perhaps of somebody who still waits to hear how it ended
        for (var race = 0; race < MostRaces; race++)
        {
            if (Judge(tracked, click, clicker, tracked.Ledger) is { } refusal) return Give(earlier, refusal);
            tracked.Claim = (decision, new(click.ResponseUrl, click.Channel, click.UserId));
            var isClaimed = await ClaimAndLookAsync(tracked, decision, cancel);
            if (isClaimed is null) return Give(earlier, Refusals.NotNoted);
            if (isClaimed == true) return await ConcludeAsync(tracked, decision, Judge(tracked, click, clicker, tracked.Ledger! with { Decision = null }), cancel);
        }

        return Give(earlier, Refusals.Raced);

        ClickOutcome.Refused Give((Decision, ReplyAddress)? claim, Refusal refusal)
        {
            tracked.Claim = claim;
            return Refused(tracked, refusal);
        }
    }

    /// <summary>A decision without an outcome: ours after a failure, or one whose maker died. Everything is checked again.</summary>
    public async Task<ClickOutcome> FinishAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var isOurs = decision.IsSameClick(tracked.Claim?.Decision);
        if (!isOurs && !await ledgers.TryWriteAsync(tracked, tracked.Ledger!, cancel)) return new ClickOutcome.Working();
        book.LookedUp(tracked.Id, await teleport.FindAsync(tracked.Id, cancel));
        if (IsDone(tracked, decision)) return Done(tracked, decision, DecisionOutcome.Done); // the answer was lost, the decision was not
        if (!isOurs) LogFinishing(tracked.Id, decision.Person);
        return await ConcludeAsync(tracked, decision, Refuse(tracked, decision) ?? await RefuseClickerAsync(tracked, decision, cancel), cancel);
    }

    private static bool IsFamiliar(TrackedRequest tracked, Click click) =>
        tracked is { Request: not null, LedgerIsKnown: true } && tracked.Ledger?.MessageAt(click.Channel, click.MessageTs) is not null;

    private async Task LearnAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        var request = teleport.FindAsync(tracked.Id, cancel);
        await Task.WhenAll(request, ledgers.ReadAsync(tracked, cancel));
        book.LookedUp(tracked.Id, await request);
    }

    /// <summary>
    /// The look-up runs beside the claim; a claim that the look-up then forbids is withdrawn before Teleport hears of a
    /// decision. False: somebody else wrote first. Null: Teleport does not take the claim, so that none stands.
    /// </summary>
    private async Task<bool?> ClaimAndLookAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var request = teleport.FindAsync(tracked.Id, cancel);
        var claim = ClaimAsync(tracked, decision, cancel);
        await Task.WhenAll(request, claim);
        book.LookedUp(tracked.Id, await request);
        return await claim;
    }

    private async Task<bool?> ClaimAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        try
        {
            return await ledgers.TryWriteAsync(tracked, tracked.Ledger! with { Decision = decision }, cancel);
        }
        catch (TeleportException e) when (LedgerStore.IsRefusal(e.Failure))
        {
            return null; // the store has logged the cure
        }
    }

    private Refusal? Judge(TrackedRequest tracked, Click click, Clicker clicker, Ledger? ledger) =>
        Policy.Judge(click, clicker, tracked.IsGone ? null : tracked.Request, ledger, time.GetUtcNow());

    /// <summary>The part of the judgement that does not need the clicker: the click itself was judged when the claim was written.</summary>
    private Refusal? Refuse(TrackedRequest tracked, Decision decision)
    {
        var now = time.GetUtcNow();
        if (tracked.IsGone || tracked.Request is not { } request) return Refusals.Gone;
        if (RequestStatus.Of(request, isGone: false, tracked.Ledger! with { Decision = null }, now) is RequestStatus.Resolved resolved) return Refusals.Resolved(resolved.Resolution);
        if (now >= request.Expires) return Refusals.Expired;
        return tracked.Ledger!.Posted.Any(message => message.Channel == decision.Channel && Policy.MayDecideAt(message, request.Roles)) ? null : Refusals.NotDecidedHere;
    }

    /// <summary>Whoever clicked may have left, or lost the right, since.</summary>
    private async Task<Refusal?> RefuseClickerAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var click = new Click
        {
            RequestId = tracked.Id,
            Proposed = decision.State,
            UserId = decision.SlackUserId,
            Channel = decision.Channel,
            MessageTs = "",
            ActionTs = decision.ActionTs,
            ResponseUrl = new(""),
        };
        var (clicker, objection) = await identification.IdentifyAsync(click, cancel);
        return clicker is null ? objection : Policy.JudgeIdentity(clicker, tracked.Request!.User);
    }

    private async Task<ClickOutcome> ConcludeAsync(TrackedRequest tracked, Decision decision, Refusal? refusal, CancellationToken cancel)
    {
        if (refusal is not null) return Withdraw(tracked, decision, refusal);
        try
        {
            return await CarryOutAsync(tracked, decision, cancel);
        }
        catch (TeleportException e) when (e.Refusal is { } refused)
        {
            return await GiveUpAsync(tracked, decision, DecisionTrouble.Of(refused), e, cancel);
        }
        catch (TeleportException e) when (DecisionTrouble.IsHopeless(e.Failure, tracked.DecisionTries + 1))
        {
            return await GiveUpAsync(tracked, decision, DecisionTrouble.Of(e.Failure), e, cancel);
        }
        catch (TeleportException e)
        {
            return TryLater(tracked, e);
        }
    }

    private async Task<ClickOutcome> CarryOutAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var request = tracked.Request!;
        if (Policy.GoesByReview(request))
        {
            // A review has no delegator: the reason is where Teleport's audit log learns who decided.
            var after = await teleport.SubmitReviewAsync(request, decision.State, decision.Delegator + ": ", cancel);
            tracked.Saw(after);
            return Reviewed(tracked, decision, after);
        }

        await teleport.SetStateAsync(request, decision.State, decision.Delegator, reason: "", cancel);
        tracked.Saw(request with { State = decision.State });
        return Done(tracked, decision, DecisionOutcome.Done);
    }

    /// <summary>Servers up to 13 take a review of what was resolved a moment before, and it changes nothing (wire contract 3.3).</summary>
    private ClickOutcome Reviewed(TrackedRequest tracked, Decision decision, AccessRequest after)
    {
        var done = Done(tracked, decision, DecisionOutcome.Reviewed);
        if (after.State == RequestState.Pending) return done;
        if (after.State == decision.State) return done with { IsResolved = true };
        LogOvertaken(tracked.Id, decision.Delegator, after.State);
        return Refused(tracked, Refusals.Resolved(RequestStatus.Of(after, isGone: false, ledger: null, time.GetUtcNow()) is RequestStatus.Resolved resolved ? resolved.Resolution : Resolution.Unknown));
    }

    /// <summary>Nothing was decided by us. Teleport is asked what is true now, because that may be why; if it does not say, the refusal stands.</summary>
    private async Task<ClickOutcome> GiveUpAsync(TrackedRequest tracked, Decision decision, DecisionTrouble trouble, TeleportException e, CancellationToken cancel)
    {
        try
        {
            book.LookedUp(tracked.Id, await teleport.FindAsync(tracked.Id, cancel));
        }
        catch (TeleportException unknown)
        {
            LogUnknown(tracked.Id, unknown.Failure, unknown.Message);
        }

        if (e.Refusal is null && IsDone(tracked, decision)) return Done(tracked, decision, DecisionOutcome.Done);
        var truth = Refuse(tracked, decision);
        LogRefused(truth is null ? trouble.Level : LogLevel.Information, tracked.Id, decision.Delegator, truth?.Code ?? trouble.Refusal.Code, e.Message, truth is null ? trouble.Cure : "There is nothing to mend");
        return Withdraw(tracked, decision, truth ?? trouble.Refusal);
    }

    /// <summary>The claim stays: nobody else decides meanwhile, and the clicker is told how it ends.</summary>
    private ClickOutcome.Working TryLater(TrackedRequest tracked, TeleportException e)
    {
        var trouble = DecisionTrouble.Of(e.Failure);
        var pause = Backoff.Delay(++tracked.DecisionTries, chance());
        LogUnconfirmed(tracked.DecisionTries == 1 ? trouble.Level : LogLevel.Debug, tracked.Id, e.Failure, e.Message, pause.TotalSeconds, trouble.Cure);
        tracked.Park(Planner.ParkedDecision, time.GetUtcNow() + pause);
        return new(DecisionTrouble.Waiting(e.Failure));
    }

    private bool IsDone(TrackedRequest tracked, Decision decision) => tracked.Request is { } request && request.State == decision.State && !Policy.GoesByReview(request);

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
        tracked.Remember(ledger => decision.IsSameClick(ledger.Decision) ? ledger with { Decision = null } : ledger);
        return Refused(tracked, refusal);
    }

    private static void Settle(TrackedRequest tracked)
    {
        tracked.Claim = null;
        tracked.DecisionTries = 0;
        tracked.Unpark(Planner.ParkedDecision);
    }

    private ClickOutcome.Refused Refused(TrackedRequest tracked, Refusal refusal) => new(refusal, terms.Now.Planner.Link(tracked.Id));

    [LoggerMessage(Message = "Teleport did not carry out the decision on request {RequestId} for {Delegator} ({Outcome}): {Detail}. {Cure}")]
    private partial void LogRefused(LogLevel level, string requestId, string delegator, string outcome, string detail, string cure);

    [LoggerMessage(Message = "Teleport did not confirm the decision on request {RequestId} ({Failure}): {Detail}. It is checked and tried again in {Seconds} s. {Cure}")]
    private partial void LogUnconfirmed(LogLevel level, string requestId, TeleportFailure failure, string detail, double seconds, string cure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Teleport does not tell the state of request {RequestId} ({Failure}): {Detail}")]
    private partial void LogUnknown(string requestId, TeleportFailure failure, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "The review of request {RequestId} for {Delegator} came too late: it was {State} already. There is nothing to mend")]
    private partial void LogOvertaken(string requestId, string delegator, RequestState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Carrying out the decision of {Person} on request {RequestId}, which stood in the ledger without an outcome")]
    private partial void LogFinishing(string requestId, string person);
}
