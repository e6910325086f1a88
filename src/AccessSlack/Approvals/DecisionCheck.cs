using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>May a decision that is in the ledger still be carried out?</summary>
internal static class DecisionCheck
{
    /// <summary>
    /// The part of the judgement that needs no voter: the click itself was judged when the decision was claimed. Null
    /// means that it stands.
    /// </summary>
    /// <param name="policy">The rules of today.</param>
    /// <param name="decision">From the ledger.</param>
    /// <param name="request">Null when there is no such request any more.</param>
    /// <param name="ledger">Where its messages are.</param>
    /// <param name="now">For its expiry.</param>
    public static Refusal? Judge(
        ApprovalPolicy policy,
        Decision decision,
        AccessRequest? request,
        Ledger ledger,
        DateTimeOffset now
    )
    {
        if (decision.IsAutomatic) return AutomaticCheck.Judge(policy, decision, request, ledger, now);
        if (JudgeRequest(request, ledger with { Decision = null }, now) is { } over) return over;
        var isDecidedHere = ledger.Posted.Any(message =>
            message.Channel == decision.Channel && policy.MayDecideAt(message, request!)
        );
        return isDecidedHere ? null : Refusals.NotHere(request!);
    }

    /// <summary>Is this request still open for a decision? Null means yes.</summary>
    public static Refusal? JudgeRequest(AccessRequest? request, Ledger? ledger, DateTimeOffset now)
    {
        if (RequestStatus.Of(request, isGone: request is null, ledger, now) is RequestStatus.Resolved resolved)
            return Refusals.Resolved(resolved.Resolution);
        return now >= request!.Expires ? Refusals.Expired : null;
    }
}
