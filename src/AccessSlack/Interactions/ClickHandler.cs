using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Diagnostics;
using AccessSlack.Logging;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>
/// Takes a verified click, from a button or from a dialog, through guard, identity and queue to the decision
/// (docs/design/flow.md, "A click").
/// </summary>
internal sealed class ClickHandler(
    Reconciler workflow,
    Identification identification,
    Metrics metrics,
    TimeProvider time,
    ILogger<ClickHandler> logger
)
{
    /// <param name="click">Who pressed what.</param>
    /// <param name="reason">As typed, or empty. Only its length is logged.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<ClickOutcome> DecideAsync(Click click, string reason, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var (actor, objection) = await identification.IdentifyAsync(click, cancel);
        var outcome = actor is null
            ? new ClickOutcome.Refused(objection!)
            : await workflow.DecideAsync(click, actor, reason);
        metrics.Clicked(outcome.Code, time.GetElapsedTime(began));
        LogClick(click, actor, outcome, reason.Length);
        return outcome;
    }

    /// <summary>One structured event for every click; fields that nobody could find out are left out.</summary>
    private void LogClick(Click click, Actor? actor, ClickOutcome outcome, int reasonLength) => logger.Event(
        LogLevel.Information,
        "Click",
        ("user_id", click.UserId),
        ("email", actor?.Email),
        ("teleport_user", actor?.TeleportUser),
        ("request_id", click.RequestId),
        ("decision", click.Proposed.ToString()),
        ("rule", outcome.Rules.Length > 0 ? outcome.Rules : null),
        ("outcome", outcome.Code),
        ("reason_length", reasonLength));
}
