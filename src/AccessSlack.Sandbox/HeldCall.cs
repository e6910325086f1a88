namespace AccessSlack.Sandbox;

/// <summary>Blocks the calls that reach it until a test releases them.</summary>
internal sealed class HeldCall
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReached => _reached.Task.IsCompleted;

    /// <summary>Completes when the first call waits here. Bounded to 30 s of real time.</summary>
    public Task WaitUntilReachedAsync() => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public void Release() => _released.TrySetResult();

    internal Task PassAsync(CancellationToken cancel)
    {
        _reached.TrySetResult();
        return _released.Task.WaitAsync(cancel);
    }
}
