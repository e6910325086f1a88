namespace AccessSlack.SocketMode;

/// <summary>
/// The memory for the envelopes of one connection that are being answered. When it is full, nothing more is read until
/// one is answered, which takes 2.5 s at most.
/// </summary>
internal sealed class EnvelopeRoom
{
    /// <summary>As for all bodies over HTTP.</summary>
    private const long Most = 16 * 1024 * 1024;

    /// <summary>What an envelope is counted as at least, because its work needs memory, too.</summary>
    private const int Least = 8 * 1024;

    private readonly Lock _lock = new();
    private long _held;
    private TaskCompletionSource? _free;

    /// <param name="bytes">How long the envelope is.</param>
    /// <param name="answered">When it needs no memory any more.</param>
    public void Hold(int bytes, Task answered)
    {
        var amount = int.Max(bytes, Least);
        lock (_lock) _held += amount;
        _ = LeaveAsync(amount, answered);
    }

    /// <summary>Completes when another one may be read.</summary>
    public Task WhenFreeAsync()
    {
        lock (_lock)
        {
            if (_held < Most) return Task.CompletedTask;
            _free ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _free.Task;
        }
    }

    private async Task LeaveAsync(int amount, Task answered)
    {
        await answered.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _held -= amount;
            if (_held >= Most) return;
            _free?.TrySetResult();
            _free = null;
        }
    }
}
