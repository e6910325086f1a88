namespace AccessSlack.Http;

/// <summary>
/// How much of Kestrel one client may use, besides the limits of a body (<see cref="BodyReader"/>). docs/security.md
/// lists the values.
/// </summary>
internal sealed record ListenerLimits
{
    /// <summary>No line that a stranger can cause is logged more often.</summary>
    public static readonly TimeSpan LogPause = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Open connections per listener. For a further one, the one that has been idle for longest is closed
    /// (<see cref="ConnectionTable"/>). The diagnostics listener has its own count.
    /// </summary>
    public int Connections { get; init; } = 1000;

    /// <summary>From the connection to the end of the headers of its first request, TLS handshake included.</summary>
    public TimeSpan FirstRequest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the connection to the end of its TLS handshake.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From a request's first byte to the end of its headers.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Idle time of a connection after a request, while there is room. Longer than proxies usually allow, so that the
    /// proxy closes it and not we.
    /// </summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>Bytes of method, target and version.</summary>
    public int RequestLine { get; init; } = 8 * 1024;

    /// <summary>Bytes of all headers.</summary>
    public int HeaderBytes { get; init; } = 16 * 1024;

    /// <summary>Number of headers.</summary>
    public int HeaderCount { get; init; } = 64;
}
