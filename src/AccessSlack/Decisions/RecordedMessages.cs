using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>
/// Which request a message belongs to, by the entries that have our seal. Of requests that have ended this process
/// remembers nothing, so theirs are read, in one call and at most once a minute: an attacker may ask often.
/// </summary>
internal sealed class RecordedMessages(RequestTracker tracker, LedgerStore ledgers, TimeProvider time)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Task<Dictionary<(string Channel, string Ts), string>>? _owners;
    private long _read;

    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public async Task<bool> IsOfAnotherAsync(string requestId, Delivery.Posted message, CancellationToken cancel)
    {
        var (channel, ts) = (message.Channel, message.Ts);
        if (tracker.All.Any(other => other.Id != requestId && other.Ledger?.MessageAt(channel, ts) is not null))
            return true;
        var owners = await OwnersAsync().WaitAsync(cancel);
        return owners.TryGetValue((channel, ts), out var owner) && owner != requestId;
    }

    /// <summary>Not cancelled with the first request that asks, because others wait for it too.</summary>
    private Task<Dictionary<(string Channel, string Ts), string>> OwnersAsync()
    {
        lock (_lock)
        {
            if (_owners is { IsFaulted: false } known && time.GetElapsedTime(_read) < KeepFor) return known;
            _read = time.GetTimestamp();
            return _owners = ReadAsync(CancellationToken.None);
        }
    }

    private async Task<Dictionary<(string Channel, string Ts), string>> ReadAsync(CancellationToken cancel)
    {
        var owners = new Dictionary<(string Channel, string Ts), string>();
        if (await ReadAllAsync(cancel) is not { } all) return owners;
        foreach (var id in all.Left.ToList())
        {
            if (all.Take(id) is not { Origin: EntryOrigin.Ours, Ledger: var ledger }) continue;
            foreach (var message in ledger.Posted) owners[(message.Channel, message.Ts)] = id;
        }

        return owners;
    }

    /// <summary>Null where Teleport does not return all of them in one call: then only memory tells.</summary>
    private async Task<LedgerSnapshot?> ReadAllAsync(CancellationToken cancel)
    {
        try
        {
            return await ledgers.ReadAllAsync(cancel);
        }
        catch (TeleportException e) when (e.Failure != TeleportFailure.Unreachable)
        {
            return null;
        }
    }
}
