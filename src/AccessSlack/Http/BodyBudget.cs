using System.Numerics;

namespace AccessSlack.Http;

/// <summary>
/// The memory for all bodies. Small ones, as a usual click has, do not share it with large ones: whatever is sent in
/// large bodies, there is room to read a click.
/// </summary>
internal sealed class BodyBudget
{
    /// <summary>All bodies together.</summary>
    public const long Total = 16 * 1024 * 1024;

    /// <summary>A usual click has 2 to 10 KiB.</summary>
    public const int SmallBody = 16 * 1024;

    /// <summary>For small bodies alone: 512 usual clicks at once.</summary>
    public const long SmallReserve = 4 * 1024 * 1024;

    /// <summary>What a body is counted as at least, because Kestrel needs memory for its request.</summary>
    private const int Least = 8 * 1024;

    private readonly Lock _lock = new();
    private readonly SharedRoom<IncomingBody> _small = new(SmallReserve);
    private readonly SharedRoom<IncomingBody> _large = new(Total - SmallReserve);

    /// <param name="body">It is being read.</param>
    /// <param name="length">How many bytes it is about to have.</param>
    /// <param name="ended">How many other bodies were ended for it.</param>
    /// <returns>False if there is no room, because what is there was signed by Slack.</returns>
    public bool TryHold(IncomingBody body, int length, out int ended)
    {
        var amount = int.Max((int)BitOperations.RoundUpToPowerOf2((uint)length), Least); // as its buffer grows
        var (room, other) = length <= SmallBody ? (_small, _large) : (_large, _small);
        bool fits;
        List<IncomingBody> others;
        lock (_lock)
        {
            other.Leave(body);
            fits = room.TryHold(body, amount, out others);
        }

        others.ForEach(it => it.End());
        ended = others.Count;
        return fits;
    }

    public void Leave(IncomingBody body)
    {
        lock (_lock)
        {
            _small.Leave(body);
            _large.Leave(body);
        }
    }
}
