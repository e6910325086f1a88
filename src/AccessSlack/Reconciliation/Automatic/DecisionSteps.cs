using AccessSlack.Decisions;
using AccessSlack.Decisions.Automatic;
using AccessSlack.Planning;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation.Automatic;

/// <summary>The steps that decide: what a click has claimed and did not finish, and what rules decide.</summary>
internal sealed class DecisionSteps(DecisionRecovery recovery, AutomaticJudge judge, AutomaticDecider decider)
{
    /// <inheritdoc cref="DecisionRecovery.ResumeClaimAsync"/>
    public Task ResumeClaimAsync(TrackedRequest tracked, CancellationToken cancel) =>
        recovery.ResumeClaimAsync(tracked, cancel);

    public Task RunAsync(TrackedRequest tracked, Step step, CancellationToken cancel) => step switch
    {
        Step.CarryOut { Decision: var decision } => recovery.FinishAsync(tracked, decision, cancel),
        Step.Judge => judge.RunAsync(tracked, cancel),
        Step.DecideByRule => decider.RunAsync(tracked, cancel),
        _ => throw new InvalidOperationException($"unknown step {step.GetType().Name}"),
    };
}
