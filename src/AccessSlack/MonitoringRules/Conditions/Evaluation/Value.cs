namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>A value of the language. Values never change: adding and removing make a copy.</summary>
internal abstract class Value(Kind kind)
{
    public Kind Kind { get; } = kind;

    public static Value Of(bool isTrue) => isTrue ? Flag.True : Flag.False;

    public sealed class Flag(bool isTrue) : Value(Kind.Boolean)
    {
        public static readonly Flag True = new(true);
        public static readonly Flag False = new(false);

        public bool IsTrue { get; } = isTrue;
    }

    public sealed class Integer(long number) : Value(Kind.Integer)
    {
        public long Number { get; } = number;
    }

    public sealed class Text(string content) : Value(Kind.Text)
    {
        public string Content { get; } = content;
    }

    public sealed class Set(IReadOnlySet<string> members) : Value(Kind.Set)
    {
        public static readonly Set Empty = new(new HashSet<string>());

        public IReadOnlySet<string> Members { get; } = members;
    }

    public sealed class Map(IReadOnlyDictionary<string, IReadOnlySet<string>> entries) : Value(Kind.Map)
    {
        public IReadOnlyDictionary<string, IReadOnlySet<string>> Entries { get; } = entries;
    }

    public sealed class Time(DateTimeOffset moment) : Value(Kind.Time)
    {
        public DateTimeOffset Moment { get; } = moment;
    }

    public sealed class Pair(Value key, Value value) : Value(Kind.Pair)
    {
        public Value Key { get; } = key;

        public Value Content { get; } = value;
    }

    public sealed class Option(bool isChosen, Value value) : Value(Kind.Option)
    {
        public bool IsChosen { get; } = isChosen;

        public Value Content { get; } = value;
    }
}
