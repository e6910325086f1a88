using System.Globalization;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Calls;
using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Connections.Routing;
using AccessSlack.Teleport.Credentials;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Tests.Teleport.Calls;

public sealed class CallDeadlinesTests
{
    private static readonly PingRequest Ping = new();

    private static readonly byte[] Row = RawAnswer.Frame(new AccessRequestV3());

    [Theory]
    [InlineData(0, "1m")]
    [InlineData(1, "1m")]
    [InlineData(10_000, "1m")]
    [InlineData(10_001, "2m")]
    [InlineData(100_000_000, "10000m")]
    [InlineData(long.MaxValue, "99999999m")]
    public void TimeoutHeader_Ticks_AreRoundedUpInEightDigits(long ticks, string expected)
    {
        Assert.Equal(expected, TimeoutHeader.Of(TimeSpan.FromTicks(ticks)).Value);
    }

    [Fact]
    public async Task Call_Deadline_IsToldToTheServer()
    {
        var told = new List<string>();
        await using var server = await AuthServer.StartAsync();
        server.On("Ping", context =>
        {
            told.Add($"{context.Request.Headers["grpc-timeout"]}{context.Request.Headers["x-call-timeout"]}");
            return RawAnswer.Of(RawAnswer.Frame(new PingResponse()))(context);
        });
        using var connection = Open(server);
        await connection.Client.PingAsync(Ping, In(server, 1.5)).ResponseAsync.WaitAsync(AuthServer.Soon);
        await connection.Client.PingAsync(Ping).ResponseAsync.WaitAsync(AuthServer.Soon);
        Assert.Equal(["1500m", ""], told);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Call_PastDeadline_SendsNothing(double seconds)
    {
        await using var server = await AuthServer.StartAsync();
        using var connection = Open(server);
        using var call = connection.Client.PingAsync(Ping, In(server, seconds));
        Assert.Equal(StatusCode.DeadlineExceeded, await FailureAsync(call.ResponseAsync));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Unary_DeadlineBeforeTheHeaders_IsDeadlineExceededAndResetsTheStream()
    {
        var (arrived, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await AuthServer.StartAsync();
        server.On("Ping", context =>
        {
            arrived.SetResult();
            return RawAnswer.ThenSilence([], left)(context);
        });
        using var connection = Open(server);
        using var call = connection.Client.PingAsync(Ping, In(server, 10));
        await arrived.Task.WaitAsync(AuthServer.Soon);
        server.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(call.ResponseAsync.IsCompleted);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StatusCode.DeadlineExceeded, await FailureAsync(call.ResponseAsync));
        await left.Task.WaitAsync(AuthServer.Soon);
    }

    [Fact]
    public async Task Stream_DeadlineInTheBody_IsDeadlineExceededEveryTimeAndResetsTheStream()
    {
        var left = new TaskCompletionSource();
        await using var server = await AuthServer.StartAsync();
        server.On("GetAccessRequestsV2", RawAnswer.ThenSilence(Row, left));
        using var connection = Open(server);
        using var call = connection.Client.GetAccessRequestsV2(new AccessRequestFilter(), In(server, 10));
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(AuthServer.Soon));
        var next = call.ResponseStream.MoveNext(default);
        server.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(StatusCode.DeadlineExceeded, await FailureAsync(next));
        Assert.Equal(StatusCode.DeadlineExceeded, await FailureAsync(call.ResponseStream.MoveNext(default)));
        await left.Task.WaitAsync(AuthServer.Soon);
    }

    [Fact]
    public async Task Unary_TokenCancelledTogetherWithTheDeadline_IsACancellation()
    {
        var (arrived, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await AuthServer.StartAsync();
        server.On("Ping", context =>
        {
            arrived.SetResult();
            return RawAnswer.ThenSilence([], left)(context);
        });
        using var connection = Open(server);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(10), server.Time);
        using var call = connection.Client.PingAsync(Ping, In(server, 10).WithCancellationToken(cancel.Token));
        await arrived.Task.WaitAsync(AuthServer.Soon);
        server.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(StatusCode.Cancelled, await FailureAsync(call.ResponseAsync));
    }

    [Fact]
    public async Task Stream_TokenCancelledTogetherWithTheDeadline_IsACancellation()
    {
        var left = new TaskCompletionSource();
        await using var server = await AuthServer.StartAsync();
        server.On("GetAccessRequestsV2", RawAnswer.ThenSilence(Row, left));
        using var connection = Open(server);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(10), server.Time);
        var options = In(server, 10).WithCancellationToken(cancel.Token);
        using var call = connection.Client.GetAccessRequestsV2(new AccessRequestFilter(), options);
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(AuthServer.Soon));
        var next = call.ResponseStream.MoveNext(default);
        server.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(StatusCode.Cancelled, await FailureAsync(next));
    }

    [Fact]
    public async Task Call_CancelledByTheServerAfterTheDeadline_IsDeadlineExceeded()
    {
        var time = new LateTimers();
        await using var server = await AuthServer.StartAsync();
        server.On("Ping", context =>
        {
            time.Now += TimeSpan.FromSeconds(10);
            return RawAnswer.Of([], "1")(context);
        });
        using var connection = Open(server, time);
        var options = new CallOptions(deadline: time.Now.UtcDateTime.AddSeconds(10));
        using var call = connection.Client.PingAsync(Ping, options);
        Assert.Equal(StatusCode.DeadlineExceeded, await FailureAsync(call.ResponseAsync));
    }

    [Fact]
    public async Task Call_CancelledByTheServerInTime_IsCancelled()
    {
        await using var server = await AuthServer.StartAsync();
        server.Fail("Ping", 1, "");
        using var connection = Open(server);
        using var call = connection.Client.PingAsync(Ping, In(server, 10));
        Assert.Equal(StatusCode.Cancelled, await FailureAsync(call.ResponseAsync));
    }

    [Fact]
    public async Task Client_CallsThatEnded_LeaveNoTimer()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<PingRequest>("Ping", _ => [new PingResponse()]);
        server.On<AccessRequestFilter>("GetAccessRequestsV2", _ => [new AccessRequestV3()]);
        await server.Client.PingAsync(default).WaitAsync(AuthServer.Soon);
        await server.Client.ListAsync(default).CountAsync().AsTask().WaitAsync(AuthServer.Soon);
        var failing = server.Client.ReadPluginDataAsync("a", default).WaitAsync(AuthServer.Soon);
        await Assert.ThrowsAsync<TeleportException>(() => failing);
        Assert.Equal(0, server.Time.Waiting);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Call_EndedOrNeverStarted_LetsGoOfTheTokenAndTheTimer(bool starts)
    {
        var time = new ManualTime();
        using var cancel = new CancellationTokenSource();
        var watched = default(CancellationToken);
        var deadline = time.GetUtcNow().UtcDateTime.AddSeconds(10);
        var context = Context<PingRequest, PingResponse>(new(deadline: deadline, cancellationToken: cancel.Token));

        void Call()
        {
            using var call = new CallDeadlines(time, Peer).AsyncUnaryCall(Ping, context, (_, limited) =>
            {
                watched = limited.Options.CancellationToken;
                return starts ? Answered(new PingResponse()) : throw new InvalidOperationException();
            });
        }

        if (starts) Call();
        else Assert.Throws<InvalidOperationException>(Call);
        Assert.Equal(0, time.Waiting);
        cancel.Cancel();
        Assert.False(watched.IsCancellationRequested);
    }

    [Fact]
    public void Stream_ThatNeverStarted_LetsGoOfTheTimer()
    {
        var time = new ManualTime();
        var context = Context<AccessRequestFilter, AccessRequestV3>(
            new(deadline: time.GetUtcNow().UtcDateTime.AddSeconds(10)));

        Assert.Throws<InvalidOperationException>(() => new CallDeadlines(time, Peer).AsyncServerStreamingCall(
            new AccessRequestFilter(), context, (_, _) => throw new InvalidOperationException()));
        Assert.Equal(0, time.Waiting);
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59.9999999Z", 0, "")]
    [InlineData("9999-12-31T23:59:59Z", 2, "99999999m")]
    [InlineData("2027-11-21T12:00:00Z", 2, "99999999m")]
    public void Limit_FarDeadline_IsNoneOrTheLongestTimer(string deadline, int timers, string told)
    {
        var time = new ManualTime();
        var utc = DateTimeOffset.Parse(deadline, CultureInfo.InvariantCulture).UtcDateTime;
        using var limit = new CallLimit(new(deadline: utc), time, Peer);

        Assert.Equal(timers, time.Waiting); // of a long one, the second looks whether anything arrives
        Assert.Equal(told, limit.Options.Headers?.GetValue("x-call-timeout") ?? "");
        Assert.False(limit.Options.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public async Task Find_AnswerWithoutAnEnd_LetsGoOfTheCall()
    {
        var left = new TaskCompletionSource();
        await using var server = await AuthServer.StartAsync();
        var row = new AccessRequestV3 { Metadata = new() { Name = "a" }, Spec = new() { User = "alice" } };
        server.On("GetAccessRequestsV2", RawAnswer.ThenSilence(RawAnswer.Frame(row), left));
        Assert.NotNull(await server.Client.FindAsync("a", default).WaitAsync(AuthServer.Soon));
        await left.Task.WaitAsync(AuthServer.Soon);
        Assert.Equal(0, server.Time.Waiting);
    }

    private static PeerActivity Peer => new(() => { }, () => { });

    private static ClientInterceptorContext<TRequest, TResponse> Context<TRequest, TResponse>(CallOptions options)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        new(new(MethodType.Unary, "service", "method", Marshaller<TRequest>(), Marshaller<TResponse>()), null, options);

    private static Marshaller<T> Marshaller<T>() where T : IMessage<T>, new() =>
        Marshallers.Create(message => message.ToByteArray(), new MessageParser<T>(() => new T()).ParseFrom);

    private static AsyncUnaryCall<T> Answered<T>(T answer)
    {
        var headers = Task.FromResult(new Grpc.Core.Metadata());
        return new(Task.FromResult(answer), headers, () => Status.DefaultSuccess, () => [], () => { });
    }

    private static CallOptions In(AuthServer server, double seconds) =>
        new(deadline: server.Time.GetUtcNow().UtcDateTime.AddSeconds(seconds));

    private static async Task<StatusCode> FailureAsync(Task call) =>
        (await Assert.ThrowsAsync<RpcException>(() => call.WaitAsync(AuthServer.Soon))).StatusCode;

    private static Connection Open(AuthServer server, TimeProvider? time = null)
    {
        Assert.True(TeleportAddress.TryParse(server.Address, out var address));
        var credentials = TeleportCredentials.Load(server.Authority.ThreeFiles(), server.Time.GetUtcNow());
        var router = new Router(server.Address, address, new(), server.Time);
        return new Connection(server.Address, router, credentials, time ?? server.Time, NullLogger.Instance);
    }

    /// <summary>A clock whose timers never fire.</summary>
    private sealed class LateTimers : TimeProvider
    {
        private readonly ManualTime _still = new();

        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _still.CreateTimer(callback, state, dueTime, period);
    }
}
