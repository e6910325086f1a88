using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Requests;

namespace AccessSlack.Messages.Clicks;

/// <summary>The whole judgement of a click, once its person and their rights are known.</summary>
internal static class ClickJudge
{
    /// <summary>Null means that this vote counts.</summary>
    /// <param name="policy">In force now.</param>
    /// <param name="click">Who pressed what, and where.</param>
    /// <param name="who">With the groups and places of the rules in question.</param>
    /// <param name="request">Null if it does not exist.</param>
    /// <param name="ledger">Null if there is none.</param>
    /// <param name="now">For the expiry.</param>
    /// <param name="reason">As typed, or empty.</param>
    public static Refusal? JudgeClick(
        this ApprovalPolicy policy,
        Click click,
        VoterRights who,
        AccessRequest? request,
        Ledger? ledger,
        DateTimeOffset now,
        string reason
    )
    {
        var refusal = policy.Judge(click, who, request, ledger, now, reason);
        // What was shown comes before the reason, which the same dialog asks for.
        if (refusal is not null and not { OpensDialog: true }) return refusal;
        // Someone who may not review, or has reviewed, must not be asked for a reason.
        return policy.JudgeAuthor(request!, ledger!, new(who.VoteOf(click, reason), who))
            ?? policy.JudgeShown(click, request, ledger)
            ?? refusal;
    }

    /// <summary>Null means that the click counts for everything that is requested, as far as is known.</summary>
    public static Refusal? JudgeShown(
        this ApprovalPolicy policy,
        Click click,
        AccessRequest? request,
        Ledger? ledger
    ) =>
        request is not null && ledger?.MessageAt(click.Channel, click.MessageTs) is { } message
            ? ShownCheck.Judge(policy, click, message, request)
            : null;
}
