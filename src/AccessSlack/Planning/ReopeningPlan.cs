using AccessSlack.Requests;

namespace AccessSlack.Planning;

/// <summary>
/// An API can reopen a request that has ended. Its message shows that only if it is certain, since a snapshot that
/// still says pending is most often outdated (docs/design/flow.md, "Which snapshot counts"). Pure.
/// </summary>
internal static class ReopeningPlan
{
    /// <summary>From then on after the end was recorded, a look-up by id is believed.</summary>
    public static readonly TimeSpan LookUpCounts = TimeSpan.FromSeconds(60);

    public static Step? Next(Situation now, Ledger ledger)
    {
        if (now is { IsReopened: true, Request: not null, IsGone: false } && HoldsWhatIsOver(ledger))
            return new Step.Reopen("Teleport has reopened it");
        return now.Now >= LookUpAt(now, ledger) ? new Step.LookUp("it may have been reopened") : null;
    }

    /// <summary>Null if nothing suggests that it was reopened.</summary>
    public static DateTimeOffset? LookUpAt(Situation now, Ledger ledger) =>
        IsInDoubt(now, ledger) ? now.EndSeen + LookUpCounts : null;

    private static bool IsInDoubt(Situation now, Ledger ledger) =>
        ledger.IsDecided
        && now is { IsGone: false, Request: { } request }
        && (now.MayBeReopened || (request.State == RequestState.Pending && !IsOver(request, now.Now)));

    /// <summary>
    /// An end, or votes from before one that was too short to be recorded: they must not count towards the next.
    /// </summary>
    public static bool HoldsWhatIsOver(Ledger ledger) =>
        ledger.IsDecided || (ledger.Resolution is null && (!ledger.Votes.IsEmpty || ledger.Decision is not null));

    /// <summary>By the clock, so that nothing but its removal is to come.</summary>
    private static bool IsOver(AccessRequest request, DateTimeOffset now) =>
        now >= request.Expires + RequestStatus.ExpiryGrace;
}
