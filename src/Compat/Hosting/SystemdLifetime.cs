using System.Runtime.InteropServices;

namespace Microsoft.Extensions.Hosting.Systemd;

/// <summary>
/// Stops the host on SIGTERM or SIGINT, in a terminal as under systemd, and reports READY and STOPPING.
/// The first signal asks for an orderly stop; a second one ends the process at once.
/// </summary>
public sealed class SystemdLifetime(IHostApplicationLifetime application, ISystemdNotifier notifier) : IHostLifetime, IDisposable
{
    private readonly List<IDisposable> _registrations = [];
    private int _signals;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(application.ApplicationStarted.Register(() => notifier.Notify(ServiceState.Ready)));
        _registrations.Add(application.ApplicationStopping.Register(() => notifier.Notify(ServiceState.Stopping)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Hands the signals back to the system.</summary>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    internal void OnSignal(PosixSignalContext signal)
    {
        // Without Cancel the signal does what it always does: it ends the process.
        signal.Cancel = Interlocked.Increment(ref _signals) == 1;
        if (signal.Cancel) application.StopApplication();
    }
}
