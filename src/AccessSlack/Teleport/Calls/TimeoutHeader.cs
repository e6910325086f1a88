using System.Globalization;
using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>
/// Tells the server how long a call may take (gRPC over HTTP/2, "Timeout"). The library drops grpc-timeout from a
/// call's metadata and writes it only for deadlines that it watches itself, so the value comes here under another name.
/// </summary>
internal sealed class TimeoutHeader(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Carrier = "x-call-timeout";

    /// <summary>The protocol allows eight digits.</summary>
    private const long MaxMilliseconds = 99_999_999;

    public static Metadata.Entry Of(TimeSpan limit)
    {
        var milliseconds = Math.Clamp((long)Math.Ceiling(limit.TotalMilliseconds), 1, MaxMilliseconds);
        return new(Carrier, string.Create(CultureInfo.InvariantCulture, $"{milliseconds}m"));
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.NonValidated.TryGetValues(Carrier, out var timeout))
        {
            request.Headers.Remove(Carrier);
            request.Headers.TryAddWithoutValidation("grpc-timeout", timeout.ToString());
        }

        return base.SendAsync(request, cancellationToken);
    }
}
