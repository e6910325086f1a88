using AccessSlack.Diagnostics;
using AccessSlack.Hosting.Systemd;
using Microsoft.Extensions.Hosting.Systemd;

namespace AccessSlack.Hosting.Reloading;

/// <summary>Reports a reload to systemd, /readyz and the metrics.</summary>
internal sealed class ReloadStatus(
    Readiness readiness,
    Metrics metrics,
    ISystemdNotifier systemd,
    TimeProvider time
)
{
    /// <summary>systemd compares this time with its own clock, and ignores an answer to an earlier request.</summary>
    public void Reloading() =>
        systemd.Notify(ServiceStates.Reloading((long)(time.GetTimestamp() / (time.TimestampFrequency / 1e6))));

    public void Ready() => systemd.Notify(ServiceState.Ready);

    public void Prepared(ReloadCause cause, ReloadPlan plan) =>
        metrics.Reloaded(cause == ReloadCause.Asked, plan.Problems.IsEmpty);

    public void Committed()
    {
        metrics.ReloadRecovered();
        readiness.Reloaded("");
    }

    public void Kept(int problems) =>
        readiness.Reloaded(
            $"the last reload failed ({problems} {(problems == 1 ? "problem" : "problems")}, see the log), the " +
                "previous configuration stays in effect"
        );
}
