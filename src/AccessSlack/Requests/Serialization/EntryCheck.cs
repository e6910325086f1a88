namespace AccessSlack.Requests.Serialization;

/// <summary>Why an entry is not taken for the ledger of its request.</summary>
internal enum EntryFault
{
    /// <summary>Its seal is not ours.</summary>
    Unsealed,

    /// <summary>This process knows a later one, or another one with the same <c>rev</c>.</summary>
    OlderThanMemory,

    /// <summary>A message of the request was made from a later one.</summary>
    OlderThanMessage,

    /// <summary>It is missing, and this process or a message knows one.</summary>
    Removed,

    /// <summary>The Go plugin's: its messages are taken over.</summary>
    GoPlugin,
}

/// <summary>
/// There is no way back: what this process or a message of ours has seen outweighs an entry that says less. A plugin
/// that may only write plugin data could otherwise put back a vote that was changed since.
/// </summary>
internal static class EntryCheck
{
    /// <summary>Null if the entry is the ledger.</summary>
    /// <param name="entry">As read; null if there is none.</param>
    /// <param name="memory">The ledger that this process last read or wrote.</param>
    /// <param name="messageRev">The highest <see cref="MessageMark.Rev"/> seen.</param>
    /// <param name="isOpen">The request exists and has not expired, so that its entry must exist as well.</param>
    public static EntryFault? FaultOf(LedgerEntry? entry, Ledger? memory, long messageRev, bool isOpen)
    {
        var known = Math.Max(memory?.Rev ?? 0, messageRev);
        return entry switch
        {
            null => known > 0 && isOpen ? EntryFault.Removed : null,
            { Origin: EntryOrigin.GoPlugin } => known > 0 ? EntryFault.OlderThanMemory : EntryFault.GoPlugin,
            { Origin: EntryOrigin.Unsealed } => EntryFault.Unsealed,
            _ when entry.Rev < memory?.Rev || IsAnother(entry, memory) => EntryFault.OlderThanMemory,
            _ when entry.Rev < messageRev => EntryFault.OlderThanMessage,
            _ => null,
        };
    }

    private static bool IsAnother(LedgerEntry entry, Ledger? memory) =>
        memory is { Seal.Length: > 0 } && entry.Rev == memory.Rev && entry.Ledger.Seal != memory.Seal;
}

/// <summary>An entry that was read and not accepted, until it is replaced.</summary>
/// <param name="Fault">Why.</param>
/// <param name="Entry">As read; null if there is none.</param>
/// <param name="Since">When this process first saw it.</param>
internal sealed record RejectedEntry(EntryFault Fault, LedgerEntry? Entry, DateTimeOffset Since)
{
    /// <summary>Our seal fits it, although it is not the newest.</summary>
    public bool IsOurs => Entry is { Origin: EntryOrigin.Ours };

    public bool NeedsNewerRelease => Entry is { Ledger.NeedsNewerRelease: true };

    /// <summary>
    /// A claim in an entry without our seal counts for a while, because a replica with other secrets may be posting.
    /// </summary>
    public bool HoldsClaims => Fault == EntryFault.Unsealed && Entry!.Ledger.Claimed.Any();
}
