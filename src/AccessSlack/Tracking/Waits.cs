using System.Collections.Immutable;
using AccessSlack.Planning;

namespace AccessSlack.Tracking;

/// <summary>
/// What of a request must not be tried again yet, and how often it has failed. Messages of one request are updated side
/// by side, so it is safe for concurrent use.
/// </summary>
internal sealed class Waits
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WaitKey, int> _failed = [];

    public ImmutableDictionary<WaitKey, DateTimeOffset> Until { get; private set; } =
        ImmutableDictionary<WaitKey, DateTimeOffset>.Empty;

    /// <summary>Posts of this process to which Slack gave no answer; see <see cref="Situation.Unanswered"/>.</summary>
    public ImmutableHashSet<WaitKey> Unanswered { get; private set; } = [];

    public void AddUnanswered(WaitKey key) { lock (_lock) Unanswered = Unanswered.Add(key); }

    public void ForgetUnanswered() { lock (_lock) Unanswered = []; }

    /// <returns>Whether it was one of them; now it is none any more.</returns>
    public bool TakeUnanswered(WaitKey key)
    {
        lock (_lock)
        {
            var was = Unanswered.Contains(key);
            Unanswered = Unanswered.Remove(key);
            return was;
        }
    }

    public void Park(WaitKey key, DateTimeOffset until) { lock (_lock) Until = Until.SetItem(key, until); }

    public void Unpark(WaitKey key)
    {
        lock (_lock)
        {
            Until = Until.Remove(key);
            _failed.Remove(key);
        }
    }

    public int CountFailure(WaitKey key) { lock (_lock) return _failed[key] = _failed.GetValueOrDefault(key) + 1; }

    /// <summary>Whatever failed may be tried again; repetitions, which did not fail, keep their time.</summary>
    /// <returns>Whether anything waited.</returns>
    public bool UnparkAll()
    {
        lock (_lock)
        {
            var before = Until.Count;
            Until = Until.RemoveRange(Until.Keys.Where(key => key.Kind != WaitKind.Repetition));
            return Until.Count < before;
        }
    }
}
