namespace AccessSlack.Hosting.Checks.PublicAddress;

/// <summary>What became of a probe.</summary>
internal abstract record ProbeOutcome
{
    private ProbeOutcome() { }

    /// <summary>A daemon with our secret received it as it was sent.</summary>
    /// <param name="Path">Where, as that daemon saw it.</param>
    /// <param name="Took">Until its answer was here.</param>
    internal sealed record Arrived(string Path, TimeSpan Took) : ProbeOutcome;

    /// <summary>There is no connection.</summary>
    /// <param name="Reason">In words; contains nothing that the other side wrote.</param>
    internal sealed record NoConnection(ConnectionFault Fault, string Reason) : ProbeOutcome;

    /// <summary>An answer without the proof of a daemon with our secret.</summary>
    /// <param name="Status">The HTTP status.</param>
    internal sealed record Answered(int Status) : ProbeOutcome
    {
        /// <summary>The scheme and host of a redirect; empty if it names none.</summary>
        public string Location { get; init; } = "";

        /// <summary>Whether it asks for a user and password.</summary>
        public bool WantsLogin { get; init; }

        /// <summary>How far this machine's clock is ahead of the answer's; null if it has no date.</summary>
        public TimeSpan? Skew { get; init; }
    }
}

/// <summary>Why there is no connection.</summary>
internal enum ConnectionFault
{
    /// <summary>The host name does not resolve.</summary>
    Name,

    /// <summary>Nothing listens there: the connection is refused at once.</summary>
    Refused,

    /// <summary>No answer in time, no route, or the connection ended before an answer.</summary>
    Network,

    /// <summary>The certificate is not accepted, or there is no TLS.</summary>
    Tls,
}
