namespace AccessSlack.MonitoringRules.Conditions.Regexps;

internal enum Assertion
{
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}

/// <summary>A part of a regular expression.</summary>
internal abstract class RegexpNode
{
    /// <summary>Whether it can match without a character.</summary>
    public abstract bool IsNullable { get; }

    /// <summary>How often the most repeated part inside it is written out; Go allows 1,000.</summary>
    public virtual int Repetitions => 1;

    public sealed class One(RuneSet runes) : RegexpNode
    {
        public RuneSet Runes { get; } = runes;

        public override bool IsNullable => false;
    }

    public sealed class Assert(Assertion assertion) : RegexpNode
    {
        public Assertion Assertion { get; } = assertion;

        public override bool IsNullable => true;
    }

    public sealed class Sequence(RegexpNode[] parts) : RegexpNode
    {
        public RegexpNode[] Parts { get; } = parts;

        public override bool IsNullable { get; } = Array.TrueForAll(parts, part => part.IsNullable);

        public override int Repetitions { get; } = Largest(parts);
    }

    public sealed class Choice(RegexpNode[] options) : RegexpNode
    {
        public RegexpNode[] Options { get; } = options;

        public override bool IsNullable { get; } = Array.Exists(options, option => option.IsNullable);

        public override int Repetitions { get; } = Largest(options);
    }

    /// <param name="index">From 1, in the order of the opening parentheses.</param>
    public sealed class Group(RegexpNode content, int index) : RegexpNode
    {
        public RegexpNode Content { get; } = content;

        public int Index { get; } = index;

        public override bool IsNullable { get; } = content.IsNullable;

        public override int Repetitions { get; } = content.Repetitions;
    }

    /// <param name="most">Null for no bound.</param>
    public sealed class Repeat(RegexpNode content, int least, int? most, bool isLazy) : RegexpNode
    {
        public RegexpNode Content { get; } = content;

        public int Least { get; } = least;

        public int? Most { get; } = most;

        public bool IsLazy { get; } = isLazy;

        public override bool IsNullable { get; } = least == 0 || content.IsNullable;

        // Both factors are at most 1,000.
        public override int Repetitions { get; } = Math.Max(1, most ?? least) * content.Repetitions;
    }

    private static int Largest(RegexpNode[] nodes)
    {
        var most = 1;
        foreach (var node in nodes) most = Math.Max(most, node.Repetitions);
        return most;
    }
}
