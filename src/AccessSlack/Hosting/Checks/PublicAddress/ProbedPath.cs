namespace AccessSlack.Hosting.Checks.PublicAddress;

/// <summary>What is known of one path after its probes.</summary>
/// <param name="Path">One that Slack calls.</param>
/// <param name="Full">Of the probe that looks like what Slack sends there.</param>
/// <param name="Plain">
/// Of a short probe that no proxy has a reason to change; null if the full one arrived, or nothing answers.
/// </param>
/// <param name="Local">
/// Of a probe to the listener on this machine, past everything in front of it; null if it was not needed.
/// </param>
internal sealed record ProbedPath(string Path, ProbeOutcome Full, ProbeOutcome? Plain, ProbeOutcome? Local)
{
    /// <summary>A daemon with our secret listens on this machine.</summary>
    public bool IsDaemonHere => Local is ProbeOutcome.Arrived;

    /// <summary>Nothing listens on this machine.</summary>
    public bool IsNothingHere => Local is ProbeOutcome.NoConnection { Fault: ConnectionFault.Refused };

    /// <summary>The daemon on this machine, if it is one, has another secret.</summary>
    public bool IsRefusedHere => Local is ProbeOutcome.Answered { Status: 401 };

    /// <summary>Whether the path that the daemon saw serves what Slack sends to this one.</summary>
    public bool IsServedBy(string seen) =>
        seen == Path || (Path == SlackPaths.Interactions && seen == SlackPaths.Root);
}
