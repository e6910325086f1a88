namespace AccessSlack.Slack;

/// <summary>
/// Socket Mode: the connections over which Slack sends interactions. Failures are part of the result; only cancellation
/// throws.
/// </summary>
internal interface ISlackSockets
{
    /// <summary>The code of a failure: Socket Mode is off in the app's settings.</summary>
    const string Disabled = "link_disabled";

    const string SocketModeIsOff =
        "Socket Mode is off in the app's settings. Turn it on there, on the page Socket Mode; or remove app_token, " +
        "and let Slack call over HTTP.";

    /// <summary>
    /// Slack's time, as far as its last answer tells, for what arrives over a socket without one. Replicas whose clocks
    /// differ agree on it.
    /// </summary>
    DateTimeOffset Now { get; }

    /// <summary>
    /// apps.connections.open: whether Slack accepts the app-level token. The address is kept for the next
    /// <see cref="ConnectAsync"/>, because Slack allows about one call a minute.
    /// </summary>
    Task<SlackResult<Done>> CheckAsync(Secret appToken, CancellationToken cancel);

    /// <summary>Opens a WebSocket. Slack sends on it only after its <c>hello</c>.</summary>
    Task<SlackResult<ISlackSocket>> ConnectAsync(Secret appToken, CancellationToken cancel);
}

/// <summary>One WebSocket to Slack. Disposing it destroys its TCP connection.</summary>
internal interface ISlackSocket : IDisposable
{
    /// <summary>
    /// How long no byte has arrived; pings count as well, although the WebSocket answers them itself.
    /// </summary>
    TimeSpan Silence { get; }

    /// <summary>
    /// Waits for the next message. One call at a time; it returns as well when the socket is aborted.
    /// </summary>
    Task<SocketRead> ReceiveAsync();

    /// <summary>Sends a text message. One call at a time.</summary>
    /// <returns>Whether it was sent.</returns>
    Task<bool> TrySendAsync(ReadOnlyMemory<byte> text);

    /// <summary>Sends the close frame, code 1000. <see cref="ReceiveAsync"/> then waits for Slack's.</summary>
    Task CloseAsync();

    /// <summary>Destroys the TCP connection.</summary>
    void Abort();
}

/// <summary>What a <see cref="ISlackSocket"/> received.</summary>
internal abstract record SocketRead
{
    private SocketRead() { }

    /// <summary>A complete text message, at most <see cref="MostBytes"/> long.</summary>
    internal sealed record Text(ReadOnlyMemory<byte> Bytes) : SocketRead;

    /// <summary>Something that Slack does not send. The socket cannot be used any more.</summary>
    /// <param name="Problem">The end of a sentence, without anything of the content.</param>
    internal sealed record Faulty(string Problem) : SocketRead;

    /// <summary>The connection has ended.</summary>
    /// <param name="Why">The end of a sentence.</param>
    internal sealed record Ended(string Why) : SocketRead;

    /// <summary>Slack's payloads are smaller: a view with its state has at most some hundred kilobytes.</summary>
    public const int MostBytes = 1024 * 1024;
}
