using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace AccessSlack.Hosting.Systemd;

/// <summary>
/// Extends the package's lifetime, which reports READY and STOPPING, with the usual signals: SIGINT stops the host like
/// SIGTERM, and a second signal ends the process at once.
/// </summary>
internal sealed class SignalLifetime(SystemdLifetime systemd, IHostApplicationLifetime application)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        // Handlers run in reverse order of registration. The package's handler treats every SIGTERM as an orderly stop;
        // registered first, this one runs after it and has the last word.
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return systemd.WaitForStartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => systemd.StopAsync(cancellationToken);

    /// <summary>Restores the default handling of the signals.</summary>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    internal void OnSignal(PosixSignalContext signal)
    {
        // Without Cancel the signal ends the process, its default action.
        signal.Cancel = Interlocked.Increment(ref _signals) == 1;
        if (signal.Cancel) application.StopApplication();
    }
}
