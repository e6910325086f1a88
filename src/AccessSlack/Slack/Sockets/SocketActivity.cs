namespace AccessSlack.Slack.Sockets;

/// <summary>When something last arrived on a socket, and whether anything more can.</summary>
internal sealed class SocketActivity(TimeProvider time)
{
    private long _last = time.GetTimestamp();

    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref _last));

    /// <summary>Both close frames were exchanged.</summary>
    public bool IsOver => HasClosed();

    public Func<bool> HasClosed { get; set; } = () => false;

    public void Received() => Interlocked.Exchange(ref _last, time.GetTimestamp());
}
