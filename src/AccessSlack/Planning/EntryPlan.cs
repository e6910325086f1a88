using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;

namespace AccessSlack.Planning;

/// <summary>
/// What must happen to the entry in the plugin data before anything is done with the request. Pure, like the
/// <see cref="Planner"/>.
/// </summary>
internal static class EntryPlan
{
    /// <summary>Null if the ledger is ours, or there is none.</summary>
    public static Step? Next(Situation now)
    {
        if (now.Ledger is { NeedsNewerRelease: true } || now.Rejected?.Entry is { Ledger.NeedsNewerRelease: true })
            return new Step.Rest(Until: null, Forget: false, "a newer release has written it, and must take it");
        if (now.Rejected is not { } rejected) return null;
        if (now.Request is null && now.Ledger is null)
            return new Step.Rest(Until: null, Forget: true, "nothing but an entry that is not ours tells of it");
        if (ClaimsEnd(now, rejected) is { } end && now.Now < end)
            return new Step.Rest(end, Forget: false, "a replica with other secrets may be posting");
        return now.IsParked(WaitKey.Entry)
            ? new Step.Rest(now.Parked[WaitKey.Entry], Forget: false, "its entry was replaced a moment ago")
            : new Step.ReplaceEntry(Reason(rejected.Fault));
    }

    /// <summary>
    /// Votes that this process has only read may be older than those that a message shows. Null if that was settled.
    /// </summary>
    public static Step? BeforeActing(Situation now, Ledger ledger)
    {
        if (now.IsCompared || (ledger.Votes.IsEmpty && ledger.Decision is null) || !ledger.Posted.Any()) return null;
        return now.IsParked(WaitKey.Entry)
            ? new Step.Rest(now.Parked[WaitKey.Entry], Forget: false, "its messages could not be looked at yet")
            : new Step.CompareWithMessages("its votes may be older than its messages");
    }

    private static DateTimeOffset? ClaimsEnd(Situation now, RejectedEntry rejected) =>
        rejected.HoldsClaims && !now.HasWaitedForClaims ? rejected.Since + Planner.ClaimIsOld : null;

    private static string Reason(EntryFault fault) => fault switch
    {
        EntryFault.Unsealed => "its entry does not have our seal",
        EntryFault.OlderThanMemory => "its entry is older than what this process knows",
        EntryFault.OlderThanMessage => "its entry is older than its message",
        EntryFault.Removed => "its entry was removed",
        _ => "the Go plugin has announced it",
    };
}
