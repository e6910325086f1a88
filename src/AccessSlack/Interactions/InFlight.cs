namespace AccessSlack.Interactions;

/// <summary>Work that has begun and is not finished, so that a stop can wait for it.</summary>
/// <param name="onDefect">Called for an exception that the work did not handle; the caller gets it as well.</param>
internal sealed class InFlight(Action onDefect)
{
    private readonly HashSet<Task> _tasks = [];

    public async Task<T> TrackAsync<T>(Task<T> work)
    {
        await TrackAsync((Task)work);
        return await work;
    }

    public async Task TrackAsync(Task work)
    {
        lock (_tasks) _tasks.Add(work);
        try { await work; }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            onDefect();
            throw;
        }
        finally { lock (_tasks) _tasks.Remove(work); }
    }

    /// <summary>Completes, or fails, with all work that is in flight now.</summary>
    public Task WhenDoneAsync()
    {
        lock (_tasks) return Task.WhenAll(_tasks);
    }
}
