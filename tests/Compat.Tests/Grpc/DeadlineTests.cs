using AccessSlack.Testing;
using Grpc.Core;
using Grpc.Net.Client.Internal;

namespace Compat.Tests.Grpc;

public sealed class DeadlineTests
{
    private readonly ManualTime _time = new();

    private DateTime In(double seconds) => _time.GetUtcNow().UtcDateTime.AddSeconds(seconds);

    [Theory]
    [InlineData(0, "1n")]
    [InlineData(-5, "1n")]
    [InlineData(1, "1m")]
    [InlineData(10_000, "1m")]
    [InlineData(10_001, "2m")]
    [InlineData(100_000_000, "10000m")]
    [InlineData(999_999_990_000, "99999999m")]
    [InlineData(999_999_990_001, "100000S")]
    [InlineData(1_000_010_000_001, "100002S")]
    [InlineData(long.MaxValue, "99999999S")]
    public void HeaderValue_Ticks_AreRoundedUpInEightDigits(long ticks, string expected)
    {
        Assert.Equal(expected, DeadlineTimer.HeaderValue(TimeSpan.FromTicks(ticks)));
    }

    [Fact]
    public async Task Call_PastDeadline_SendsNothing()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame("x")), _time);
        Assert.Equal(StatusCode.DeadlineExceeded, (await server.SayFailsAsync(new CallOptions(Deadline: In(0)))).StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, (await server.SayFailsAsync(new CallOptions(Deadline: DateTime.MinValue))).StatusCode);
        Assert.Equal(0, server.Calls);
    }

    [Fact]
    public async Task Call_Deadline_TravelsAsHeader()
    {
        var header = "";
        await using var server = await RawServer.StartAsync(
            context =>
            {
                header = context.Request.Headers["grpc-timeout"].ToString();
                return Answers.Body(Wire.Frame("x"))(context);
            },
            _time);
        await server.SayAsync(new CallOptions(Deadline: In(1.5)));
        Assert.Equal("1500m", header);
        await server.SayAsync(new CallOptions(Deadline: DateTime.MaxValue));
        Assert.Equal("", header);
    }

    [Fact]
    public async Task Call_DeadlineBeforeHeaders_IsDeadlineExceededAndResetsTheStream()
    {
        var (arrived, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await RawServer.StartAsync(
            context =>
            {
                arrived.SetResult();
                return Answers.ThenSilence([], left)(context);
            },
            _time);
        var failing = server.SayFailsAsync(new CallOptions(Deadline: In(10)));
        await arrived.Task.WaitAsync(Wire.Soon);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(failing.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StatusCode.DeadlineExceeded, (await failing).StatusCode);
        await left.Task.WaitAsync(Wire.Soon);
    }

    [Fact]
    public async Task Call_DeadlineInTheBody_IsDeadlineExceededAndResetsTheStream()
    {
        var left = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(Answers.ThenSilence(Wire.Frame("one"), left), _time);
        using var call = server.Recite(new CallOptions(Deadline: In(10)));
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Wire.Soon));
        var next = call.ResponseStream.MoveNext(default);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => next.WaitAsync(Wire.Soon))).StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, call.GetStatus().StatusCode);
        await left.Task.WaitAsync(Wire.Soon);
    }

    [Fact]
    public async Task Call_CancelledByTheServerAfterTheDeadline_IsDeadlineExceeded()
    {
        // The clock moves while the answer is on its way, but the timer is late.
        var time = new LateTimers();
        await using var server = await RawServer.StartAsync(
            context =>
            {
                time.Now += TimeSpan.FromSeconds(11);
                return Answers.TrailersOnly("1")(context);
            });
        using var channel = global::Grpc.Net.Client.GrpcChannel.ForAddress(server.Address, new() { TimeProvider = time });
        using var call = channel.CreateCallInvoker().AsyncUnaryCall(Wire.Say, null, new CallOptions(Deadline: time.Now.UtcDateTime.AddSeconds(10)), Wire.Message("x"));
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Wire.Soon));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task Call_EndedInTime_LeavesNoTimer()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame("x")), _time);
        await server.SayAsync(new CallOptions(Deadline: In(10)));
        Assert.Equal(0, _time.Waiting);
    }

    [Fact]
    public async Task Call_LocalDeadline_IsRefused()
    {
        await using var server = await RawServer.StartAsync(Answers.Body(Wire.Frame("x")), _time);
        var local = DateTime.SpecifyKind(In(10), DateTimeKind.Local);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.SayAsync(new CallOptions(Deadline: local)));
    }

    [Fact]
    public void Start_DeadlineBeyondTheLongestTimer_WaitsAgain()
    {
        var passed = 0;
        using var timer = new DeadlineTimer(In(TimeSpan.FromDays(60).TotalSeconds), _time, () => passed++);
        timer.Start();
        _time.Advance(TimeSpan.FromDays(59));
        Assert.Equal(0, passed);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, passed);
        // Real timers throw when they are asked for more than 49 days.
        using var real = new DeadlineTimer(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(60), TimeProvider.System, () => passed++);
        real.Start();
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(15, false)]
    public void Start_TimerThatFiresEarly_IsTakenWhenTheRestIsSmall(int restMilliseconds, bool taken)
    {
        var time = new LateTimers();
        var passed = 0;
        using var timer = new DeadlineTimer(time.Now.UtcDateTime.AddMilliseconds(restMilliseconds), time, () => passed++);
        timer.Start();
        time.FireAll();
        Assert.Equal(taken ? 1 : 0, passed);
    }

    /// <summary>A clock whose timers fire only when told to, whatever the time is.</summary>
    private sealed class LateTimers : TimeProvider
    {
        private readonly List<Action> _callbacks = [];

        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public void FireAll() => _callbacks.ForEach(callback => callback());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callbacks.Add(() => callback(state));
            return new ManualTime().CreateTimer(callback, state, dueTime, period);
        }
    }
}
