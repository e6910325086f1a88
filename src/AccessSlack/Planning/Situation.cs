using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;

namespace AccessSlack.Planning;

/// <summary>Everything the <see cref="Planner"/> may know: one request, as this process sees it now.</summary>
internal sealed record Situation
{
    public required string RequestId { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>The newest snapshot; null when none was seen.</summary>
    public AccessRequest? Request { get; init; }

    /// <summary>Deleted in Teleport, which is final.</summary>
    public bool IsGone { get; init; }

    /// <summary>False until the ledger was read or written by this process.</summary>
    public bool LedgerIsKnown { get; init; }

    /// <summary>Null when there is none.</summary>
    public Ledger? Ledger { get; init; }

    /// <summary>When this process first saw the ledger as it is now.</summary>
    public DateTimeOffset LedgerSeen { get; init; }

    /// <summary>
    /// The request ended after this process last read or wrote the ledger, so that what others wrote before the end may
    /// be missing.
    /// </summary>
    public bool LedgerPrecedesEnd { get; init; }

    /// <summary>The open decision in the ledger was claimed by this process, which is free to carry it out.</summary>
    public bool DecisionIsOurs { get; init; }

    /// <summary>
    /// Another replica wrote the ledger during our update: send again, whatever the ledger says is shown.
    /// </summary>
    public bool SendAgain { get; init; }

    /// <summary>
    /// Its details were looked up, or read from a ledger: whether a rule decides it by itself is settled.
    /// </summary>
    public bool IsSettled { get; init; }

    /// <summary>Teleport has this instead of the ledger; null if it has ours, or none.</summary>
    public RejectedEntry? Rejected { get; init; }

    /// <summary>Claims in an entry without our seal have had their time.</summary>
    public bool HasWaitedForClaims { get; init; }

    /// <summary>The ledger's votes are known to be no older than what the messages show.</summary>
    public bool IsCompared { get; init; }

    /// <summary>
    /// Teleport has opened it again, as far as that is proved; the ledger may still hold the end from before.
    /// </summary>
    public bool IsReopened { get; init; }

    /// <summary>Something has shown it as pending after its end, which proves nothing: lists lag.</summary>
    public bool MayBeReopened { get; init; }

    /// <summary>When this process first saw the end that the ledger holds; null if it holds none.</summary>
    public DateTimeOffset? EndSeen { get; init; }

    /// <summary>What may not be tried before a time.</summary>
    public ImmutableDictionary<WaitKey, DateTimeOffset> Parked { get; init; } =
        ImmutableDictionary<WaitKey, DateTimeOffset>.Empty;

    /// <summary>
    /// The last update is due to be repeated, because an earlier one without an answer may have arrived after it.
    /// </summary>
    public bool MustRepeat(Delivery delivery) =>
        Parked.TryGetValue(WaitKey.RepetitionOf(delivery), out var due) && Now >= due;

    /// <summary>
    /// Claims of this process whose post got a server error for an answer: it may look for the message once they are no
    /// longer parked, while others wait until the claim is old.
    /// </summary>
    public ImmutableHashSet<WaitKey> Unanswered { get; init; } = [];

    public bool IsParked(Delivery delivery) => IsParked(WaitKey.Of(delivery));

    public bool IsParked(string recipient) => IsParked(WaitKey.Of(recipient));

    public bool IsParked(WaitKey key) => Parked.TryGetValue(key, out var until) && Now < until;
}
