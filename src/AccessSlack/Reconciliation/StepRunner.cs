using AccessSlack.Planning;
using AccessSlack.Reconciliation.Automatic;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>Carries out what the planner says must happen next.</summary>
internal sealed class StepRunner(
    EntrySteps entries,
    Announcer announce,
    MessageRecovery recovery,
    MessageUpdater updater,
    ThreadNotifier notifier,
    DecisionSteps decisions
)
{
    /// <summary>
    /// Before anything is planned, a claim whose write was not answered is settled, and what a changed request asks for
    /// is looked up.
    /// </summary>
    public async Task PrepareAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        await decisions.ResumeClaimAsync(tracked, cancel);
        await announce.LookUpAgainAsync(tracked, cancel);
    }

    public Task RunAsync(TrackedRequest tracked, Step step, CancellationToken cancel) => step switch
    {
        Step.Rest
            or Step.ReadLedger
            or Step.ReplaceEntry
            or Step.CompareWithMessages
            or Step.ForgetDestinations
            or Step.Escalate
            or Step.LookUp
            or Step.Reopen => entries.RunAsync(tracked, step, cancel),
        Step.Announce { Recipients: var recipients } => announce.RunAsync(tracked, recipients, cancel),
        Step.Recover { Claims: var claims } => recovery.RunAsync(tracked, claims, cancel),
        Step.Update { Messages: var messages } => updater.RunAsync(tracked, messages, cancel),
        Step.RecordEnd => updater.RecordEndAsync(tracked, cancel),
        Step.Notify tell => notifier.NotifyAsync(tracked, tell.Notification, cancel),
        Step.GiveUp giveUp => notifier.GiveUpAsync(tracked, giveUp.Notification, cancel),
        Step.Dismiss dismiss => notifier.DismissAsync(tracked, dismiss.Notification, cancel),
        Step.CarryOut or Step.Judge or Step.DecideByRule => decisions.RunAsync(tracked, step, cancel),
        _ => throw new InvalidOperationException($"unknown step {step.GetType().Name}"),
    };
}
