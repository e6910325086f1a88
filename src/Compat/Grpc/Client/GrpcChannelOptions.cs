namespace Grpc.Net.Client;

public sealed class GrpcChannelOptions
{
    /// <summary>Makes the HTTP requests. Null: a handler of the channel's own, without proxy, redirects and cookies.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether disposing the channel disposes <see cref="HttpHandler"/>. A handler of the channel's own is always disposed.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>The longest message taken, in bytes; a longer one ends the call with ResourceExhausted. Null: no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The clock of deadlines. Not in the official package.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
