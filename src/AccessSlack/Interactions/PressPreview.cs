using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Rules;
using AccessSlack.Decisions;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Interactions;

/// <summary>What a press lacks, although the person may decide.</summary>
/// <param name="Refusal">What it would get.</param>
/// <param name="Offered">What the person may choose, if the request is decided role by role; else null.</param>
internal sealed record PressLack(Refusal Refusal, OfferedRoles? Offered);

/// <summary>
/// What a press would come to by what this process knows: a dialog must open within 3 s, and only for a person whose
/// decision could count.
/// </summary>
internal sealed class PressPreview(
    RequestLoader loader,
    RequestQueue queue,
    Identification identification,
    VoterVerifier voters,
    VoteRecorder recorder,
    CurrentPolicy policy
)
{
    public AccessRequest? Pending(string id) =>
        loader.Find(id) is { IsGone: false, Request: { State: RequestState.Pending } request } ? request : null;

    /// <summary>Whether the message showed what the ledger says.</summary>
    public bool IsAsRecorded(Click click) =>
        loader.Find(click.RequestId)?.Ledger?.MessageAt(click.Channel, click.MessageTs) is { Shown.Length: > 0 } message
        && click.Shown == message.Shown;

    /// <summary>How long a reason the rules demand; 0 for none, or if this process does not know the request.</summary>
    public int MinReasonLength(Click click) =>
        click.Choices is null && Pending(click.RequestId) is { } request
            ? policy.Now.Policy.MinReasonLength(request, click.Proposed)
            : 0;

    /// <summary>Approving means choosing for each role.</summary>
    public bool HasChoices(Click click, AccessRequest request) =>
        click.Proposed == RequestState.Approved && policy.Now.Policy.DecidesByRole(request);

    /// <summary>
    /// What the press lacks although the person may decide, so that a dialog can make up for it. Null for every other
    /// press: the decision itself explains what is wrong with it.
    /// </summary>
    public async Task<PressLack?> FindLackAsync(Click click, CancellationToken cancel)
    {
        if (loader.FindKnown(click) is { } known && IsComplete(known, click)) return null;
        return await FindAsync(click, (tracked, rights) => FindLack(tracked, click, rights), cancel);
    }

    /// <summary>What the person may choose now; null if that cannot be told.</summary>
    public Task<OfferedRoles?> FindOfferAsync(Click click, CancellationToken cancel) =>
        FindAsync(click, (tracked, rights) => OfferOf(tracked, click, rights), cancel);

    /// <summary>Null if it is not known who the person is, or what that person may decide.</summary>
    private async Task<T?> FindAsync<T>(
        Click click,
        Func<TrackedRequest, VoterRights, T?> find,
        CancellationToken cancel
    ) where T : class
    {
        if (await identification.IdentifyAsync(click, cancel) is not Verification<Actor>.Verified { Value: var actor })
            return null;
        try
        {
            var tracked = await KnowAsync(click);
            return await voters.VerifyAsync(tracked, actor, click.Channel, click.Proposed, cancel)
                is Verification<VoterRights>.Verified { Value: var rights }
                ? find(tracked, rights)
                : null;
        }
        catch (TeleportException)
        {
            return null; // the decision itself will meet the same failure, and tell it
        }
    }

    /// <summary>Nothing is missing, so it does not matter yet who pressed.</summary>
    private bool IsComplete(TrackedRequest tracked, Click click) =>
        recorder.JudgeShown(tracked, click) is null
        && MinReasonLength(click) == 0
        && !(tracked.Existing is { } request && HasChoices(click, request));

    private PressLack? FindLack(TrackedRequest tracked, Click click, VoterRights rights) =>
        recorder.Judge(tracked, new(click, rights, Reason: ""), tracked.Ledger) is { OpensDialog: true } lack
            ? new(lack, OfferOf(tracked, click, rights))
            : null;

    private OfferedRoles? OfferOf(TrackedRequest tracked, Click click, VoterRights rights) =>
        tracked.Existing is { } request
        && HasChoices(click, request)
        && tracked.Ledger?.MessageAt(click.Channel, click.MessageTs) is { } message
            ? OfferedRoles.To(policy.Now.Policy, rights, message, request)
            : null;

    /// <summary>A replica that is behind catches up first, as it would have to for the decision.</summary>
    /// <exception cref="TeleportException">It cannot.</exception>
    private async Task<TrackedRequest> KnowAsync(Click click)
    {
        if (loader.FindKnown(click) is { } known) return known;
        var tracked = loader.Track(click);
        await queue.RunClickAsync(click.RequestId, stop => loader.KnowAsync(tracked, click, stop));
        return tracked;
    }
}
