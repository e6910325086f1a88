using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Compat.Tests.Grpc;

public sealed class UnaryCallTests
{
    [Fact]
    public async Task Call_Request_IsWhatServersExpect()
    {
        IHeaderDictionary headers = new HeaderDictionary();
        var (line, body) = ("", Array.Empty<byte>());
        await using var server = await RawServer.StartAsync(async context =>
        {
            headers = new HeaderDictionary(new Dictionary<string, StringValues>(context.Request.Headers, StringComparer.OrdinalIgnoreCase));
            line = $"{context.Request.Method} {context.Request.Path} {context.Request.Protocol}";
            body = await ReadAsync(context.Request.Body);
            await Answers.Body(Wire.Frame("x"))(context);
        });
        await server.SayAsync(new CallOptions(new Metadata { { "Some.Key", "value" }, { "raw-bin", [0xff, 0] }, { "grpc-status", "0" } }));

        Assert.Equal("POST /test.Talk/Say HTTP/2", line);
        Assert.Equal(Wire.Frame("hello"), body);
        Assert.Equal("trailers", headers["te"]);
        Assert.Equal("application/grpc", headers.ContentType);
        Assert.Equal("identity", headers["grpc-accept-encoding"]);
        Assert.StartsWith("grpc-", headers.UserAgent.ToString(), StringComparison.Ordinal);
        Assert.Null(headers.ContentLength);
        Assert.Equal("value", headers["some.key"]);
        Assert.Equal("/wA", headers["raw-bin"]);
        Assert.False(headers.ContainsKey("grpc-status"));
        Assert.False(headers.ContainsKey("grpc-timeout"));
    }

