using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Compat.Tests.Grpc;

public sealed class StreamingCallTests
{
    [Fact]
    public async Task ReadAll_MessagesThenOk_GivesThemAndEnds()
    {
        await using var server = await RawServer.StartAsync(Answers.Body([.. Wire.Frame("one"), .. Wire.Frame(""), .. Wire.Frame("three")]));
        using var call = server.Recite();
        Assert.Throws<InvalidOperationException>(() => call.ResponseStream.Current);
        Assert.Equal(["one", "", "three"], await ReadAsync(call));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.False(await call.ResponseStream.MoveNext(default).WaitAsync(Wire.Soon));
    }

    [Fact]
    public async Task ReadAll_OneByteAtATime_GivesTheSameMessages()
    {
        byte[] body = [.. Wire.Frame("one"), .. Wire.Frame("two")];
        await using var server = await RawServer.StartAsync(async context =>
        {
            foreach (var one in body) await Answers.Body([one], status: null)(context);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        using var call = server.Recite();
        Assert.Equal(["one", "two"], await ReadAsync(call));
    }

    [Fact]
    public async Task ReadAll_OkInTheHeaders_IsAnEmptyStream()
    {
        await using var server = await RawServer.StartAsync(Answers.TrailersOnly("0"));
        using var call = server.Recite();
        Assert.Empty(await ReadAsync(call));
        Assert.Empty(await call.ResponseHeadersAsync.WaitAsync(Wire.Soon));
    }

    [Fact]
    public async Task MoveNext_FailureAfterAMessage_ThrowsItEveryTime()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame("one"), "9", "conflict"));
        using var call = server.Recite();
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Wire.Soon));
        for (var i = 0; i < 2; i++)
            Assert.Equal(new Status(StatusCode.FailedPrecondition, "conflict"), await FailureAsync(call));
    }

    [Fact]
    public async Task MoveNext_TrailersOnlyFailure_ThrowsItHereAndFromTheHeaders()
    {
        await using var server = await RawServer.StartAsync(Answers.TrailersOnly("12"));
        using var call = server.Recite();
        Assert.Equal(StatusCode.Unimplemented, (await FailureAsync(call)).StatusCode);
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseHeadersAsync.WaitAsync(Wire.Soon));
    }

    [Fact]
    public async Task MoveNext_ConnectionLostInsideTheStream_IsUnavailable()
    {
        var read = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(async context =>
        {
            await Answers.Body(Wire.Frame("one"), status: null)(context);
            await read.Task;
            context.Features.Get<IHttpResetFeature>()!.Reset(7);
        });
        using var call = server.Recite();
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Wire.Soon));
        read.SetResult();
        Assert.Equal(StatusCode.Unavailable, (await FailureAsync(call)).StatusCode);
    }

    [Fact]
    public async Task MoveNext_WhileAnotherIsUnderWay_IsRefused()
    {
        var left = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(Answers.ThenSilence([], left));
        using var call = server.Recite();
        var first = call.ResponseStream.MoveNext(default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext(default));
        call.Dispose();
        await Assert.ThrowsAsync<RpcException>(() => first.WaitAsync(Wire.Soon));
    }

    [Fact]
    public async Task Dispose_AfterHeaders_CancelsTheCallOnTheServer()
    {
        var left = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(Answers.ThenSilence(Wire.Frame("one"), left));
        using var call = server.Recite();
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Wire.Soon));
        var next = call.ResponseStream.MoveNext(default);
        call.Dispose();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => next.WaitAsync(Wire.Soon))).StatusCode);
        await left.Task.WaitAsync(Wire.Soon);
    }

    [Fact]
    public async Task Token_CancelledBeforeTheCall_SendsNothing()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame("x")));
        Assert.Equal(StatusCode.Cancelled, (await server.SayFailsAsync(new CallOptions(CancellationToken: new CancellationToken(canceled: true)))).StatusCode);
        Assert.Equal(0, server.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_CancelledBeforeOrAfterHeaders_CancelsTheCallOnTheServer(bool afterHeaders)
    {
        var (arrived, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await RawServer.StartAsync(context =>
        {
            arrived.SetResult();
            return Answers.ThenSilence(afterHeaders ? Wire.Frame("one") : [], left)(context);
        });
        using var cancel = new CancellationTokenSource();
        using var call = server.Recite(new CallOptions(CancellationToken: cancel.Token));
        await arrived.Task.WaitAsync(Wire.Soon);
        if (afterHeaders) Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Wire.Soon));
        var next = call.ResponseStream.MoveNext(default);
        await cancel.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => next.WaitAsync(Wire.Soon))).StatusCode);
        await left.Task.WaitAsync(Wire.Soon);
    }

    [Fact]
    public async Task MoveNext_OwnTokenCancelled_CancelsTheWholeCall()
    {
        var left = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(Answers.ThenSilence(Wire.Frame("one"), left));
        using var cancel = new CancellationTokenSource();
        using var call = server.Recite();
        Assert.True(await call.ResponseStream.MoveNext(cancel.Token).WaitAsync(Wire.Soon));
        var next = call.ResponseStream.MoveNext(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => next.WaitAsync(Wire.Soon));
        await left.Task.WaitAsync(Wire.Soon);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    private static async Task<List<string>> ReadAsync(AsyncServerStreamingCall<Google.Protobuf.WellKnownTypes.StringValue> call)
    {
        var texts = new List<string>();
        while (await call.ResponseStream.MoveNext(default).WaitAsync(Wire.Soon)) texts.Add(call.ResponseStream.Current.Value);
        return texts;
    }

    private static async Task<Status> FailureAsync(AsyncServerStreamingCall<Google.Protobuf.WellKnownTypes.StringValue> call) =>
        (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default).WaitAsync(Wire.Soon))).Status;
}
