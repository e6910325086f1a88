using System.Collections.Immutable;
using AccessSlack.Planning;

namespace AccessSlack.Tracking;

/// <summary>
/// What of a request must not be tried again yet, and how often it has failed. Messages of one request are updated side
/// by side, so it is safe for concurrent use.
/// </summary>
internal sealed class Waits(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WaitKey, int> _failed = [];

    public ImmutableDictionary<WaitKey, DateTimeOffset> Until { get; private set; } =
        ImmutableDictionary<WaitKey, DateTimeOffset>.Empty;

    /// <summary>Posts of this process to which Slack gave no answer; see <see cref="Situation.Unanswered"/>.</summary>
    public ImmutableHashSet<WaitKey> Unanswered { get; private set; } = [];

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

    /// <summary>Not to be tried again before this time has passed.</summary>
    public void Park(WaitKey key, TimeSpan wait)
    {
        lock (_lock) Until = Until.SetItem(key, time.GetUtcNow() + wait);
    }

    /// <summary>Our post got no answer: after this time it is looked for, and no other process does so yet.</summary>
    public void ParkUnanswered(WaitKey key, TimeSpan wait)
    {
        Park(key, wait);
        lock (_lock) Unanswered = Unanswered.Add(key);
    }

    /// <summary>It worked: the next failure is a first one again.</summary>
    public void Unpark(WaitKey key)
    {
        lock (_lock)
        {
            Until = Until.Remove(key);
            _failed.Remove(key);
        }
    }

    /// <returns>How often it failed in a row, with this time.</returns>
    public int CountFailure(WaitKey key) { lock (_lock) return _failed[key] = _failed.GetValueOrDefault(key) + 1; }

    /// <summary>
    /// Whatever failed may be tried again. Repetitions and posts without an answer, which may not have failed, keep
    /// their time: what arrives late would be missed.
    /// </summary>
    /// <returns>Whether anything waited.</returns>
    public bool UnparkAll()
    {
        lock (_lock)
        {
            var before = Until.Count;
            Until = Until.RemoveRange(
                Until.Keys.Where(key => key.Kind != WaitKind.Repetition && !Unanswered.Contains(key))
            );
            return Until.Count < before;
        }
    }
}
