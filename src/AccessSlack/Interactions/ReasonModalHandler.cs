using AccessSlack.Approvals;
using AccessSlack.Diagnostics;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>
/// The dialog that asks for the reason of a decision (docs/design/approvals.md). It is made from what this process
/// knows, outside the queue, because the trigger that opens it lives 3 s. What comes back is judged like a fresh click.
/// </summary>
internal sealed partial class ReasonModalHandler(
    ISlackModals modals,
    ISlackDirectory directory,
    RequestTracker tracker,
    CurrentPolicy policy,
    Readiness readiness,
    ILogger<ReasonModalHandler> logger
)
{
    private static readonly Refusal NotOpened = new("form_not_opened",
        "I couldn't open the form for your reason, so nothing was decided. Please press the button again.");

    private ApprovalPolicy Policy => policy.Now.Policy;

    /// <summary>Null when this press needs no form, or can have none: then it is judged as it is.</summary>
    public ComposedView? FormFor(Click click)
    {
        if (
            ClickGuard.CheckOrigin(click, policy.Now.Home with { AppId = directory.AppId }) is not null
            || click.TriggerId.Reveal().Length == 0
        )
            return null;
        if (
            Pending(click.RequestId) is not { } request
            || Policy.MinReasonLength(request, click.Proposed) is not (> 0 and var least)
        )
            return null;
        return ReasonModal.Compose(RequestFacts.Of(request), Policy.Cluster, ModalMetadata.Of(click), least);
    }

    /// <returns>Null when the clicker has the form now.</returns>
    public async Task<Refusal?> OpenAsync(Click click, ComposedView form, CancellationToken cancel)
    {
        if (
            await modals.OpenViewAsync(click.TriggerId, form, cancel)
            is not SlackResult<string>.Failed { Failure: var failure }
        )
        {
            Log.Opened(logger, click.UserId, click.RequestId, click.Proposed);
            return null;
        }

        readiness.SlackAnswered(failure);
        Log.NotOpened(logger, click.UserId, click.RequestId, failure.Code, failure.Remedy);
        return NotOpened;
    }

    /// <summary>
    /// What is wrong with the reason itself, in plain text; null when nothing is, or when this process does not know
    /// what is asked for.
    /// </summary>
    public string? Fault(Click click, string reason) =>
        ReasonCheck.Fault(
            reason,
            Pending(click.RequestId) is { } request ? Policy.MinReasonLength(request, click.Proposed) : 0
        );

    private AccessRequest? Pending(string id) =>
        tracker.Find(id) is { IsGone: false, Request: { State: RequestState.Pending } request } ? request : null;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 7003,
            Level = LogLevel.Information,
            Message = "Asked {UserId} for the reason of a decision on request {RequestId}: {Proposed}"
        )]
        public static partial void Opened(ILogger logger, string userId, string requestId, RequestState proposed);

        [LoggerMessage(
            EventId = 7004,
            Level = LogLevel.Warning,
            Message = "Clicker {UserId} could not be asked for the reason of a decision on request {RequestId} " +
                "({Code}), so nothing was decided. {Cure}"
        )]
        public static partial void NotOpened(ILogger logger, string userId, string requestId, string code, string cure);
    }
}
