namespace AccessSlack.Teleport.Connections;

/// <summary>
/// Notices that a connection is half-open: the other side is gone, and no one has closed it. Then a call times out, and
/// not a single byte has arrived since it began. A slow server still sends something: events, settings, other answers.
/// </summary>
/// <param name="onSilent">Called when it is noticed.</param>
/// <param name="ask">Makes a call that any server answers at once.</param>
internal sealed class PeerActivity(Action onSilent, Action ask)
{
    private long _reads;

    /// <summary>How often something has arrived.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    public void Received() => Interlocked.Increment(ref _reads);

    /// <summary>A call got no answer in time.</summary>
    /// <param name="readsBefore">What <see cref="Reads"/> was when it began.</param>
    public void TimedOut(long readsBefore)
    {
        if (Reads == readsBefore) onSilent();
    }

    /// <summary>A call that may take a minute still waits: a short one will tell whether anyone is there.</summary>
    /// <param name="readsBefore">What <see cref="Reads"/> was when this was last looked at.</param>
    public void StillWaiting(long readsBefore)
    {
        if (Reads == readsBefore) ask();
    }
}
