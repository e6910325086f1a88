namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>
/// A state of the automaton. Exactly one of the kinds below; <see cref="First"/> is where it goes on, and 0 is the end.
/// </summary>
internal sealed class RegexpState
{
    /// <summary>Not null if the state consumes one of these characters.</summary>
    public RuneSet? Runes { get; init; }

    /// <summary>Not null if it goes on only at such a place.</summary>
    public Assertion? Assertion { get; init; }

    /// <summary>Not null if it notes the place as the start (even) or the end (odd) of a group.</summary>
    public int? Slot { get; init; }

    public int First { get; set; }

    /// <summary>Where it goes on as well, with lower priority; -1 if nowhere.</summary>
    public int Second { get; set; } = -1;
}

/// <summary>
/// A regular expression of Go, made into an automaton whose states are all followed at once, character by character.
/// That takes time in proportion to the text and to the number of states, whatever the pattern. It finds what a
/// backtracking engine would find: the leftmost match, and of those the one that the pattern prefers.
/// </summary>
/// <remarks>
/// .NET's own engine for such expressions (RegexOptions.NonBacktracking) is not used: other syntax, characters of 16
/// bits, no count of its steps, and a release that would be larger for it. The tests compare the two.
/// </remarks>
internal sealed class RegexpProgram
{
    private readonly List<RegexpState> _states = [new()];
    private int _visits;

    private RegexpProgram(RegexpNode node, IReadOnlyList<string?> groups)
    {
        Groups = groups;
        Entry = Compile(node, 0);
    }

    /// <summary>The first is the end, at which the pattern has matched.</summary>
    public IReadOnlyList<RegexpState> States => _states;

    public int Entry { get; }

    /// <summary>Whether it matches only at the start of a text; not found for all such patterns.</summary>
    public bool IsAnchored
    {
        get
        {
            var state = _states[Entry];
            while (state.Slot is not null) state = _states[state.First];
            return state.Assertion is Assertion.TextStart;
        }
    }

    /// <summary>The name of each group, null if it has none. The first is the whole match.</summary>
    public IReadOnlyList<string?> Groups { get; }

    /// <exception cref="RegexpFault">The pattern is none of Go's, or too large.</exception>
    public static RegexpProgram Read(string pattern)
    {
        var parser = new RegexpParser(pattern);
        var node = parser.Parse();
        return new RegexpProgram(node, parser.Groups);
    }

    /// <param name="next">The state after the node.</param>
    /// <returns>The state at which the node starts.</returns>
    private int Compile(RegexpNode node, int next)
    {
        // Repeating what has no states costs time as well.
        if (++_visits > Limits.RegexpStates * 4) throw TooLarge();
        switch (node)
        {
            case RegexpNode.One one:
                return Add(new RegexpState { Runes = one.Runes, First = next });
            case RegexpNode.Assert assert:
                return Add(new RegexpState { Assertion = assert.Assertion, First = next });
            case RegexpNode.Sequence sequence:
                for (var i = sequence.Parts.Length - 1; i >= 0; i--) next = Compile(sequence.Parts[i], next);
                return next;
            case RegexpNode.Choice choice:
                return Compile(choice, next);
            case RegexpNode.Group group:
                var end = Add(new RegexpState { Slot = group.Index * 2 + 1, First = next });
                return Add(new RegexpState { Slot = group.Index * 2, First = Compile(group.Content, end) });
            default:
                return Compile((RegexpNode.Repeat)node, next);
        }
    }

    private int Compile(RegexpNode.Choice choice, int next)
    {
        var rest = Compile(choice.Options[^1], next);
        for (var i = choice.Options.Length - 2; i >= 0; i--)
            rest = Add(new RegexpState { First = Compile(choice.Options[i], next), Second = rest });
        return rest;
    }

    private int Compile(RegexpNode.Repeat repeat, int next)
    {
        var copies = repeat.Least;
        var rest = next;
        if (repeat.Most is { } most)
            for (var i = repeat.Least; i < most; i++) rest = Fork(repeat, Compile(repeat.Content, rest), next);
        else if (repeat.Least == 0 && !repeat.Content.IsNullable)
            rest = Loop(repeat, next).Fork;
        else
            (rest, copies) = (Loop(repeat, next).Body, copies - 1);
        if (copies < 0) return Fork(repeat, rest, next);
        for (var i = 0; i < copies; i++) rest = Compile(repeat.Content, rest);
        return rest;
    }

    /// <summary>Starting with the fork is zero times or more, with the body once or more.</summary>
    private (int Fork, int Body) Loop(RegexpNode.Repeat repeat, int next)
    {
        var fork = Add(new RegexpState());
        var body = Compile(repeat.Content, fork);
        (_states[fork].First, _states[fork].Second) = repeat.IsLazy ? (next, body) : (body, next);
        return (fork, body);
    }

    private int Fork(RegexpNode.Repeat repeat, int again, int next) =>
        Add(
            repeat.IsLazy
                ? new RegexpState { First = next, Second = again }
                : new RegexpState { First = again, Second = next }
        );

    private int Add(RegexpState state)
    {
        if (_states.Count == Limits.RegexpStates) throw TooLarge();
        _states.Add(state);
        return _states.Count - 1;
    }

    private static RegexpFault TooLarge() =>
        new($"is too large: it has more than {Limits.RegexpStates:N0} states");
}
