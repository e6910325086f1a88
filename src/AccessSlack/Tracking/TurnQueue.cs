using System.Diagnostics.CodeAnalysis;

namespace AccessSlack.Tracking;

/// <summary>A queue in which groups take turns; within a group the first in is the first out.</summary>
internal sealed class TurnQueue<T>
{
    private readonly Dictionary<string, Queue<T>> _groups = [];
    private readonly Queue<string> _turns = [];

    public int Count { get; private set; }

    public void Enqueue(string group, T item)
    {
        if (!_groups.TryGetValue(group, out var items))
        {
            _groups.Add(group, items = []);
            _turns.Enqueue(group);
        }

        items.Enqueue(item);
        Count++;
    }

    public bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        item = default;
        if (!_turns.TryDequeue(out var group)) return false;
        item = _groups[group].Dequeue();
        Count--;
        if (_groups[group].Count == 0) _groups.Remove(group);
        else _turns.Enqueue(group);
        return true;
    }
}
