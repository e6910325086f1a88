using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.Sandbox.Slack;

/// <summary>What the parts of the simulator share, behind one lock: the workspace, and what was recorded.</summary>
internal sealed class SlackState
{
    private readonly Lock _lock = new();

    public SlackState(SlackSimulatorOptions options)
    {
        (Options, Workspace) = (options, new(options));
        Sockets = new(this);
    }

    /// <summary>Raised after every change and every call, outside the lock, on any thread.</summary>
    public event EventHandler? Changed;

    /// <summary>A changed token takes effect with the next call; everything else is fixed at the start.</summary>
    public SlackSimulatorOptions Options { get; set; }

    public SlackWorkspace Workspace { get; }

    public SlackSockets Sockets { get; }

    public SecretBook Secrets { get; } = new();

    public List<SlackCall> Calls { get; } = [];

    public List<string> Complaints { get; } = [];

    public List<string> UnexpectedCalls { get; } = [];

    public SlackFaults Faults { get; } = new();

    /// <summary>The fault of a call for which none is pending, by method; null for none.</summary>
    public Func<string, SlackFault?> DefaultFault { get; set; } = _ => null;

    /// <summary>Scheme, host and port of the server, with a slash at the end; known after its start.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1/");

    public T Read<T>(Func<T> read)
    {
        lock (_lock) return read();
    }

    public T Change<T>(Func<T> change)
    {
        var result = Read(change);
        Changed?.Invoke(this, EventArgs.Empty);
        return result;
    }
}
