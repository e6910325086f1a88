using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

namespace AccessSlack.Messages;

/// <summary>
/// Whether the person who clicked saw everything that the click decides (docs/design/approvals.md, "What a press counts
/// for"). A dialog can make up for what the message lacks.
/// </summary>
internal static class ShownCheck
{
    /// <summary>Null if the click may count.</summary>
    public static Refusal? Judge(ApprovalPolicy policy, Click click, Delivery.Posted message, AccessRequest request)
    {
        if (click.IsFromDialog) return null;
        if (!message.MayHaveShown(click)) return Refusals.MessageDiffers;
        // Without metadata the press does not say what it is about; the record of the message does.
        if (click.FactsDigest.Length == 0 && message.Facts.Length > 0 && message.Facts != request.Digest)
            return Refusals.RequestChanged;
        var facts = policy.FactsOf(request);
        var isCut = click.Proposed == RequestState.Approved && !RequestMessage.ShowsAll(facts, message.Degradation);
        return isCut || MustConfirm(policy, request, facts) ? Refusals.NotShown : null;
    }

    /// <summary>The rule asks for a confirmation, and Slack's own has too little room.</summary>
    private static bool MustConfirm(ApprovalPolicy policy, AccessRequest request, RequestFacts facts) =>
        policy.RulesFor(request).Any(rule => rule.Confirm) && RequestButtons.Confirmation(facts) is null;
}
