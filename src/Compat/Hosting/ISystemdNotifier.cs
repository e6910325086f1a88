namespace Microsoft.Extensions.Hosting.Systemd;

/// <summary>Tells the service manager about the state of this process (sd_notify(3)).</summary>
public interface ISystemdNotifier
{
    /// <summary>Whether somebody listens; when not, <see cref="Notify"/> does nothing.</summary>
    bool IsEnabled { get; }

    /// <summary>Sends one state. Never throws: a service manager that does not listen is no reason to stop a service.</summary>
    void Notify(ServiceState state);
}
