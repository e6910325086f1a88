using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Person;
using AccessSlack.Approvals.Rules;
using AccessSlack.Decisions.Automatic;
using AccessSlack.Decisions.Partial;
using AccessSlack.Decisions.Person;
using AccessSlack.Diagnostics;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>Carries a claimed decision out in Teleport, and settles the claim by what Teleport answers.</summary>
internal sealed partial class DecisionExecutor(
    StateDecision states,
    ReviewSubmission reviews,
    RequestLookup lookup,
    CurrentPolicy policy,
    Backoff backoff,
    ILogger<DecisionExecutor> logger
)
{
    private ApprovalPolicy Policy => policy.Now.Policy;

    public async Task<ClickOutcome> CarryOutAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        try
        {
            var request = tracked.Request!;
            if (WayChanged(request, decision)) return Withdraw(tracked, decision, PersonRefusals.WayChanged);
            var outcome = decision.Author.Length > 0 || Policy.GoesByReview(request)
                ? await ReviewAsync(tracked, decision, cancel)
                : await SetStateAsync(tracked, decision, cancel);
            AutomaticReport.Carried(logger, tracked, decision);
            return outcome;
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

    /// <summary>
    /// Teleport already shows this decision: the answer was lost, the decision was not. Null if it does not.
    /// </summary>
    public ClickOutcome? FindDone(TrackedRequest tracked, Decision decision)
    {
        if (tracked.Request is not { } request) return null;
        if (ReviewSubmission.IsSubmitted(tracked, decision)) return reviews.Conclude(tracked, decision, request);
        var isSet = decision.Author.Length == 0
            && request.State == decision.State
            && StateDecision.Holds(request, decision.Granted)
            && !Policy.GoesByReview(request);
        return isSet ? Done(tracked, decision, DecisionOutcome.Done) : null;
    }

    /// <summary>
    /// The answer to our own partial approval was lost, and Teleport shows one of more roles. Null if that is not so.
    /// </summary>
    public async Task<ClickOutcome?> TakeBackExcessAsync(
        TrackedRequest tracked,
        Decision decision,
        CancellationToken cancel
    )
    {
        if (!StateDecision.MayHoldMore(tracked, decision)) return null;
        try
        {
            return Conclude(tracked, decision, await states.ConfirmAsync(tracked, decision, cancel));
        }
        catch (TeleportException e)
        {
            return TryLater(tracked, e);
        }
    }

    /// <summary>Reloads change nothing here: a person's review stays one, and no part is granted as a whole.</summary>
    private bool WayChanged(AccessRequest request, Decision decision) => decision.Author.Length > 0
        ? !Policy.ReviewAsPerson(request)
        : Policy.Settings.Via == Via.Person || (!decision.Granted.IsAll && !Policy.DecidesByRole(request));

    public static ClickOutcome.Decided Done(TrackedRequest tracked, Decision decision, DecisionOutcome outcome)
    {
        var done = decision with { Outcome = outcome };
        tracked.SettleClaim();
        tracked.Remember(ledger => decision.IsSameClick(ledger.Decision) ? ledger with { Decision = done } : ledger);
        var asked = tracked.Ledger?.Facts.Roles ?? [];
        return new(done, tracked.Request!.User) { NotGranted = done.Granted.Refused(asked) };
    }

    /// <summary>
    /// The decision is not carried out, and with its vote leaves the ledger. The messages look as before, and are sent
    /// again all the same: then they are newer than the entry with the decision, should someone put that back.
    /// </summary>
    public ClickOutcome.Refused Withdraw(TrackedRequest tracked, Decision decision, Refusal refusal)
    {
        Retract(tracked, decision, vote => vote.IsClickOf(decision));
        AutomaticReport.GivenUp(logger, tracked, decision, refusal.Code);
        return Refuse(tracked, refusal);
    }

    /// <summary>The decision is not carried out, and some votes are dropped with it.</summary>
    public static void Retract(TrackedRequest tracked, Decision decision, Predicate<Vote> drops)
    {
        tracked.SettleClaim();
        if (decision.IsAutomatic) AutomaticDecider.GiveToPeople(tracked);
        tracked.Remember(ledger =>
            decision.IsSameClick(ledger.Decision)
                ? ledger.WithoutViews() with { Decision = null, Votes = ledger.Votes.RemoveAll(drops) }
                : ledger
        );
    }

    public ClickOutcome.Refused Refuse(TrackedRequest tracked, Refusal refusal) =>
        new(refusal, policy.Now.Planner.Link(tracked.Id));

    private async Task<ClickOutcome> SetStateAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var typed = ReasonOf(tracked, decision);
        return Conclude(tracked, decision, await states.CarryOutAsync(tracked, decision, typed, cancel));
    }

    private ClickOutcome Conclude(TrackedRequest tracked, Decision decision, Refusal? takenBack) =>
        takenBack is null ? Done(tracked, decision, DecisionOutcome.Done) : Withdraw(tracked, decision, takenBack);

    private async Task<ClickOutcome> ReviewAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        var request = await reviews.SubmitAsync(tracked, decision, ReasonOf(tracked, decision), cancel);
        return reviews.Conclude(tracked, decision, request);
    }

    /// <summary>As typed, while this process remembers it; the ledger keeps the beginning.</summary>
    private static string ReasonOf(TrackedRequest tracked, Decision decision) =>
        tracked.Claim is { } claim && decision.IsSameClick(claim.Decision)
            ? claim.Reason
            : tracked.Ledger!.Votes.FirstOrDefault(vote => vote.IsClickOf(decision))?.Reason ?? "";

    /// <summary>
    /// Nothing was decided by us. Teleport is asked what is true now, because that may be why; without an answer, the
    /// refusal stands.
    /// </summary>
    private async Task<ClickOutcome> GiveUpAsync(
        TrackedRequest tracked,
        Decision decision,
        DecisionFailureAdvice advice,
        TeleportException e,
        CancellationToken cancel
    )
    {
        await LookUpAsync(tracked, isReportedGone: e.Refusal == TeleportRefusal.Gone, cancel);
        if (e.Refusal is null && FindDone(tracked, decision) is { } done) return done;
        var truth = DecisionCheck.Judge(Policy, decision, tracked.Existing, tracked.Ledger!, tracked.Now);
        Log.Refused(
            logger,
            truth is null ? advice.Level : LogLevel.Information,
            tracked.Id,
            decision.Delegator,
            truth?.Code ?? advice.Refusal.Code,
            e.Message,
            truth is null ? advice.Remedy : "No action is needed"
        );
        return Withdraw(tracked, decision, truth ?? advice.Refusal);
    }

    private async Task LookUpAsync(TrackedRequest tracked, bool isReportedGone, CancellationToken cancel)
    {
        try
        {
            await (isReportedGone
                ? lookup.RefreshReportedGoneAsync(tracked, cancel)
                : lookup.RefreshAsync(tracked, cancel));
        }
        catch (TeleportException unknown)
        {
            Log.Unknown(logger, tracked.Id, unknown.Failure, unknown.Message);
        }
    }

    /// <summary>The claim stays, so that no one else decides meanwhile, and the clicker is told the outcome.</summary>
    private ClickOutcome.Working TryLater(TrackedRequest tracked, TeleportException e)
    {
        var advice = DecisionFailureAdvice.Of(e.Failure);
        var pause = backoff.Next(Retry.Decision, tracked.CountDecisionTry());
        Log.Unconfirmed(
            logger,
            tracked.DecisionTries == 1 ? advice.Level : LogLevel.Debug,
            tracked.Id,
            e.Failure,
            e.Message,
            pause.TotalSeconds,
            advice.Remedy
        );
        tracked.Waits.Park(WaitKey.Decision, pause);
        return new(DecisionFailureAdvice.Waiting(e.Failure));
    }

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
            Message = "The state of request {RequestId} could not be looked up ({Failure}): {Detail}"
        )]
        public static partial void Unknown(ILogger logger, string requestId, TeleportFailure failure, string detail);
    }
}
