using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

namespace AccessSlack.Planning;

/// <summary>
/// What rules that decide by themselves change in the course of a request. They have one turn: when this process first
/// sees a request that no ledger knows (docs/design/approvals.md, "Automatic decisions"). Pure, like the
/// <see cref="Planner"/>.
/// </summary>
internal static class AutomaticPlan
{
    /// <summary>Why nothing was posted at a destination of a request that a rule is about to decide.</summary>
    public const string Waiting = "not_decided_yet";

    /// <summary>Before a pending request without a ledger is announced; null if people decide it.</summary>
    public static Step? BeforeAnnouncing(ApprovalPolicy policy, Situation now)
    {
        if (now.Request!.Details.Automatic is { IsByRule: true })
            return new Step.DecideByRule("a rule decides it, and this is not in the ledger yet");
        return !now.IsSettled && policy.HasAutomaticRules()
            ? new Step.Judge("first seen: a rule may decide it by itself")
            : null;
    }

    /// <summary>
    /// Nothing is posted while a rule is about to decide: the message comes with the decision. Nor does the end keep
    /// anything from being posted that a rule has decided.
    /// </summary>
    public static bool IsToBeAnnounced(Ledger ledger, RequestStatus status) => status is RequestStatus.Pending
        ? ledger.Decision is not { IsAutomatic: true, Outcome: DecisionOutcome.Open }
        : IsDecided(ledger, status);

    /// <summary>
    /// Of a request that a rule decided, only those who were to be told then: a recipient that is configured later
    /// hears nothing of the past.
    /// </summary>
    public static ImmutableArray<string> Audience(
        Ledger ledger,
        RequestStatus status,
        ImmutableArray<string> audience
    ) =>
        status is RequestStatus.Pending ? audience : [.. audience.Where(ledger.HasDeliveryFor)];

    /// <summary>People hear of what a rule has decided, even if the outcome was changed since.</summary>
    private static bool IsDecided(Ledger ledger, RequestStatus status) =>
        ledger.Decision is { IsAutomatic: true, Outcome: not DecisionOutcome.Open }
        || status is RequestStatus.Resolved { By.IsAutomatic: true };
}
