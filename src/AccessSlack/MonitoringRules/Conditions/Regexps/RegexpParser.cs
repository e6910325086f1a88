namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>
/// Reads a regular expression with the syntax of Go (https://github.com/google/re2/wiki/Syntax), which has neither
/// back-references nor look-around. One use only.
/// </summary>
internal sealed class RegexpParser(string pattern)
{
    private const int MaxRepetitions = 1000;

    private readonly RegexpScanner _scanner = new(pattern);
    private readonly List<string?> _groups = [null];
    private RegexpFlags _flags;
    private int _depth;

    /// <summary>The name of each group, null if it has none. The first is the whole match.</summary>
    public IReadOnlyList<string?> Groups => _groups;

    /// <exception cref="RegexpFault">It is none.</exception>
    public RegexpNode Parse()
    {
        if (pattern.Length > Limits.RegexpLength)
            throw new RegexpFault($"has more than {Limits.RegexpLength:N0} characters");
        var node = ParseChoice();
        return _scanner.IsAtEnd ? node : throw new RegexpFault("has a ) without its (");
    }

    private RegexpNode ParseChoice()
    {
        if (++_depth > Limits.Depth) throw new RegexpFault($"nests more than {Limits.Depth} levels deep");
        var options = new List<RegexpNode> { ParseSequence() };
        while (_scanner.Accept('|')) options.Add(ParseSequence());
        _depth--;
        return options.Count == 1 ? options[0] : new RegexpNode.Choice([.. options]);
    }

    private RegexpNode.Sequence ParseSequence()
    {
        var parts = new List<RegexpNode>();
        var wasRepeated = false;
        while (!_scanner.IsAtEnd && _scanner.Next is not ('|' or ')'))
        {
            if (ParseRepetition() is { } count)
            {
                if (wasRepeated) throw new RegexpFault("repeats a repetition, as in a**");
                if (parts.Count == 0) throw new RegexpFault("repeats nothing, as in *a");
                parts[^1] = Repeated(parts[^1], count);
                wasRepeated = true;
                continue;
            }
            wasRepeated = false;
            ParseAtom(parts);
        }
        return new RegexpNode.Sequence([.. parts]);
    }

    private (int Least, int? Most)? ParseRepetition()
    {
        if (_scanner.Accept('*')) return (0, null);
        if (_scanner.Accept('+')) return (1, null);
        return _scanner.Accept('?') ? (0, 1) : _scanner.AcceptCount();
    }

    private RegexpNode.Repeat Repeated(RegexpNode content, (int Least, int? Most) count)
    {
        var isLazy = _scanner.Accept('?') != _flags.IsUngreedy;
        if (count.Least > MaxRepetitions || count.Most > MaxRepetitions || count.Least > count.Most)
            throw new RegexpFault($"has an invalid number of repetitions; the most are {MaxRepetitions}");
        var repeat = new RegexpNode.Repeat(content, count.Least, count.Most, isLazy);
        return repeat.Repetitions <= MaxRepetitions
            ? repeat
            : throw new RegexpFault($"repeats a part more than {MaxRepetitions} times");
    }

    private void ParseAtom(List<RegexpNode> parts)
    {
        if (_scanner.Accept("\\Q"))
            foreach (var rune in _scanner.TakeQuoted().EnumerateRunes()) parts.Add(Literal(rune.Value));
        else if (_scanner.Accept('(')) ParseGroup(parts);
        else if (_scanner.Accept('[')) parts.Add(new RegexpNode.One(new ClassParser(_scanner).Parse(_flags.FoldsCase)));
        else if (_scanner.Accept('.')) parts.Add(Dot());
        else if (ParseAssertion() is { } assertion) parts.Add(new RegexpNode.Assert(assertion));
        else if (_scanner.AcceptClass(_flags.FoldsCase) is { } named) parts.Add(new RegexpNode.One(named));
        else parts.Add(Literal(_scanner.TakeRune()));
    }

    private RegexpNode.One Literal(int rune) => new(RuneSet.Of(rune, _flags.FoldsCase));

    private RegexpNode.One Dot()
    {
        var runes = new RuneSet();
        return new RegexpNode.One(
            _flags.DotMatchesLineEnd
                ? runes.Add(0, RuneSet.Highest)
                : runes.Add(0, '\n' - 1).Add('\n' + 1, RuneSet.Highest)
        );
    }

    private Assertion? ParseAssertion()
    {
        if (_scanner.Accept('^')) return _flags.IsMultiLine ? Assertion.LineStart : Assertion.TextStart;
        if (_scanner.Accept('$')) return _flags.IsMultiLine ? Assertion.LineEnd : Assertion.TextEnd;
        if (_scanner.Accept("\\A")) return Assertion.TextStart;
        if (_scanner.Accept("\\z")) return Assertion.TextEnd;
        if (_scanner.Accept("\\b")) return Assertion.WordBoundary;
        return _scanner.Accept("\\B") ? Assertion.NoWordBoundary : null;
    }

    private void ParseGroup(List<RegexpNode> parts)
    {
        var outside = _flags;
        int? index = null;
        if (_scanner.Accept("?P<") || _scanner.Accept("?<")) index = AddGroup(_scanner.TakeGroupName());
        else if (!_scanner.Accept('?')) index = AddGroup(null);
        else if (!ParseFlags()) return;
        var content = ParseChoice();
        if (!_scanner.Accept(')')) throw new RegexpFault("has a ( without its )");
        _flags = outside;
        parts.Add(index is { } number ? new RegexpNode.Group(content, number) : content);
    }

    /// <returns>Whether a group follows; otherwise the flags are for the rest of the group around them.</returns>
    private bool ParseFlags()
    {
        var isOn = true;
        for (var last = '\0'; ;)
        {
            var letter = _scanner.Take();
            if (letter is (':' or ')') && last is not '-') return letter is ':';
            if (letter is '-' && isOn) isOn = false;
            else if (!_flags.Set(letter, isOn)) throw new RegexpFault("has a group that Go does not know after (?");
            last = letter;
        }
    }

    private int AddGroup(string? name)
    {
        if (_groups.Count > Limits.RegexpGroups) throw new RegexpFault($"has more than {Limits.RegexpGroups} groups");
        _groups.Add(name);
        return _groups.Count - 1;
    }
}
