using System.Text;

namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>Finds matches in a text.</summary>
internal sealed class RegexpMatcher(RegexpProgram program, Work work)
{
    private readonly int _slots = program.Groups.Count * 2;
    private readonly Stack<(int State, int Slot, int Value)> _todo = new();
    private readonly int[] _captured = new int[program.Groups.Count * 2];

    private RegexpThreads _now = new(program.States.Count, program.Groups.Count * 2);
    private RegexpThreads _next = new(program.States.Count, program.Groups.Count * 2);

    /// <returns>
    /// The start and the end of the match and of each group, -1 for a group that took no part; null if there is no
    /// match from this place on.
    /// </returns>
    public int[]? Find(string text, int start)
    {
        int[]? found = null;
        _now.Clear();
        for (var position = start; ;)
        {
            if (found is null) Start(text, position);
            var rune = -1;
            var width = position == text.Length ? 0 : Decode(text, position, out rune);
            _next.Clear();
            found = Step(text, position, rune, width) ?? found;
            (_now, _next) = (_next, _now);
            if (width == 0 || _now.Count == 0 && (found is not null || program.IsAnchored)) return found;
            position += width;
        }
    }

    private static int Decode(string text, int position, out int rune)
    {
        Rune.DecodeFromUtf16(text.AsSpan(position), out var decoded, out var width);
        rune = decoded.Value;
        return width;
    }

    /// <summary>A match that starts here has a lower priority than all that started before.</summary>
    private void Start(string text, int position)
    {
        Array.Fill(_captured, -1);
        _captured[0] = position;
        Follow(_now, program.Entry, text, position);
    }

    /// <returns>The slots of a match that ends here; what has a lower priority is not followed then.</returns>
    private int[]? Step(string text, int position, int rune, int width)
    {
        for (var i = 0; i < _now.Count; i++)
        {
            if (_now[i] == 0)
            {
                var found = _now.SlotsOf(i).ToArray();
                found[1] = position;
                return found;
            }
            var state = program.States[_now[i]];
            work.Spend(state.Runes!.Cost);
            if (rune < 0 || !state.Runes.Contains(rune)) continue;
            _now.SlotsOf(i).CopyTo(_captured);
            Follow(_next, state.First, text, position + width);
        }
        return null;
    }

    /// <summary>Adds every state that is reached without a character. There may be too many for recursion.</summary>
    private void Follow(RegexpThreads threads, int entry, string text, int position)
    {
        _todo.Push((entry, -1, 0));
        while (_todo.TryPop(out var todo))
        {
            work.Spend(1);
            if (todo.Slot >= 0) _captured[todo.Slot] = todo.Value;
            else if (threads.Visit(todo.State)) FollowOne(threads, todo.State, text, position);
        }
    }

    private void FollowOne(RegexpThreads threads, int index, string text, int position)
    {
        var state = program.States[index];
        if (index == 0 || state.Runes is not null)
        {
            work.Spend(_slots / 8);
            threads.Add(index, _captured);
            return;
        }
        if (state.Assertion is { } assertion && !Holds(assertion, text, position)) return;
        if (state.Slot is { } slot)
        {
            // Restored when everything after it has been followed.
            _todo.Push((0, slot, _captured[slot]));
            _captured[slot] = position;
        }
        if (state.Second >= 0) _todo.Push((state.Second, -1, 0));
        _todo.Push((state.First, -1, 0));
    }

    private static bool Holds(Assertion assertion, string text, int position) => assertion switch
    {
        Assertion.TextStart => position == 0,
        Assertion.TextEnd => position == text.Length,
        Assertion.LineStart => position == 0 || text[position - 1] == '\n',
        Assertion.LineEnd => position == text.Length || text[position] == '\n',
        Assertion.WordBoundary => IsWord(text, position - 1) != IsWord(text, position),
        _ => IsWord(text, position - 1) == IsWord(text, position),
    };

    private static bool IsWord(string text, int position) =>
        position >= 0
        && position < text.Length
        && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_');
}
