using System.Globalization;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;

namespace AccessSlack.Tracking;

/// <summary>
/// What Teleport has as the plugin data of a request, beside what this process remembers as its ledger.
/// </summary>
internal sealed class TrackedEntry
{
    /// <summary>
    /// An entry that is not ours may be far ahead: following it would let another writer use the numbers up.
    /// </summary>
    private const long MostRevsAhead = 1000;

    private bool _isKnown;
    private bool _exists;
    private string _rev = "";
    private int _replacements;
    private bool _isReported;

    /// <summary>What Teleport must have under <c>rev</c> at the next write; null if there must be no entry.</summary>
    public string? ExpectedRev => _exists ? _rev : null;

    /// <summary>Teleport has this instead of our ledger; null if it has ours, or none.</summary>
    public RejectedEntry? Rejected { get; private set; }

    /// <summary>The highest rev that a message of ours was made from, as far as this process has seen.</summary>
    public long MessageRev { get; private set; }

    /// <summary>Claims in an entry without our seal have had their time. They have it only once.</summary>
    public bool HasWaitedForClaims { get; private set; }

    /// <summary>They stand in our ledger now, or were dropped: later ones are not taken.</summary>
    public bool HasTakenClaims { get; private set; }

    /// <summary>The votes in the ledger are known to be no older than what the messages show.</summary>
    public bool IsCompared { get; private set; }

    /// <summary>
    /// For the next write: higher than everything we know, but not so high as another writer can make it.
    /// </summary>
    public long NextRev(long remembered)
    {
        var known = Math.Max(remembered, MessageRev);
        var theirs = Rejected?.Entry?.Rev ?? 0;
        return (theirs - known is > 0 and < MostRevsAhead ? theirs : known) + 1;
    }

    public void Accept(Ledger? ledger)
    {
        (Rejected, _exists) = (null, ledger is not null);
        // Votes that come later are no older than what this process remembers.
        if (!_isKnown) IsCompared = ledger is null or { Votes.IsEmpty: true, Decision: null };
        _isKnown = true;
        _rev = ledger is { Rev: > 0 and var rev } ? rev.ToString(CultureInfo.InvariantCulture) : "";
    }

    /// <summary>Judges an entry that was read; false if it is not the ledger.</summary>
    /// <param name="entry">Null if there is none.</param>
    /// <param name="memory">The ledger as this process remembers it.</param>
    /// <param name="isOpen">See <see cref="EntryCheck.FaultOf"/>.</param>
    /// <param name="now">When it was read.</param>
    public bool TryAccept(LedgerEntry? entry, Ledger? memory, bool isOpen, DateTimeOffset now)
    {
        if (EntryCheck.FaultOf(entry, memory, MessageRev, isOpen) is not { } fault)
        {
            Accept(entry?.Ledger);
            return true;
        }

        var isSame = Rejected is { } known && known.Fault == fault && known.Entry?.RevText == entry?.RevText;
        (_exists, _rev) = (entry is not null, entry?.RevText ?? "");
        Rejected = new(fault, entry, isSame ? Rejected!.Since : now);
        return false;
    }

    /// <summary>A message of ours was made from a ledger with this rev.</summary>
    public void SawMessage(long rev) => MessageRev = Math.Max(MessageRev, rev);

    /// <summary>
    /// Everything that the messages could tell is known. A ledger that is older than they are is no longer accepted.
    /// </summary>
    public void Compared(Ledger? memory, DateTimeOffset now)
    {
        IsCompared = true;
        if (memory is not null && memory.Rev < MessageRev)
            Rejected ??= new(EntryFault.OlderThanMessage, new(EntryOrigin.Ours, _rev, memory), now);
    }

    /// <summary>Our own votes need no comparison.</summary>
    public void Wrote() => IsCompared = true;

    public void WaitedForClaims() => HasWaitedForClaims = true;

    public void TookClaims() => HasTakenClaims = true;

    /// <returns>True once: two processes with different secrets would otherwise say the same every minute.</returns>
    public bool TryReport() => !_isReported && (_isReported = true);

    /// <returns>How often it had to be replaced since the last <see cref="Rested"/>, with this time.</returns>
    public int CountReplacement() => ++_replacements;

    /// <summary>Nothing had to be replaced any more.</summary>
    public void Rested() => _replacements = 0;
}
