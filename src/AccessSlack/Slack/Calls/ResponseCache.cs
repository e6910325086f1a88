namespace AccessSlack.Slack.Calls;

/// <summary>
/// Caches at most <paramref name="capacity"/> responses of Slack by key. Callers who ask for the same key at the same
/// time share one call.
/// </summary>
/// <param name="time">Measures the age of a response, from the moment of the call.</param>
/// <param name="capacity">Beyond it the oldest response is evicted.</param>
/// <param name="isCacheable">Whether a response may be used again.</param>
internal sealed class ResponseCache<T>(TimeProvider time, int capacity, Func<SlackResult<T>, bool> isCacheable)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Caches successes only.</summary>
    public ResponseCache(TimeProvider time, int capacity)
        : this(time, capacity, result => result is SlackResult<T>.Ok) { }

    /// <summary>The cached response if it is not older than <paramref name="maxAge"/>, else a new one.</summary>
    /// <param name="key">Case is ignored.</param>
    /// <param name="maxAge">The greatest age of a cached response.</param>
    /// <param name="fetch">
    /// Must end by itself: it is not cancelled with the caller, because others may wait for it too.
    /// </param>
    /// <param name="cancel">Ends the wait, not the call.</param>
    public Task<SlackResult<T>> GetAsync(
        string key,
        TimeSpan maxAge,
        Func<Task<SlackResult<T>>> fetch,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry) || !IsUsable(entry, maxAge)) entry = Fetch(key, fetch);
            return entry.Response.WaitAsync(cancel);
        }
    }

    private bool IsUsable(Entry entry, TimeSpan maxAge)
    {
        if (time.GetElapsedTime(entry.Started) > maxAge) return false;
        return !entry.Response.IsCompleted
            || (entry.Response.IsCompletedSuccessfully && isCacheable(entry.Response.Result));
    }

    private Entry Fetch(string key, Func<Task<SlackResult<T>>> fetch)
    {
        if (_entries.Count >= capacity && !_entries.ContainsKey(key))
            _entries.Remove(_entries.MinBy(entry => entry.Value.Started).Key);
        var started = time.GetTimestamp();
        return _entries[key] = new(fetch(), started);
    }

    private sealed record Entry(Task<SlackResult<T>> Response, long Started);
}
