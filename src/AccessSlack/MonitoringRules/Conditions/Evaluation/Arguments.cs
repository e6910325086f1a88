namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>
/// The values that a function is called with. An argument that was of any type when the condition was read is checked
/// here; all others are what the signature says.
/// </summary>
internal readonly struct Arguments(Function function, Value[] values, Work work)
{
    public int Count => values.Length;

    public Work Work => work;

    public Value this[int index] => values[index];

    public bool Boolean(int index) =>
        values[index] is Value.Flag flag ? flag.IsTrue : throw Unexpected(index, Kind.Boolean);

    public string Text(int index) =>
        values[index] is Value.Text text ? text.Content : throw Unexpected(index, Kind.Text);

    public IReadOnlySet<string> Set(int index) =>
        values[index] is Value.Set set ? set.Members : throw Unexpected(index, Kind.Set);

    public IReadOnlyDictionary<string, IReadOnlySet<string>> Map(int index) =>
        values[index] is Value.Map map ? map.Entries : throw Unexpected(index, Kind.Map);

    public DateTimeOffset Time(int index) =>
        values[index] is Value.Time time ? time.Moment : throw Unexpected(index, Kind.Time);

    public Value.Pair Pair(int index) => values[index] as Value.Pair ?? throw Unexpected(index, Kind.Pair);

    public Value.Option Option(int index) => values[index] as Value.Option ?? throw Unexpected(index, Kind.Option);

    public EvaluationFault Unexpected(int index, Kind expected) =>
        Fault($"was given {values[index].Kind.Words()} where {expected.Words()} is expected.");

    /// <param name="predicate">The rest of a sentence that starts with the name of the function.</param>
    public EvaluationFault Fault(string predicate) => new($"{function} {predicate}");
}
