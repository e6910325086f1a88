using System.Net;
using Grpc.Core;
using Grpc.Net.Client.Internal;

namespace Compat.Tests.Grpc;

public sealed class ResponseStatusTests
{
    [Theory]
    [InlineData(100, StatusCode.Internal)]
    [InlineData(204, StatusCode.Unknown)]
    [InlineData(302, StatusCode.Unknown)]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(418, StatusCode.Unknown)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(431, StatusCode.Internal)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    public void InHeaders_HttpStatusWithoutGrpcStatus_IsMapped(int http, StatusCode expected)
    {
        using var response = Response(http);
        Assert.Equal(expected, ResponseStatus.InHeaders(response)!.Value.StatusCode);
    }

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("Application/GRPC", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc; charset=utf-8", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("text/html", false)]
    [InlineData(null, false)]
    public void InHeaders_ContentType_DecidesWhetherABodyFollows(string? type, bool follows)
    {
        using var response = Response(200, type);
        Assert.Equal(follows ? null : StatusCode.Cancelled, ResponseStatus.InHeaders(response)?.StatusCode);
    }

    [Fact]
    public void InHeaders_OldHttpVersion_IsInternal()
    {
        using var response = Response(503);
        response.Version = HttpVersion.Version11;
        Assert.Equal(StatusCode.Internal, ResponseStatus.InHeaders(response)!.Value.StatusCode);
    }

    [Fact]
    public void InHeaders_GrpcStatus_WinsOverEverything()
    {
        using var response = Response(503, "text/html");
        response.Version = HttpVersion.Version11;
        response.Headers.TryAddWithoutValidation("grpc-status", "5");
        response.Headers.TryAddWithoutValidation("grpc-message", "no%20such");
        Assert.Equal(new Status(StatusCode.NotFound, "no such"), ResponseStatus.InHeaders(response));
    }

    [Theory]
    [InlineData("0", StatusCode.OK)]
    [InlineData("16", StatusCode.Unauthenticated)]
    [InlineData("17", StatusCode.Unknown)]
    [InlineData("2147483648", StatusCode.Internal)]
    [InlineData("-1", StatusCode.Internal)]
    [InlineData("OK", StatusCode.Internal)]
    [InlineData("", StatusCode.Internal)]
    public void InTrailers_AnyStatusText_IsAStatus(string text, StatusCode expected)
    {
        using var response = Response(200);
        response.TrailingHeaders.TryAddWithoutValidation("grpc-status", text);
        Assert.Equal(expected, ResponseStatus.InTrailers(response).StatusCode);
    }

    [Fact]
    public void InTrailers_TwoStatuses_IsInternal()
    {
        using var response = Response(200);
        response.TrailingHeaders.TryAddWithoutValidation("grpc-status", ["0", "0"]);
        Assert.Equal(StatusCode.Internal, ResponseStatus.InTrailers(response).StatusCode);
    }

    [Fact]
    public void InTrailers_NoStatusAnywhere_IsCancelled()
    {
        using var response = Response(200);
        Assert.Equal(new Status(StatusCode.Cancelled, "No grpc-status found on response."), ResponseStatus.InTrailers(response));
    }

    [Fact]
    public void InTrailers_MessageInTheHeaders_IsNotTheTrailersMessage()
    {
        using var response = Response(200);
        response.Headers.TryAddWithoutValidation("grpc-message", "of the headers");
        response.TrailingHeaders.TryAddWithoutValidation("grpc-status", "5");
        Assert.Equal("", ResponseStatus.InTrailers(response).Detail);
    }

    [Theory]
    [InlineData("gr%C3%BC%C3%9Fe", "grüße")]
    [InlineData("100%", "100%")]
    [InlineData("%zz%FF", "%zz%FF")]
    [InlineData("a%0Ab", "a\nb")]
    public void InTrailers_PercentEncodedMessage_IsDecoded(string sent, string read)
    {
        using var response = Response(200);
        response.TrailingHeaders.TryAddWithoutValidation("grpc-status", "2");
        response.TrailingHeaders.TryAddWithoutValidation("grpc-message", sent);
        Assert.Equal(read, ResponseStatus.InTrailers(response).Detail);
    }

    private static HttpResponseMessage Response(int http, string? contentType = "application/grpc")
    {
        var response = new HttpResponseMessage((HttpStatusCode)http) { Version = HttpVersion.Version20, Content = new ByteArrayContent([]) };
        if (contentType is not null) response.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        return response;
    }
}
