using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>
/// The place of one replica, which is stopped and replaced repeatedly, on a machine with its own clock.
/// </summary>
internal sealed class ReplicaSlot(World world)
{
    private static readonly Lock Creating = new();
    private readonly List<Replica> _all = [];
    private volatile Replica? _live;
    private Task _restart = Task.CompletedTask;

    public SteppedClock Clock { get; } = new(world.Time);

    /// <summary>The replica that takes clicks; null during a restart.</summary>
    public Replica? Live => _live;

    public bool IsRestarting => !_restart.IsCompleted;

    public int Starts => _all.Count;

    /// <summary>What all replicas of this slot have logged.</summary>
    public IEnumerable<string> Log { get { lock (Creating) return [.. _all.SelectMany(replica => replica.Log)]; } }

    /// <summary>Stopping and starting need the manual clock to advance, so this does not wait for them.</summary>
    public void Restart()
    {
        if (!IsRestarting) _restart = Task.Run(RestartAsync);
    }

    /// <summary>Rethrows what went wrong with a restart.</summary>
    public Task RestartedAsync() => _restart;

    private async Task RestartAsync()
    {
        if (_live is { } old)
        {
            _live = null;
            await old.StopAsync();
        }

        while (!await TryStartAsync(Create()))
        {
            // Teleport or Slack was down for too long: the service manager starts the daemon again.
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
