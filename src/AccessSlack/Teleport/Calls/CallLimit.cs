using AccessSlack.Teleport.Connections;
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
    private readonly PeerActivity _peer;
    private readonly long _readsBefore;
    private readonly ITimer? _look;
    private readonly CancellationTokenSource _passed;
    private readonly CancellationTokenSource _end;

    public CallLimit(CallOptions asked, TimeProvider time, PeerActivity peer)
    {
        (_time, _start, _caller) = (time, time.GetTimestamp(), asked.CancellationToken);
        (_peer, _readsBefore) = (peer, peer.Reads);
        _limit = Remaining(asked.Deadline);
        _passed = new CancellationTokenSource(_limit ?? Timeout.InfiniteTimeSpan, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(_caller, _passed.Token);
        if (_limit > TeleportCalls.UsualTime) _look = LookRegularly();
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
        _look?.Dispose();
        _end.Dispose();
        _passed.Dispose();
    }

    /// <summary>The server enforces the deadline too; its cancellation may arrive before our timer fires.</summary>
    private Status Judge(Status status)
    {
        var late = status.StatusCode == StatusCode.Cancelled && IsPassed && !_caller.IsCancellationRequested;
        if (!late) return CallStatus.Of(status);
        _peer.TimedOut(_readsBefore);
        return new Status(StatusCode.DeadlineExceeded, "The deadline passed before the call was complete.");
    }

    /// <summary>A minute is too long to wait for someone who is gone.</summary>
    private ITimer LookRegularly()
    {
        var before = _readsBefore;
        return _time.CreateTimer(_ => Look(), null, TeleportCalls.UsualTime, TeleportCalls.UsualTime);

        void Look()
        {
            _peer.StillWaiting(before);
            before = _peer.Reads;
        }
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
