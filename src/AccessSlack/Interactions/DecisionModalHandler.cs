using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Rules;
using AccessSlack.Diagnostics;
using AccessSlack.Messages;
using AccessSlack.Messages.Partial;
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
    public async Task<PressLack?> FindLackAsync(Click press, CancellationToken cancel) =>
        press.TriggerId.Reveal().Length == 0 ? null : await preview.FindLackAsync(press, cancel);

    /// <returns>Null when the person has the dialog now.</returns>
    public async Task<Refusal?> OpenAsync(Click press, PressLack found, CancellationToken cancel)
    {
        var lack = found.Refusal;
        var opened = preview.Pending(press.RequestId) is { } request
            && Compose(press, request, lack, found.Offered) is { } view
            ? await modals.OpenViewAsync(press.TriggerId, view, cancel)
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
    public async Task<InteractionAnswer?> ReopenAsync(Interaction.Submitted form, CancellationToken cancel)
    {
        if (!form.Form.Fits(Seal)) return new InteractionAnswer.Shown(Sentence(Refusals.ForeignForm));
        if (ReasonCheck.Fault(form.Reason ?? "", preview.MinReasonLength(form.Click)) is not { } fault) return null;
        return form.Reason is null
            ? await RenewAsync(form, Refusals.ReasonMissing(preview.MinReasonLength(form.Click)), cancel)
            : new InteractionAnswer.InlineErrors(fault);
    }

    /// <summary>The same dialog with the present facts; null if it would not help.</summary>
    public async Task<InteractionAnswer?> RenewAsync(
        Interaction.Submitted form,
        ClickOutcome outcome,
        CancellationToken cancel
    ) =>
        outcome switch
        {
            ClickOutcome.Refused { Refusal: { OpensDialog: true, Inline: { Length: > 0 } fault } }
                when form is { Click.Choices: not null, Reason: not null } =>
                new InteractionAnswer.InlineErrors(fault),
            ClickOutcome.Refused { Refusal: { OpensDialog: true } lack } => await RenewAsync(form, lack, cancel),
            _ => null,
        };

    private async Task<InteractionAnswer.Renewed?> RenewAsync(
        Interaction.Submitted form,
        Refusal lack,
        CancellationToken cancel
    )
    {
        if (preview.Pending(form.Click.RequestId) is not { } request) return null;
        var offered = preview.HasChoices(form.Click, request)
            ? await preview.FindOfferAsync(form.Click, cancel)
            : null;
        return Compose(form.Click, request, lack, offered) is { } view
            ? new InteractionAnswer.Renewed(view, Sentence(lack))
            : null;
    }

    /// <summary>Null if there must be choices, and it is not known which are this person's.</summary>
    private ComposedView? Compose(Click click, AccessRequest request, Refusal lack, OfferedRoles? offered)
    {
        var facts = Policy.FactsOf(request);
        if (offered is { Units.IsEmpty: false } && offered.Facts == request.Digest)
            return RoleDialog.Compose(
                facts,
                Policy.Cluster,
                ModalMetadata.Make(Seal, click, request.Digest, offered.Digest),
                offered,
                Policy.WarningsFor(request),
                lack
            );
        return preview.HasChoices(click, request)
            ? null
            : DecisionModal.Compose(
                facts,
                Policy.Cluster,
                ModalMetadata.Make(Seal, click, request.Digest),
                Policy.MinReasonLength(request, click.Proposed),
                lack,
                Policy.WarningsFor(request)
            );
    }

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
