using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Decisions;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Interactions;

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
        Pending(click.RequestId) is { } request ? policy.Now.Policy.MinReasonLength(request, click.Proposed) : 0;

    /// <summary>
    /// What the press lacks although the person may decide, so that a dialog can make up for it. Null for every other
    /// press: the decision itself explains what is wrong with it.
    /// </summary>
    public async Task<Refusal?> FindLackAsync(Click click, CancellationToken cancel)
    {
        if (loader.FindKnown(click) is { } known && IsComplete(known, click)) return null;
        if (await identification.IdentifyAsync(click, cancel) is not Verification<Actor>.Verified { Value: var actor })
            return null;
        try
        {
            var tracked = await KnowAsync(click);
            return await voters.VerifyAsync(tracked, actor, click.Channel, click.Proposed, cancel)
                is Verification<VoterRights>.Verified { Value: var rights }
                ? FindLack(tracked, click, rights)
                : null;
        }
        catch (TeleportException)
        {
            return null; // the decision itself will meet the same failure, and tell it
        }
    }

    /// <summary>Nothing is missing, so it does not matter yet who pressed.</summary>
    private bool IsComplete(TrackedRequest tracked, Click click) =>
        recorder.JudgeShown(tracked, click) is null && MinReasonLength(click) == 0;

    private Refusal? FindLack(TrackedRequest tracked, Click click, VoterRights rights) =>
        recorder.Judge(tracked, new(click, rights, Reason: ""), tracked.Ledger) is { OpensDialog: true } lack
            ? lack
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
