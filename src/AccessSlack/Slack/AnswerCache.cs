namespace AccessSlack.Slack;

/// <summary>
/// Remembers answers of Slack by key, at most <paramref name="capacity"/> of them, and asks once for several who ask at
/// the same time.
/// </summary>
/// <param name="time">Measures the age of an answer, from when it was asked for.</param>
/// <param name="capacity">Beyond it the oldest answer is forgotten.</param>
/// <param name="keep">Whether an answer is worth remembering.</param>
internal sealed class AnswerCache<T>(TimeProvider time, int capacity, Func<SlackResult<T>, bool> keep)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The remembered answer if it is not older than <paramref name="maxAge"/>, else a new one.</summary>
    /// <param name="key">Upper and lower case are one.</param>
    /// <param name="maxAge">How old the answer may be.</param>
    /// <param name="ask">
    /// Ends by itself; it is not cancelled with the caller, because others may wait for it too.
    /// </param>
    /// <param name="cancel">Ends the wait.</param>
    public Task<SlackResult<T>> GetAsync(
        string key,
        TimeSpan maxAge,
        Func<Task<SlackResult<T>>> ask,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry) || !IsUsable(entry, maxAge)) entry = Ask(key, ask);
            return entry.Answer.WaitAsync(cancel);
        }
    }

    private bool IsUsable(Entry entry, TimeSpan maxAge)
    {
        if (time.GetElapsedTime(entry.Asked) > maxAge) return false;
        return !entry.Answer.IsCompleted || (entry.Answer.IsCompletedSuccessfully && keep(entry.Answer.Result));
    }

    private Entry Ask(string key, Func<Task<SlackResult<T>>> ask)
    {
        if (_entries.Count >= capacity && !_entries.ContainsKey(key))
            _entries.Remove(_entries.MinBy(entry => entry.Value.Asked).Key);
        var asked = time.GetTimestamp();
        return _entries[key] = new(ask(), asked);
    }

    private sealed record Entry(Task<SlackResult<T>> Answer, long Asked);
}
