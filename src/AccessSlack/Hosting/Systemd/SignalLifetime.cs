using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace AccessSlack.Hosting.Systemd;

/// <summary>
/// Adds to the package's lifetime, which reports READY and STOPPING, what people expect of signals: SIGINT stops the
/// host as SIGTERM does, and a second signal ends the process at once.
/// </summary>
internal sealed class SignalLifetime(SystemdLifetime systemd, IHostApplicationLifetime application)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        // Handlers run in reverse order of their registration. The package's takes every SIGTERM for an orderly stop;
        // registered first, this one runs after it and decides.
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return systemd.WaitForStartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => systemd.StopAsync(cancellationToken);

    /// <summary>Hands the signals back to the system.</summary>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    internal void OnSignal(PosixSignalContext signal)
    {
        // Without Cancel the signal does what it always does: it ends the process.
        signal.Cancel = Interlocked.Increment(ref _signals) == 1;
        if (signal.Cancel) application.StopApplication();
    }
}
