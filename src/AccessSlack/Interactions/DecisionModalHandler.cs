using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Diagnostics;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>
/// The dialog that completes a press (docs/design/approvals.md). It is made from what this process knows, outside the
/// queue, because the trigger that opens it lives 3 s. What comes back is judged like a fresh click.
/// </summary>
internal sealed partial class DecisionModalHandler(
    ISlackModals modals,
    PressPreview preview,
    MessageRestorer restorer,
    CurrentPolicy policy,
    Readiness readiness,
    ILogger<DecisionModalHandler> logger
)
{
    private static readonly Refusal NotOpened = new("form_not_opened",
        "I couldn't open the form for your decision, so nothing was decided. Please press the button again.");

    private ApprovalPolicy Policy => policy.Now.Policy;

    private Seal Seal => policy.Now.Seal;

    /// <summary>
    /// The press, with the facts that its message proves to have shown. What it showed is compared now: the message may
    /// be updated before the press has its turn.
    /// </summary>
    public Click Read(Click press)
    {
        var isGenuine = preview.IsAsRecorded(press);
        var facts =
            press.Mark is { } mark && mark.Fits(Seal, press.RequestId) && RequestDigest.IsKnown(mark.Digest)
                ? mark.Digest
                : "";
        return press with { FactsDigest = facts, Shown = isGenuine ? "" : press.Shown };
    }

    /// <summary>Null when this press needs no dialog, or can have none: then it is judged as it is.</summary>
    public async Task<Refusal?> FindLackAsync(Click press, CancellationToken cancel) =>
        press.TriggerId.Reveal().Length == 0 ? null : await preview.FindLackAsync(press, cancel);

    /// <returns>Null when the person has the dialog now.</returns>
    public async Task<Refusal?> OpenAsync(Click press, Refusal lack, CancellationToken cancel)
    {
        var opened = preview.Pending(press.RequestId) is { } request
            ? await modals.OpenViewAsync(press.TriggerId, Compose(press, request, lack), cancel)
            : null;
        await restorer.RestoreAsync(press, lack);
        if (opened is null) return NotOpened;
        if (opened is not SlackResult<string>.Failed { Failure: var failure })
        {
            var button = press.Proposed == RequestState.Approved ? "Approve" : "Deny";
            Log.Opened(logger, press.UserId, button, press.RequestId, lack.Code);
            return null;
        }

        readiness.SlackAnswered(failure);
        Log.NotOpened(logger, press.UserId, press.RequestId, failure.Code, failure.Remedy);
        return NotOpened;
    }

    /// <summary>If a press was refused because of its message, the next one finds the message restored.</summary>
    public Task RestoreAsync(Click press, ClickOutcome outcome) =>
        outcome is ClickOutcome.Refused { Refusal: var refusal }
            ? restorer.RestoreAsync(press, refusal)
            : Task.CompletedTask;

    /// <summary>
    /// What the dialog must say before it is submitted again; null if it was submitted as it should be, as far as this
    /// process knows.
    /// </summary>
    public InteractionAnswer? Reopen(Interaction.Submitted form)
    {
        if (!form.Form.Fits(Seal)) return new InteractionAnswer.Shown(Sentence(Refusals.ForeignForm));
        if (ReasonCheck.Fault(form.Reason ?? "", preview.MinReasonLength(form.Click)) is not { } fault) return null;
        return form.Reason is null
            ? Renew(form, Refusals.ReasonMissing(preview.MinReasonLength(form.Click)))
            : new InteractionAnswer.InlineErrors(fault);
    }

    /// <summary>The same dialog with the present facts; null if it would not help.</summary>
    public InteractionAnswer? Renew(Interaction.Submitted form, ClickOutcome outcome) =>
        outcome is ClickOutcome.Refused { Refusal: { OpensDialog: true } lack } ? Renew(form, lack) : null;

    private InteractionAnswer.Renewed? Renew(Interaction.Submitted form, Refusal lack) =>
        preview.Pending(form.Click.RequestId) is { } request
            ? new InteractionAnswer.Renewed(Compose(form.Click, request, lack), Sentence(lack))
            : null;

    private ComposedView Compose(Click click, AccessRequest request, Refusal lack) =>
        DecisionModal.Compose(
            Policy.FactsOf(request),
            Policy.Cluster,
            ModalMetadata.Make(Seal, click, request.Digest),
            Policy.MinReasonLength(request, click.Proposed),
            lack,
            Policy.WarningsFor(request)
        );

    private static string Sentence(Refusal refusal) => SlackText.Escape(refusal.Sentence);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 7003,
            Level = LogLevel.Information,
            Message = "{UserId} pressed {Button} on request {RequestId}; a dialog asks for what is missing ({Cause})"
        )]
        public static partial void Opened(
            ILogger logger,
            string userId,
            string button,
            string requestId,
            string cause
        );

        [LoggerMessage(
            EventId = 7004,
            Level = LogLevel.Warning,
            Message = "The dialog for a decision of {UserId} on request {RequestId} could not be opened ({Code}), so " +
                "nothing was decided. {Cure}"
        )]
        public static partial void NotOpened(ILogger logger, string userId, string requestId, string code, string cure);
    }
}
