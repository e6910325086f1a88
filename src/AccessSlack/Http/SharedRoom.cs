namespace AccessSlack.Http;

/// <summary>Something that strangers can make us hold: a connection, or a body that is being read.</summary>
internal interface IOccupant
{
    ClientAddress Client { get; }

    /// <summary>When it last advanced. Only the order matters, so it is a number and not a time.</summary>
    long Advanced { get; }

    /// <summary>False once a signature was verified: what Slack sent is never ended for a stranger.</summary>
    bool MayBeEnded { get; }
}

/// <summary>
/// A limited room. If it is full, what has not advanced for longest is ended, not what comes next: a click that has
/// just arrived always gets in. If one client holds more than its share, one of its own is ended, so that others keep
/// what they have. Not thread-safe.
/// </summary>
/// <param name="size">How much all occupants may hold.</param>
internal sealed class SharedRoom<T>(long size) where T : class, IOccupant
{
    /// <summary>
    /// An eighth of the room: far more than one proxy needs, and several clients together cannot hold everything.
    /// </summary>
    private readonly long _share = size / 8;

    private readonly Dictionary<T, long> _held = [];
    private readonly Dictionary<ClientAddress, long> _heldBy = [];

    public long Held { get; private set; }

    public bool Contains(T occupant) => _held.ContainsKey(occupant);

    /// <summary>Sets how much an occupant holds, whether it is already in or not.</summary>
    /// <param name="occupant">It is never ended itself.</param>
    /// <param name="amount">Its new amount.</param>
    /// <param name="ended">What must be ended for it; the room does not count it any more.</param>
    /// <returns>False if it does not fit in and nothing may be ended; it is not in the room then.</returns>
    public bool TryHold(T occupant, long amount, out List<T> ended)
    {
        ended = [];
        Leave(occupant);
        while (Held + amount > size)
        {
            if (Choose() is not { } other) return false;
            Leave(other);
            ended.Add(other);
        }

        Count(occupant.Client, amount);
        _held.Add(occupant, amount);
        return true;
    }

    public void Leave(T occupant)
    {
        if (_held.Remove(occupant, out var amount)) Count(occupant.Client, -amount);
    }

    private T? Choose() =>
        _held.Keys.Where(it => it.MayBeEnded).MinBy(it => (_heldBy[it.Client] <= _share, it.Advanced));

    private void Count(ClientAddress client, long amount)
    {
        Held += amount;
        var total = _heldBy.GetValueOrDefault(client) + amount;
        if (total == 0) _heldBy.Remove(client);
        else _heldBy[client] = total;
    }
}
