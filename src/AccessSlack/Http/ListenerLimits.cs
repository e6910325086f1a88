namespace AccessSlack.Http;

/// <summary>
/// What one client may take of Kestrel, beside the limits of a body (<see cref="BodyReader"/>). Each value is also in
/// the README.
/// </summary>
internal sealed record ListenerLimits
{
    /// <summary>
    /// Open connections per listener; the next one is closed at once. The diagnostics listener counts its own.
    /// </summary>
    public int Connections { get; init; } = 1000;

    /// <summary>From the connection to the end of its TLS handshake.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From a request's first byte to the end of its headers.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A connection without a request. Longer than the usual proxy keeps one, so that it is the proxy who closes.
    /// </summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>Bytes of method, target and version.</summary>
    public int RequestLine { get; init; } = 8 * 1024;

    /// <summary>Bytes of all headers.</summary>
    public int HeaderBytes { get; init; } = 16 * 1024;

    /// <summary>Number of headers.</summary>
    public int HeaderCount { get; init; } = 64;

    /// <summary>HTTP/2 requests at once on one connection.</summary>
    public int Streams { get; init; } = 16;
}
