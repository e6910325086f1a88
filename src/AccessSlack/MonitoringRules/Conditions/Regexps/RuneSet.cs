using System.Globalization;
using System.Text;

namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>The characters that one place of a pattern matches. Written by the parser, then only read.</summary>
internal sealed class RuneSet
{
    public const int Highest = 0x10FFFF;

    private readonly List<(int Low, int High)> _ranges = [];

    private readonly List<RuneSet> _others = [];

    /// <summary>One bit for each <see cref="UnicodeCategory"/>.</summary>
    private uint _categories;

    private bool _isNegated;

    /// <summary>Whether a character also matches if one that differs only in case does.</summary>
    public bool FoldsCase { get; init; }

    /// <summary>Steps that a look-up takes.</summary>
    public int Cost
    {
        get
        {
            var cost = 1 + _ranges.Count / 4 + (_categories == 0 ? 0 : 2);
            foreach (var other in _others) cost += other.Cost;
            return FoldsCase ? cost * 4 : cost;
        }
    }

    public static RuneSet Of(int rune, bool foldsCase = false) => new RuneSet { FoldsCase = foldsCase }.Add(rune, rune);

    public RuneSet Add(int low, int high)
    {
        _ranges.Add((low, high));
        return this;
    }

    public RuneSet Add(uint categories)
    {
        _categories |= categories;
        return this;
    }

    public RuneSet Add(ReadOnlySpan<(int Low, int High)> ranges)
    {
        _ranges.AddRange(ranges);
        return this;
    }

    /// <summary>A named class, which may be negated while this set is not.</summary>
    public RuneSet Add(RuneSet other)
    {
        _others.Add(other);
        return this;
    }

    public RuneSet Negate(bool isNegated = true)
    {
        _isNegated = isNegated;
        return this;
    }

    public bool Contains(int rune) => (Includes(rune) || FoldsCase && IncludesOtherCase(rune)) != _isNegated;

    private bool IncludesOtherCase(int rune)
    {
        var (lower, upper) = (CaseFolding.Lower(rune), CaseFolding.Upper(rune));
        return lower != rune && Includes(lower)
            || upper != rune && Includes(upper)
            || Includes(CaseFolding.Lower(upper))
            || Includes(CaseFolding.Upper(lower))
            || lower is 's' && Includes(0x17F)
            || lower is 'k' && Includes(0x212A);
    }

    private bool Includes(int rune)
    {
        foreach (var (low, high) in _ranges)
            if (low <= rune && rune <= high) return true;
        foreach (var other in _others)
            if (other.Contains(rune)) return true;
        return _categories != 0 && (_categories >> (int)CategoryOf(rune) & 1) != 0;
    }

    private static UnicodeCategory CategoryOf(int rune) =>
        Rune.IsValid(rune) ? Rune.GetUnicodeCategory(new Rune(rune)) : UnicodeCategory.Surrogate;
}
