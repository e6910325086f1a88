namespace AccessSlack.Sandbox;

/// <summary>Blocks the calls that reach it until a test releases them.</summary>
internal sealed class HeldCall
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _held;

    /// <summary>Raised when a call begins to wait, at any of them and on any thread.</summary>
    public static event EventHandler? AnyReached;

    public bool IsReached => _reached.Task.IsCompleted;

    /// <summary>Completes when the first call waits here. Bounded to 30 s of real time.</summary>
    public Task WaitUntilReachedAsync() => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Calls wait here.</summary>
    public bool IsHolding => Volatile.Read(ref _held) > 0;

    public void Release() => _released.TrySetResult();

    internal async Task PassAsync(CancellationToken cancel)
    {
        Interlocked.Increment(ref _held);
        _reached.TrySetResult();
        AnyReached?.Invoke(null, EventArgs.Empty);
        try
        {
            await _released.Task.WaitAsync(cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }
}
