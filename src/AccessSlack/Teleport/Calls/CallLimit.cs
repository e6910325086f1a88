using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>The time limit of one call, from its construction. Disposing it releases the timer.</summary>
internal sealed class CallLimit : IDisposable
{
    /// <summary>The longest time that a timer supports; no call of ours takes longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly TimeProvider _time;
    private readonly TimeSpan? _limit;
    private readonly long _start;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _passed;
    private readonly CancellationTokenSource _end;

    public CallLimit(CallOptions asked, TimeProvider time)
    {
        (_time, _start, _caller) = (time, time.GetTimestamp(), asked.CancellationToken);
        _limit = Remaining(asked.Deadline);
        _passed = new CancellationTokenSource(_limit ?? Timeout.InfiniteTimeSpan, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(_caller, _passed.Token);
        Options = WithTimeout(asked).WithDeadline(DateTime.MaxValue).WithCancellationToken(_end.Token);
    }

    /// <summary>The requested options, without the deadline that the library would enforce.</summary>
    public CallOptions Options { get; }

    private bool IsPassed => _passed.IsCancellationRequested || _time.GetElapsedTime(_start) >= _limit;

    public async Task<T> WatchAsync<T>(Task<T> answer)
    {
        try
        {
            return await answer;
        }
        catch (RpcException exception)
        {
            throw new RpcException(Judge(exception.Status), exception.Trailers);
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        _passed.Dispose();
    }

    /// <summary>The server enforces the deadline too; its cancellation may arrive before our timer fires.</summary>
    private Status Judge(Status status)
    {
        var late = status.StatusCode == StatusCode.Cancelled && IsPassed && !_caller.IsCancellationRequested;
        return late
            ? new Status(StatusCode.DeadlineExceeded, "The deadline passed before the call was complete.")
            : CallStatus.Of(status);
    }

    private TimeSpan? Remaining(DateTime? deadline)
    {
        if (deadline is not { } end || end == DateTime.MaxValue) return null;
        var remaining = end - _time.GetUtcNow().UtcDateTime;
        return TimeSpan.FromTicks(Math.Clamp(remaining.Ticks, 0, Longest.Ticks));
    }

    private CallOptions WithTimeout(CallOptions asked) =>
        _limit is { } limit ? asked.WithHeaders([.. asked.Headers ?? [], TimeoutHeader.Of(limit)]) : asked;
}
