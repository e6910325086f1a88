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
            if (isClaimed) return await ConcludeAsync(tracked, decision, Judge(tracked, click, clicker, tracked.Ledger! with { Decision = null }), cancel);
        }

        return Give(earlier, Refusals.Raced);

        ClickOutcome.Refused Give((Decision, ReplyAddress)? claim, Refusal refusal)
        {
            tracked.Claim = claim;
            return new(refusal);
        }
    }

    /// <summary>A decision without an outcome: ours after a failure, or one whose maker died. Everything is checked again.</summary>
    public async Task<ClickOutcome> FinishAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var isOurs = decision.IsSameClick(tracked.Claim?.Decision);
        if (!isOurs && !await ledgers.TryWriteAsync(tracked, tracked.Ledger!, cancel)) return new ClickOutcome.Working();
        book.LookedUp(tracked.Id, await teleport.FindAsync(tracked.Id, cancel));
        if (tracked.Request?.State == decision.State) return Done(tracked, decision, DecisionOutcome.Done); // the answer was lost, the decision was not
        LogFinishing(tracked.Id, decision.Person);
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

    /// <summary>The look-up runs beside the claim; a claim that the look-up then forbids is withdrawn before Teleport hears of a decision.</summary>
    private async Task<bool> ClaimAndLookAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var request = teleport.FindAsync(tracked.Id, cancel);
        var claim = ledgers.TryWriteAsync(tracked, tracked.Ledger! with { Decision = decision }, cancel);
        await Task.WhenAll(request, claim);
        book.LookedUp(tracked.Id, await request);
        return await claim;
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
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.Refused or TeleportFailure.NotFound or TeleportFailure.Unsupported)
        {
            LogRefused(tracked.Id, decision.Delegator, e.Failure, e.Message);
            book.LookedUp(tracked.Id, await teleport.FindAsync(tracked.Id, cancel));
            return Withdraw(tracked, decision, Refuse(tracked, decision) ?? (e.Failure == TeleportFailure.NotPermitted ? Refusals.NotPermitted : Refusals.TeleportRefused));
        }
        catch (TeleportException e)
        {
            LogUnconfirmed(tracked.Id, e.Failure, e.Message);
            tracked.Failures++;
            tracked.Park(Planner.ParkedDecision, time.GetUtcNow() + Backoff.Delay(tracked.Failures, chance()));
            return new ClickOutcome.Working();
        }
    }

    private async Task<ClickOutcome> CarryOutAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var request = tracked.Request!;
        if (Policy.GoesByReview(request))
        {
            // A review has no delegator: the reason is where Teleport's audit log learns who decided.
            tracked.Saw(await teleport.SubmitReviewAsync(tracked.Id, decision.State, decision.Delegator + ": ", cancel));
            return Done(tracked, decision, DecisionOutcome.Reviewed);
        }

        await teleport.SetStateAsync(tracked.Id, decision.State, decision.Delegator, reason: "", cancel);
        tracked.Saw(request with { State = decision.State });
        return Done(tracked, decision, DecisionOutcome.Done);
    }

    private static ClickOutcome.Decided Done(TrackedRequest tracked, Decision decision, DecisionOutcome outcome)
    {
        var done = decision with { Outcome = outcome };
        tracked.Claim = null;
        tracked.Failures = 0;
        tracked.Unpark(Planner.ParkedDecision);
        tracked.Remember(ledger => decision.IsSameClick(ledger.Decision) ? ledger with { Decision = done } : ledger);
        return new(done, tracked.Request!.User);
    }

    private static ClickOutcome.Refused Withdraw(TrackedRequest tracked, Decision decision, Refusal refusal)
    {
        tracked.Claim = null;
        tracked.Unpark(Planner.ParkedDecision);
        tracked.Remember(ledger => decision.IsSameClick(ledger.Decision) ? ledger with { Decision = null } : ledger);
        return new(refusal);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Teleport refused the decision on request {RequestId} for {Delegator} ({Failure}): {Detail}")]
    private partial void LogRefused(string requestId, string delegator, TeleportFailure failure, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Teleport did not confirm the decision on request {RequestId} ({Failure}): {Detail}. It will be checked and tried again")]
    private partial void LogUnconfirmed(string requestId, TeleportFailure failure, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Carrying out the decision of {Person} on request {RequestId}, which stood in the ledger without an outcome")]
    private partial void LogFinishing(string requestId, string person);
}
