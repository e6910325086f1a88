using AccessSlack.Teleport;
using AccessSlack.Teleport.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AccessSlack.Tests.Teleport.Calls;

/// <summary>How a call ended, as the server or something in between tells it.</summary>
public sealed class AnswerStatusTests
{
    private static readonly byte[] Pong = RawAnswer.Frame(new PingResponse());

    [Fact]
    public async Task Answer_FailureAfterAMessage_IsTheFailureInTheServersWords()
    {
        var failure = await PingFailsAsync(RawAnswer.Of(Pong, "9", "gr%C3%BC%C3%9Fe"));
        Assert.Equal(TeleportFailure.Conflict, failure.Failure);
        Assert.Contains("(Ping: FailedPrecondition, grüße)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100%", "100%")]
    [InlineData("%zz%FF", "%zz%FF")]
    [InlineData("%FF", "%FF")]
    [InlineData("a%0Ab", "a b")]
    [InlineData("a%0D%0A%1B[31m%C2%85b", "a   [31m b")]
    public async Task Answer_HostileMessage_IsOnOneLine(string message, string expected)
    {
        var failure = await PingFailsAsync(RawAnswer.Of([], "9", message));
        Assert.EndsWith($"(Ping: FailedPrecondition, {expected})", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_MessageInTheHeadersOnly_IsNotTheTrailersMessage()
    {
        var failure = await PingFailsAsync(context =>
        {
            context.Response.Headers["grpc-message"] = "of the headers";
            return RawAnswer.Of([], "9")(context);
        });
        Assert.Contains("(Ping: FailedPrecondition, )", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, TeleportFailure.Unreachable)]
    [InlineData("", TeleportFailure.Unreachable)]
    [InlineData("none", TeleportFailure.Unreachable)]
    [InlineData("OK", TeleportFailure.Unreachable)]
    [InlineData("2147483648", TeleportFailure.Unreachable)]
    [InlineData("17", TeleportFailure.Unexpected)]
    [InlineData("-1", TeleportFailure.Unexpected)]
    public async Task Answer_TrailersWithoutAKnownStatus_EndTheCall(string? status, object expected)
    {
        Assert.Equal(expected, (await PingFailsAsync(RawAnswer.Of(Pong, status))).Failure);
    }

    [Fact]
    public async Task Answer_TwoStatuses_EndTheCall()
    {
        var failure = await PingFailsAsync(async context =>
        {
            await RawAnswer.Of(Pong, null)(context);
            context.Response.AppendTrailer("grpc-status", new(["0", "9"]));
        });
        Assert.Equal(TeleportFailure.Unreachable, failure.Failure);
    }

    [Fact]
    public async Task Answer_StatusInTheHeaders_GoesBeforeThatOfHttp()
    {
        var failure = await PingFailsAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Headers("9")(context);
        });
        Assert.Equal(TeleportFailure.Conflict, failure.Failure);
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    [InlineData("APPLICATION/GRPC")]
    public async Task Answer_ContentTypeOfGrpc_IsAccepted(string contentType)
    {
        await using var server = await AuthServer.StartAsync();
        server.On("Ping", With(contentType));
        Assert.NotNull(await server.Client.PingAsync(default).WaitAsync(AuthServer.Soon));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/grpc-web")]
    [InlineData("application/json")]
    [InlineData("")]
    public async Task Answer_OtherContentType_IsRefused(string contentType)
    {
        Assert.Equal(TeleportFailure.Unreachable, (await PingFailsAsync(With(contentType))).Failure);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("none")]
    public async Task Answer_HeadersAloneWithoutAFailure_IsUnexpected(string status)
    {
        Assert.Equal(TeleportFailure.Unexpected, (await PingFailsAsync(Headers(status))).Failure);
    }

    [Fact]
    public async Task Answer_MetadataThatIsNoBase64_EndsTheCall()
    {
        var failure = await PingFailsAsync(context =>
        {
            context.Response.Headers["one-bin"] = "abcde";
            return Headers("9")(context);
        });
        Assert.Equal(TeleportFailure.Unexpected, failure.Failure);
    }

    [Fact]
    public async Task List_OkInTheHeaders_IsEmpty()
    {
        await using var server = await AuthServer.StartAsync();
        server.On("GetAccessRequestsV2", Headers("0"));
        Assert.Empty(await server.Client.ListAsync(default).ToListAsync().AsTask().WaitAsync(AuthServer.Soon));
    }

    [Theory]
    [InlineData(100, TeleportFailure.Unreachable)]
    [InlineData(200, TeleportFailure.Unreachable)] // the page of a proxy
    [InlineData(204, TeleportFailure.Unexpected)]
    [InlineData(302, TeleportFailure.Unexpected)]
    [InlineData(400, TeleportFailure.Unexpected)]
    [InlineData(401, TeleportFailure.CredentialsRefused)]
    [InlineData(403, TeleportFailure.NotPermitted)]
    [InlineData(404, TeleportFailure.Unsupported)]
    [InlineData(418, TeleportFailure.Unexpected)]
    [InlineData(429, TeleportFailure.Unreachable)]
    [InlineData(431, TeleportFailure.Unexpected)]
    [InlineData(500, TeleportFailure.Unexpected)]
    [InlineData(502, TeleportFailure.Unreachable)]
    [InlineData(503, TeleportFailure.Unreachable)]
    [InlineData(504, TeleportFailure.Unreachable)]
    public async Task Answer_OfSomethingThatIsNoGrpcServer_IsMapped(int http, object expected)
    {
        await using var server = await AuthServer.StartAsync();
        server.On("GetPluginData", context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (http, "text/html");
            return Task.CompletedTask;
        });
        var read = server.Client.ReadPluginDataAsync("a", default).WaitAsync(AuthServer.Soon);
        var failure = await Assert.ThrowsAsync<TeleportException>(() => read);
        Assert.Equal(expected, failure.Failure);
    }

    /// <summary>A port of the proxy; new credentials would not help.</summary>
    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Ping_AnsweredByAWebServer_NamesTheAddressAsTheCause(int http)
    {
        var failure = await PingFailsAsync(context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (http, "text/html");
            return Task.CompletedTask;
        });
        Assert.Equal(TeleportFailure.CredentialsRefused, failure.Failure);
        Assert.Contains("speaks HTTP/2, but not gRPC", failure.Message, StringComparison.Ordinal);
        Assert.Contains("set addr (or auth_server) under [teleport]", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tctl auth sign", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Error codes of HTTP/2 (RFC 9113 section 7), before and after the headers.</summary>
    [Theory]
    [InlineData(1, TeleportFailure.Unreachable)]
    [InlineData(7, TeleportFailure.Unreachable)]
    [InlineData(8, TeleportFailure.Unreachable)]
    [InlineData(11, TeleportFailure.Busy)]
    public async Task Answer_StreamReset_IsMappedByItsCode(int code, object expected)
    {
        Assert.Equal(expected, (await PingFailsAsync(Reset(code, afterHeaders: false))).Failure);
        Assert.Equal(expected, (await PingFailsAsync(Reset(code, afterHeaders: true))).Failure);
    }

    private static RequestDelegate Headers(string status) => context =>
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status;
        return Task.CompletedTask;
    };

    private static RequestDelegate With(string contentType) => async context =>
    {
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(Pong);
        context.Response.AppendTrailer("grpc-status", "0");
    };

    private static RequestDelegate Reset(int code, bool afterHeaders) => async context =>
    {
        context.Response.ContentType = "application/grpc";
        if (afterHeaders) await context.Response.Body.FlushAsync();
        context.Features.Get<IHttpResetFeature>()!.Reset(code);
    };

    private static async Task<TeleportException> PingFailsAsync(RequestDelegate answer)
    {
        await using var server = await AuthServer.StartAsync();
        server.On("Ping", answer);
        var ping = server.Client.PingAsync(default).WaitAsync(AuthServer.Soon);
        return await Assert.ThrowsAsync<TeleportException>(() => ping);
    }
}
