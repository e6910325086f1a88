using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Decisions.Automatic;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>
/// Finishes decisions without an outcome: ours after a failure, or those of a replica that died. Everything is checked
/// again.
/// </summary>
internal sealed partial class DecisionRecovery(
    ISlackModals slack,
    LedgerStore ledgers,
    RequestLoader loader,
    VoteRecheck review,
    DecisionExecutor executor,
    ILogger<DecisionRecovery> logger
)
{
    /// <summary>Finishes the decision, and tells a clicker who still waits for the outcome.</summary>
    public async Task FinishAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var claim = tracked.Claim;
        var outcome = await RecoverAsync(tracked, decision, cancel);
        if (claim is { Decision.IsAutomatic: false } waiting && outcome is not ClickOutcome.Working)
            await slack.RespondAsync(waiting.ReplyTo, outcome.Sentence, cancel);
    }

    /// <summary>
    /// The write of a claim failed without an answer: only reading shows whether it was written. If not, nothing was
    /// decided.
    /// </summary>
    public async Task ResumeClaimAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (tracked.Claim is not { } claim || claim.Decision.IsSameClick(tracked.Ledger?.Decision)) return;
        await ledgers.ReadAsync(tracked, cancel);
        if (claim.Decision.IsSameClick(tracked.Ledger?.Decision)) return;
        tracked.SetClaim(null);
        if (claim.Decision.IsAutomatic) return; // the next step claims it again, or reads who did
        await slack.RespondAsync(claim.ReplyTo, new ClickOutcome.Refused(Refusals.Unreachable).Sentence, cancel);
    }

    private async Task<ClickOutcome> RecoverAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var isOurs = decision.IsSameClick(tracked.Claim?.Decision);
        if (!isOurs && !decision.MayBeFinished(tracked.Now))
        {
            if (decision.IsAutomatic) return DropAutomatic(tracked, decision);
            Log.TooLate(logger, tracked.Id, decision.Person);
            tracked.Remember(ledger =>
                decision.IsSameClick(ledger.Decision) ? ledger with { MustVoteAgain = true } : ledger
            );
            return executor.Withdraw(tracked, decision, Refusals.PressAgain);
        }

        if (tracked.Request is { State: RequestState.Pending } && !await TakeOverAsync(tracked, cancel))
            return new ClickOutcome.Working();
        if (await RefreshAsync(tracked, cancel) is { } absent) return executor.Withdraw(tracked, decision, absent);
        if (executor.FindDone(tracked, decision) is { } done) return done;
        if (await executor.TakeBackExcessAsync(tracked, decision, cancel) is { } takenBack) return takenBack;
        if (!isOurs) Log.Finishing(logger, tracked.Id, decision.Decider);
        if (!decision.IsAutomatic) await loader.LoadRequesterAsync(tracked, cancel);
        return await review.JudgeAsync(tracked, decision, cancel) is { } refusal
            ? executor.Withdraw(tracked, decision, refusal)
            : await executor.CarryOutAsync(tracked, decision, cancel);
    }

    private ClickOutcome.Refused DropAutomatic(TrackedRequest tracked, Decision decision)
    {
        AutomaticReport.TooLate(logger, tracked.Id, decision.Rule);
        DecisionExecutor.Retract(tracked, decision, _ => false);
        return executor.Refuse(tracked, AutomaticCheck.TooLate);
    }

    /// <summary>Not null if Teleport answers without showing the request: it cannot be decided then.</summary>
    private async Task<Refusal?> RefreshAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        try
        {
            await loader.RefreshAsync(tracked, cancel);
            return null;
        }
        catch (TeleportException e) when (DecisionFailureAdvice.OfLookUp(e.Failure) is not null)
        {
            return DecisionFailureAdvice.OfLookUp(e.Failure);
        }
    }

    /// <summary>
    /// A decision that could not be carried out for long may be finished by other replicas as well as by its maker. The
    /// one that writes first does it, and the others leave it alone until that claim is old.
    /// </summary>
    private async Task<bool> TakeOverAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (await ledgers.TryWriteAsync(tracked, tracked.Ledger!, cancel)) return true;
        tracked.Waits.Park(WaitKey.Decision, Planner.ClaimIsOld);
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6004,
            Level = LogLevel.Warning,
            Message = "Carrying out the decision of {Person} on request {RequestId}, which was in the ledger without " +
                "an outcome"
        )]
        public static partial void Finishing(ILogger logger, string requestId, string person);

        [LoggerMessage(
            EventId = 6023,
            Level = LogLevel.Warning,
            Message = "The decision of {Person} on request {RequestId} was in the ledger without an outcome for too " +
                "long; it was dropped, and the message asks for it again"
        )]
        public static partial void TooLate(ILogger logger, string requestId, string person);
    }
}
