using System.Globalization;
using System.Net.Http.Headers;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Reads how a call ended from its HTTP response (gRPC over HTTP/2, "Responses", and http-grpc-status-mapping.md).</summary>
internal static class ResponseStatus
{
    /// <summary>The status of a call that ends with its headers; null when a body follows.</summary>
    public static Status? InHeaders(HttpResponseMessage response)
    {
        if (Find(response.Headers) is { } status) return status;
        if (response.Version.Major < 2) return new Status(StatusCode.Internal, $"The answer came over HTTP/{response.Version}, not HTTP/2.");
        if ((int)response.StatusCode != 200) return new Status(OfHttp((int)response.StatusCode), $"The answer has HTTP status {(int)response.StatusCode}.");
        return IsGrpc(response.Content.Headers) ? null : new Status(StatusCode.Cancelled, "The answer has no content type of gRPC.");
    }

    /// <summary>The status after the body was read to its end.</summary>
    public static Status InTrailers(HttpResponseMessage response) =>
        Find(response.TrailingHeaders) ?? Find(response.Headers) ?? new Status(StatusCode.Cancelled, "No grpc-status found on response.");

    /// <summary>What an answer that never reached a gRPC server means.</summary>
    public static StatusCode OfHttp(int code) => code switch
    {
        400 or 431 or (>= 100 and < 200) => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>Status and message stand in the same set of headers.</summary>
    private static Status? Find(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("grpc-status", out var values)) return null;
        // Several values read as one text with commas, which is no number either.
        if (!int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return new Status(StatusCode.Internal, "The answer has a grpc-status that is no number.");
        var message = headers.NonValidated.TryGetValues("grpc-message", out var text) ? Uri.UnescapeDataString(text.ToString()) : "";
        // A code from the future is to be taken as Unknown (statuscodes.md).
        return new Status(code <= (int)StatusCode.Unauthenticated ? (StatusCode)code : StatusCode.Unknown, message);
    }

    private static bool IsGrpc(HttpContentHeaders headers)
    {
        const string Type = "application/grpc";
        if (!headers.NonValidated.TryGetValues("content-type", out var values)) return false;
        var type = values.ToString();
        return type.StartsWith(Type, StringComparison.OrdinalIgnoreCase) && (type.Length == Type.Length || type[Type.Length] is ';' or '+');
    }
}
