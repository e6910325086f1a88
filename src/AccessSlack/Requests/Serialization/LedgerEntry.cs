namespace AccessSlack.Requests.Serialization;

/// <summary>Who wrote an entry; that settles what it may say.</summary>
internal enum EntryOrigin
{
    /// <summary>A daemon of ours, as its seal proves.</summary>
    Ours,

    /// <summary>The Go plugin: it has no <c>rev</c>. Anyone could write the same.</summary>
    GoPlugin,

    /// <summary>
    /// It claims to be ours, and its seal does not fit: another plugin wrote it, or a replica with other secrets.
    /// </summary>
    Unsealed,
}

/// <summary>An entry of the plugin data, read and not judged yet.</summary>
/// <param name="Origin">Who wrote it.</param>
/// <param name="RevText">What it has under <c>rev</c>, for the next write; empty if it has none.</param>
/// <param name="Ledger">
/// What it says. Unless it is ours, that is no more than a hint at where messages may be.
/// </param>
internal sealed record LedgerEntry(EntryOrigin Origin, string RevText, Ledger Ledger)
{
    public long Rev => Ledger.Rev;
}
