using System.Globalization;

namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>The named classes of RE2. All but those of Unicode are ASCII.</summary>
internal static class ClassNames
{
    private static readonly (int Low, int High)[] Digits = [('0', '9')];
    private static readonly (int Low, int High)[] Word = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];

    private static readonly (string Name, (int Low, int High)[] Ranges)[] Posix =
    [
        ("alnum", [('0', '9'), ('A', 'Z'), ('a', 'z')]),
        ("alpha", [('A', 'Z'), ('a', 'z')]),
        ("ascii", [(0, 0x7F)]),
        ("blank", [('\t', '\t'), (' ', ' ')]),
        ("cntrl", [(0, 0x1F), (0x7F, 0x7F)]),
        ("digit", Digits),
        ("graph", [('!', '~')]),
        ("lower", [('a', 'z')]),
        ("print", [(' ', '~')]),
        ("punct", [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        ("space", [('\t', '\r'), (' ', ' ')]),
        ("upper", [('A', 'Z')]),
        ("word", Word),
        ("xdigit", [('0', '9'), ('A', 'F'), ('a', 'f')]),
    ];

    /// <summary>Two letters each, in the order of <see cref="UnicodeCategory"/>.</summary>
    private const string Categories = "LuLlLtLmLoMnMcMeNdNlNoZsZlZpCcCfCsCoPcPdPsPePiPfPoSmScSkSoCn";

    /// <summary>Without the vertical tab, which [[:space:]] has.</summary>
    private static readonly (int Low, int High)[] Space = [('\t', '\n'), ('\f', '\r'), (' ', ' ')];

    public static (int Low, int High)[]? FindPosix(ReadOnlySpan<char> name)
    {
        foreach (var (known, ranges) in Posix)
            if (name.SequenceEqual(known)) return ranges;
        return null;
    }

    /// <param name="letter">Of <c>\d</c>, <c>\s</c> or <c>\w</c>, or upper case for all other characters.</param>
    public static (int Low, int High)[]? FindPerl(char letter) => letter switch
    {
        'd' or 'D' => Digits,
        's' or 'S' => Space,
        'w' or 'W' => Word,
        _ => null,
    };

    /// <param name="name">A general category of Unicode or its first letter, or <c>Any</c>; not a script.</param>
    /// <returns>A bit for each <see cref="UnicodeCategory"/>; 0 if the name is unknown.</returns>
    public static uint FindUnicode(ReadOnlySpan<char> name)
    {
        if (name is "Any") return uint.MaxValue;
        // Characters that Unicode has not assigned are in no class of Go.
        var categories = 0u;
        for (var i = 0; name.Length is 1 or 2 && i < (int)UnicodeCategory.OtherNotAssigned; i++)
            if (Categories.AsSpan(i * 2, 2).StartsWith(name)) categories |= 1u << i;
        return categories;
    }
}
