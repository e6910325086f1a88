using AccessSlack.Diagnostics;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>
/// Brings Slack in line with one request: asks the planner what must change, does it, and asks again until nothing
/// must. Events, timers, restarts and retries all end here (docs/design/flow.md). Runs in the request's lane.
/// </summary>
internal sealed partial class Reconciler(
    RequestTracker tracker,
    CurrentPolicy policy,
    StepRunner steps,
    Backoff backoff,
    Metrics metrics,
    ILogger<Reconciler> logger
)
{
    /// <summary>
    /// No situation needs so many steps; the rest waits for <see cref="Pause"/>, so that a mistake cannot spin.
    /// </summary>
    private const int MostSteps = 32 + Notification.MaxCount;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);

    /// <returns>When to reconcile again without an event; null if only an event can change anything.</returns>
    public async Task<TimeSpan?> ReconcileAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        try
        {
            return await RunStepsAsync(tracked, cancel);
        }
        catch (TeleportException e)
        {
            var next = backoff.Next(Retry.Look, tracked.CountReconcileFailure());
            var pause = next > e.RetryAfter ? next : e.RetryAfter;
            Log.ReconcileFailed(logger, tracked.Id, e.Failure, e.Message, pause.TotalSeconds);
            return pause;
        }
    }

    private async Task<TimeSpan?> RunStepsAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        await steps.PrepareAsync(tracked, cancel);
        for (var count = 0; count < MostSteps; count++)
        {
            var version = tracked.Version;
            var step = policy.Now.Planner.Plan(tracked.Situation);
            Log.Step(logger, tracked.Id, step.GetType().Name, step.Reason);
            await steps.RunAsync(tracked, step, cancel);
            if (step is Step.Rest rest) return Rest(tracked, rest, version);
        }

        metrics.FoundDefect();
        Log.Spinning(logger, tracked.Id, MostSteps);
        return Pause;
    }

    private TimeSpan? Rest(TrackedRequest tracked, Step.Rest rest, int version)
    {
        tracked.Reconciled(version);
        return rest.Forget && tracker.Forget(tracked, version) ? null : rest.Until - tracked.Now;
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
        public static partial void ReconcileFailed(
            ILogger logger,
            string requestId,
            TeleportFailure failure,
            string detail,
            double seconds
        );

        [LoggerMessage(
            EventId = 5020,
            Level = LogLevel.Error,
            Message = "Gave up on request {RequestId} for now, after {Steps} steps. This is a defect: please report " +
                "it with the DEBUG lines above"
        )]
        public static partial void Spinning(ILogger logger, string requestId, int steps);
    }
}
