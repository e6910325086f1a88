namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>The states that are followed at one place of the text, by their priority, each at most once.</summary>
internal sealed class RegexpThreads(int states, int slots)
{
    private readonly int[] _states = new int[states];
    private readonly bool[] _isKnown = new bool[states];
    private readonly int[] _visited = new int[states];
    private readonly int[] _slots = new int[states * slots];
    private int _visits;

    public int Count { get; private set; }

    public int this[int index] => _states[index];

    /// <summary>Where the groups started and ended on the way to this state.</summary>
    public ReadOnlySpan<int> SlotsOf(int index) => _slots.AsSpan(index * slots, slots);

    /// <returns>Whether no thread of higher priority came this way.</returns>
    public bool Visit(int state)
    {
        if (_isKnown[state]) return false;
        _isKnown[state] = true;
        _visited[_visits++] = state;
        return true;
    }

    public void Add(int state, ReadOnlySpan<int> captured)
    {
        captured.CopyTo(_slots.AsSpan(Count * slots));
        _states[Count++] = state;
    }

    public void Clear()
    {
        for (var i = 0; i < _visits; i++) _isKnown[_visited[i]] = false;
        (_visits, Count) = (0, 0);
    }
}
