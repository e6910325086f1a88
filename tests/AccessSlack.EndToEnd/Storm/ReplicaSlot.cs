using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>The place of one replica: stopped and started again and again, each time another one, on a machine with a clock of its own.</summary>
internal sealed class ReplicaSlot(World world)
{
    private static readonly Lock Creating = new();
    private readonly List<Replica> _all = [];
    private volatile Replica? _live;
    private Task _move = Task.CompletedTask;

    public SteppedClock Clock { get; } = new(world.Time);

    /// <summary>The replica that takes clicks, if there is one just now.</summary>
    public Replica? Live => _live;

    public bool IsMoving => !_move.IsCompleted;

    public int Starts => _all.Count;

    /// <summary>What all replicas of this place have logged.</summary>
    public IEnumerable<string> Log { get { lock (Creating) return [.. _all.SelectMany(replica => replica.Log)]; } }

    /// <summary>Stopping and starting take time of the manual clock, so nobody waits for them here.</summary>
    public void Restart()
    {
        if (!IsMoving) _move = Task.Run(MoveAsync);
    }

    /// <summary>Rethrows what went wrong with a restart.</summary>
    public Task MovedAsync() => _move;

    private async Task MoveAsync()
    {
        if (_live is { } old)
        {
            _live = null;
            await old.StopAsync();
        }

        while (!await TryStartAsync(Create()))
        {
            // Both sides were away for too long: whoever supervises the daemon starts it again.
        }
    }

    private Replica Create()
    {
        lock (Creating)
        {
            var replica = world.CreateReplica(time: Clock);
            _all.Add(replica);
            return replica;
        }
    }

    private async Task<bool> TryStartAsync(Replica next)
    {
        try
        {
            await next.StartAsync();
            _live = next;
            return true;
        }
        catch (StartException e) when (e.ExitCode == ExitCode.Unavailable)
        {
            return false;
        }
    }
}
