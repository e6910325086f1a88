using System.Collections.Concurrent;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>What all parts of the simulator know about the simulated cluster.</summary>
internal sealed class Cluster(TeleportSimulatorOptions options)
{
    private TeleportRelease _release = new(options.Version);

    public TeleportSimulatorOptions Options => options;

    public TimeProvider Time => options.Time;

    public TeleportRelease Release { get => Volatile.Read(ref _release); set => Volatile.Write(ref _release, value); }

    /// <summary>
    /// Raised after anything changed that is visible from outside: never inside a lock, on any thread.
    /// </summary>
    public event EventHandler? Changed;

    public bool MfaForAdminActions { get; set; }

    public bool DropsRoleOverrides { get; set; }

    public bool Enterprise { get; set; } = options.Enterprise;

    public ConcurrentDictionary<string, TeleportUser> Users { get; } = new();

    public DateTimeOffset Now => options.Time.GetUtcNow();

    /// <summary>Reasons and seals so far.</summary>
    public SecretBook Secrets { get; } = new();

    public void Touch() => Changed?.Invoke(this, EventArgs.Empty);
}
