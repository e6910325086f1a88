using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Diagnostics;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>
/// "Look at request X": ask the planner what must change, do it, and ask again until nothing must. Events, timers,
/// restarts and retries all end here (docs/design/flow.md).
/// </summary>
internal sealed partial class Reconciler(
    KeyedQueue queue,
    RequestTracker book,
    CurrentTerms terms,
    LedgerStore ledgers,
    MessagePoster poster,
    MessageUpdater updater,
    ThreadNotifier notifier,
    DecisionMaker decisions,
    ISlack slack,
    Metrics metrics,
    TimeProvider time,
    Func<double> chance,
    ILogger<Reconciler> logger,
    CancellationToken stopping
)
{
    /// <summary>
    /// No situation needs so many steps; the rest waits for <see cref="Pause"/>, so that a mistake cannot spin.
    /// </summary>
    private const int MostSteps = 32 + Notification.MaxCount;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Timers end at 49 days, and a request may claim to live for ever: looking once a day costs nothing.
    /// </summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    public void Look(string id) => queue.Look(id, () => LookAsync(id));

    /// <summary>
    /// Reads the ledger of a request that we know nothing of yet, and nothing more. Completes when it was read.
    /// </summary>
    /// <exception cref="TeleportException">It could not be read.</exception>
    public Task LearnAsync(string id) => queue.RunAsync(id, async () =>
    {
        if (book.Find(id) is { LedgerIsKnown: false } tracked) await ledgers.ReadAsync(tracked, stopping);
        return true;
    });

    /// <summary>
    /// The terms have changed: every open request is looked at under the new ones, and who failed to be told is tried
    /// at once.
    /// </summary>
    public void LookAtAll()
    {
        foreach (var tracked in book.All)
        {
            _ = queue.RunAsync(tracked.Id, () => Task.FromResult(tracked.UnparkAll()));
            Look(tracked.Id);
        }
    }

    /// <summary>
    /// A click that passed guard and identity. It comes before everything else that waits for this request.
    /// </summary>
    /// <param name="click">Which it was.</param>
    /// <param name="actor">Who it was.</param>
    /// <param name="reason">As typed, or empty.</param>
    public async Task<ClickOutcome> DecideAsync(Click click, Actor actor, string reason = "")
    {
        var outcome = await queue.RunAsync(click.RequestId, () => TryDecideAsync(click, actor, reason));
        Look(click.RequestId); // the messages of every recipient follow
        return outcome;
    }

    private async Task<ClickOutcome> TryDecideAsync(Click click, Actor actor, string reason)
    {
        try
        {
            var outcome = await decisions.DecideAsync(click, actor, reason, stopping);
            return book.Find(click.RequestId)?.Request is { } request
                ? outcome with
                {
                    Rules = terms.Now.Policy.Describe(request),
                }
                : outcome;
        }
        catch (TeleportException e)
        {
            Log.Unreachable(logger, click.RequestId, e.Failure, e.Message);
            // Once claimed, nobody can say that nothing will be decided: the look that follows finds out and tells.
            return book.Find(click.RequestId)?.Claim is null
                ? new ClickOutcome.Refused(Refusals.Unreachable)
                : new ClickOutcome.Working();
        }
    }

    private async Task LookAsync(string id)
    {
        if (book.Find(id) is not { } tracked) return;
        try
        {
            await SettleAsync(tracked);
        }
        catch (TeleportException e)
        {
            metrics.Retried(Retry.Look);
            tracked.Failures++;
            var pause = Backoff.Delay(tracked.Failures, chance());
            Log.LookFailed(logger, id, e.Failure, e.Message, pause.TotalSeconds);
            WakeUp(tracked, pause);
        }
    }

    private async Task SettleAsync(TrackedRequest tracked)
    {
        await ResumeClaimAsync(tracked);
        for (var steps = 0; steps < MostSteps; steps++)
        {
            var version = tracked.Version;
            var step = terms.Now.Planner.Plan(tracked.At(time.GetUtcNow()));
            Log.Step(logger, tracked.Id, step.GetType().Name, step.Reason);
            if (step is Step.Rest rest)
            {
                await ledgers.SaveAsync(tracked, stopping);
                tracked.Failures = 0;
                Rest(tracked, rest, version);
                return;
            }

            await DoAsync(tracked, step);
        }

        metrics.FoundDefect();
        Log.Spinning(logger, tracked.Id, MostSteps);
        WakeUp(tracked, Pause);
    }

    private Task DoAsync(TrackedRequest tracked, Step step) => step switch
    {
        Step.ReadLedger => ledgers.ReadAsync(tracked, stopping),
        Step.Announce announce => poster.AnnounceAsync(tracked, announce.Recipients, stopping),
        Step.Recover recover => poster.RecoverAsync(tracked, recover.Claims, stopping),
        Step.Correct correct => updater.CorrectAsync(tracked, correct.Messages, stopping),
        Step.RecordEnd => updater.RecordEndAsync(tracked, stopping),
        Step.Tell tell => notifier.TellAsync(tracked, tell.Notification, stopping),
        Step.GiveUp giveUp => notifier.GiveUpAsync(tracked, giveUp.Notification, stopping),
        Step.Finish finish => FinishAsync(tracked, finish.Decision),
        _ => throw new InvalidOperationException($"unknown step {step.GetType().Name}"),
    };

    private async Task FinishAsync(TrackedRequest tracked, Decision decision)
    {
        var claim = tracked.Claim;
        var outcome = await decisions.FinishAsync(tracked, decision, stopping);
        if (claim is { } waiting && outcome is not ClickOutcome.Working)
            await slack.TellAsync(waiting.Actor, outcome.Sentence, stopping);
    }

    /// <summary>
    /// The write of a claim failed without an answer: only reading tells whether it stands. If not, nothing was
    /// decided.
    /// </summary>
    private async Task ResumeClaimAsync(TrackedRequest tracked)
    {
        if (tracked.Claim is not { } claim || claim.Decision.IsSameClick(tracked.Ledger?.Decision)) return;
        await ledgers.ReadAsync(tracked, stopping);
        if (claim.Decision.IsSameClick(tracked.Ledger?.Decision)) return;
        tracked.Claim = null;
        await slack.TellAsync(claim.Actor, new ClickOutcome.Refused(Refusals.Unreachable).Sentence, stopping);
    }

    private void Rest(TrackedRequest tracked, Step.Rest rest, int version)
    {
        if (rest.Forget && book.Forget(tracked, version)) return;
        if (rest.Until is { } until) WakeUp(tracked, until - time.GetUtcNow());
    }

    private void WakeUp(TrackedRequest tracked, TimeSpan pause)
    {
        tracked.WakeUp?.Dispose();
        var sleep = TimeSpan.FromTicks(Math.Clamp(pause.Ticks, 0, LongestSleep.Ticks));
        tracked.WakeUp = time.CreateTimer(_ => Look(tracked.Id), null, sleep, Timeout.InfiniteTimeSpan);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5017,
            Level = LogLevel.Debug,
            Message = "Request {RequestId}: {Step}, because {Cause}"
        )]
        public static partial void Step(ILogger logger, string requestId, string step, string cause);

        [LoggerMessage(
            EventId = 5018,
            Level = LogLevel.Warning,
            Message = "Teleport failed while working on request {RequestId} ({Failure}): {Detail}. Trying again in " +
                "{Seconds} s"
        )]
        public static partial void LookFailed(
            ILogger logger,
            string requestId,
            TeleportFailure failure,
            string detail,
            double seconds
        );

        [LoggerMessage(
            EventId = 5019,
            Level = LogLevel.Warning,
            Message = "Teleport failed during a click on request {RequestId} ({Failure}): {Detail}"
        )]
        public static partial void Unreachable(
            ILogger logger,
            string requestId,
            TeleportFailure failure,
            string detail
        );

        [LoggerMessage(
            EventId = 5020,
            Level = LogLevel.Error,
            Message = "Request {RequestId} did not come to rest within {Steps} steps; pausing. This is a defect: " +
                "please report it with the DEBUG lines above"
        )]
        public static partial void Spinning(ILogger logger, string requestId, int steps);
    }
}