    [Fact]
    public async Task Call_OneMessageAndOk_IsTheAnswer()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame("hi")));
        using var call = server.Client.AsyncUnaryCall(Wire.Say, null, default, Wire.Message("hello"));
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Equal("hi", (await call.ResponseAsync.WaitAsync(Wire.Soon)).Value);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Equal("hi", server.Client.BlockingUnaryCall(Wire.Say, null, default, Wire.Message("hello")).Value);
    }

    [Fact]
    public async Task Call_EmptyMessage_IsAnAnswer()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame(Array.Empty<byte>())));
        Assert.Equal(new StringValue(), await server.SayAsync());
    }

    [Fact]
    public async Task Call_LargeMessageBothWays_IsWhole()
    {
        var text = new string('x', 1_000_000);
        await using var server = await RawServer.StartAsync(async context => await Answers.Body(await ReadAsync(context.Request.Body))(context));
        Assert.Equal(text, (await server.SayAsync(text: text)).Value);
    }

    [Fact]
    public async Task Call_MessageOverTheLimit_IsResourceExhausted()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame("12345678")), limit: 9);
        Assert.Equal(StatusCode.ResourceExhausted, (await server.SayFailsAsync()).StatusCode);
    }

    [Fact]
    public async Task Call_OkWithoutMessage_IsInternal()
    {
        await using var server = await RawServer.StartAsync(Answers.Body([]));
        Assert.Equal(StatusCode.Internal, (await server.SayFailsAsync()).StatusCode);
    }

    [Fact]
    public async Task Call_OkInTheHeaders_IsInternal()
    {
        await using var server = await RawServer.StartAsync(Answers.TrailersOnly("0"));
        Assert.Equal(StatusCode.Internal, (await server.SayFailsAsync()).StatusCode);
    }

    [Fact]
    public async Task Call_TrailersOnly_IsItsStatus()
    {
        await using var server = await RawServer.StartAsync(Answers.TrailersOnly("12", "unknown method"));
        Assert.Equal(new Status(StatusCode.Unimplemented, "unknown method"), await server.SayFailsAsync());
    }

    [Fact]
    public async Task Call_FailureAfterAMessage_IsTheFailure()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame("x"), "7", "keine Erlaubnis f%C3%BCr dich"));
        Assert.Equal(new Status(StatusCode.PermissionDenied, "keine Erlaubnis für dich"), await server.SayFailsAsync());
    }

    [Fact]
    public async Task Call_SecondMessageOrStrayBytes_IsInternal()
    {
        await using var two = await RawServer.StartAsync(Answers.Body([.. Wire.Frame("x"), .. Wire.Frame("y")]));
        Assert.Equal(StatusCode.Internal, (await two.SayFailsAsync()).StatusCode);
        await using var stray = await RawServer.StartAsync(Answers.Body([.. Wire.Frame("x"), 0]));
        Assert.Equal(StatusCode.Internal, (await stray.SayFailsAsync()).StatusCode);
    }

    [Fact]
    public async Task Call_BytesThatAreNoMessage_IsInternalAndNotALostConnection()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame([0x0a, 0xff])));
        var status = await server.SayFailsAsync();
        Assert.Equal(StatusCode.Internal, status.StatusCode);
        Assert.IsType<InvalidProtocolBufferException>(status.DebugException);
    }

    [Fact]
    public async Task Call_NoStatus_IsCancelled()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame("x"), status: null));
        Assert.Equal(new Status(StatusCode.Cancelled, "No grpc-status found on response."), await server.SayFailsAsync());
    }

    [Fact]
    public async Task Call_StatusThatIsNoNumber_EndsTheCall()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame("x"), "none"));
        Assert.Equal(StatusCode.Internal, (await server.SayFailsAsync()).StatusCode);
    }

    [Fact]
    public async Task Call_HttpErrorOfAMiddleman_IsMapped()
    {
        await using var server = await RawServer.StartAsync(context =>
        {
            context.Response.StatusCode = 502;
            return context.Response.WriteAsync("bad gateway");
        });
        Assert.Equal(StatusCode.Unavailable, (await server.SayFailsAsync()).StatusCode);
    }

    [Theory]
    [InlineData(7, StatusCode.Unavailable)]
    [InlineData(8, StatusCode.Cancelled)]
    [InlineData(11, StatusCode.ResourceExhausted)]
    public async Task Call_StreamReset_IsMappedByItsCode(int code, StatusCode expected)
    {
        await using var server = await RawServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.FlushAsync();
            context.Features.Get<IHttpResetFeature>()!.Reset(code);
        });
        Assert.Equal(expected, (await server.SayFailsAsync()).StatusCode);
    }

    [Fact]
    public async Task Call_Metadata_IsReadFromHeadersAndTrailers()
    {
        await using var server = await RawServer.StartAsync(async context =>
        {
            context.Response.Headers["Version"] = "16.0.0";
            context.Response.Headers["one-bin"] = "/wA,AQ==";
            context.Response.Headers["grpc-encoding"] = "identity";
            await Answers.Body(Wire.Frame("x"))(context);
            context.Response.AppendTrailer("late", "yes");
        });
        using var call = server.Client.AsyncUnaryCall(Wire.Say, null, default, Wire.Message("hello"));
        var headers = await call.ResponseHeadersAsync.WaitAsync(Wire.Soon);
        await call.ResponseAsync.WaitAsync(Wire.Soon);
        Assert.Equal("16.0.0", headers.GetValue("version"));
        Assert.Equal([[0xff, 0], [1]], headers.Where(entry => entry.Key == "one-bin").Select(entry => entry.ValueBytes));
        Assert.DoesNotContain(headers, entry => entry.Key.StartsWith("grpc-", StringComparison.Ordinal) || entry.Key.StartsWith("content-", StringComparison.Ordinal));
        Assert.Equal("yes", Assert.Single(call.GetTrailers()).Value);
    }

    [Fact]
    public async Task Call_BinaryMetadataThatIsNoBase64_EndsTheCall()
    {
        await using var headers = await RawServer.StartAsync(context =>
        {
            context.Response.Headers["one-bin"] = "abcde";
            return Answers.Body(Wire.Frame("x"))(context);
        });
        Assert.Equal(StatusCode.Internal, (await headers.SayFailsAsync()).StatusCode);
        await using var trailers = await RawServer.StartAsync(async context =>
        {
            await Answers.Body(Wire.Frame("x"))(context);
            context.Response.AppendTrailer("one-bin", "*");
        });
        Assert.Equal(StatusCode.Internal, (await trailers.SayFailsAsync()).StatusCode);
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
