using System.Globalization;
using System.Text;

namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>Takes a pattern apart from left to right.</summary>
internal sealed class RegexpScanner(string pattern)
{
    private int _position;

    public bool IsAtEnd => _position == pattern.Length;

    /// <summary>Only if it is not at the end.</summary>
    public char Next => pattern[_position];

    public bool Accept(char character)
    {
        if (IsAtEnd || Next != character) return false;
        _position++;
        return true;
    }

    public bool Accept(string text)
    {
        if (string.CompareOrdinal(pattern, _position, text, 0, text.Length) != 0) return false;
        _position += text.Length;
        return true;
    }

    /// <summary><c>{2}</c>, <c>{2,}</c> or <c>{2,3}</c>; all else is a literal, as <c>{,3}</c> is.</summary>
    public (int Least, int? Most)? AcceptCount()
    {
        var start = _position;
        if (Accept('{') && TakeNumber() is { } least)
        {
            if (Accept('}')) return (least, least);
            if (Accept(","))
            {
                if (Accept('}')) return (least, null);
                if (TakeNumber() is { } most && Accept('}')) return (least, most);
            }
        }
        _position = start;
        return null;
    }

    /// <summary>The text up to <c>\E</c> or to the end.</summary>
    public string TakeQuoted()
    {
        var end = pattern.IndexOf("\\E", _position, StringComparison.Ordinal);
        var quoted = end < 0 ? pattern[_position..] : pattern[_position..end];
        _position = end < 0 ? pattern.Length : end + 2;
        return quoted;
    }

    public string TakeGroupName()
    {
        var start = _position;
        while (!IsAtEnd && (char.IsAsciiLetterOrDigit(Next) || Next == '_')) _position++;
        var name = pattern[start.._position];
        if (name.Length == 0 || !Accept('>')) throw new RegexpFault("has a group without a valid name");
        return name;
    }

    public char Take() => IsAtEnd ? throw new RegexpFault("ends too early") : pattern[_position++];

    /// <summary><c>\d</c> or <c>\pL</c> and their like; null if there is none.</summary>
    public RuneSet? AcceptClass(bool foldsCase)
    {
        if (_position + 1 >= pattern.Length || Next != '\\') return null;
        var letter = pattern[_position + 1];
        var runes = new RuneSet { FoldsCase = foldsCase };
        if (letter is 'p' or 'P')
        {
            _position += 2;
            return AddUnicode(runes, isNegated: letter is 'P');
        }
        if (ClassNames.FindPerl(letter) is not { } ranges) return null;
        _position += 2;
        return runes.Add(ranges).Negate(char.IsAsciiLetterUpper(letter));
    }

    /// <summary>The name in <c>[:alpha:]</c>; null if there is none, as in <c>[:a]</c>.</summary>
    public string? AcceptPosixName()
    {
        if (!pattern.AsSpan(_position).StartsWith("[:")) return null;
        var end = pattern.IndexOf(":]", _position + 2, StringComparison.Ordinal);
        if (end < 0) return null;
        var name = pattern[(_position + 2)..end];
        _position = end + 2;
        return name;
    }

    /// <summary>A minus that has a character of the class after it.</summary>
    public bool AcceptRangeSign()
    {
        if (_position + 1 >= pattern.Length || Next != '-' || pattern[_position + 1] == ']') return false;
        _position++;
        return true;
    }

    /// <summary>A character or an escape that stands for one.</summary>
    public int TakeRune()
    {
        if (Next == '\\')
        {
            _position++;
            return TakeEscape();
        }
        if (!Rune.TryGetRuneAt(pattern, _position, out var rune)) throw new RegexpFault("is not valid Unicode");
        _position += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private RuneSet AddUnicode(RuneSet runes, bool isNegated)
    {
        var first = Take();
        var name = first == '{' ? TakeUntil('}') : first.ToString();
        if (name.StartsWith('^')) (name, isNegated) = (name[1..], !isNegated);
        var categories = ClassNames.FindUnicode(name);
        if (categories == 0) throw new RegexpFault("has a \\p{…} that is not a general category, such as L or Lu");
        return runes.Add(categories).Negate(isNegated);
    }

    private string TakeUntil(char end)
    {
        var start = _position;
        while (Take() != end)
        {
        }
        return pattern[start..(_position - 1)];
    }

    private int TakeEscape()
    {
        var letter = Take();
        return letter switch
        {
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            'x' => TakeHexadecimal(),
            '0' => TakeOctal(0),
            >= '1' and <= '7' when !IsAtEnd && Next is >= '0' and <= '7' => TakeOctal(letter - '0'),
            _ when char.IsAscii(letter) && !char.IsAsciiLetterOrDigit(letter) => letter,
            _ => throw new RegexpFault($"has the escape \\{letter}, which Go does not know"),
        };
    }

    private int TakeOctal(int number)
    {
        for (var i = 0; i < 2 && !IsAtEnd && Next is >= '0' and <= '7'; i++) number = number * 8 + Take() - '0';
        return number;
    }

    private int TakeHexadecimal()
    {
        var first = Take();
        var digits = first == '{' ? TakeUntil('}') : $"{first}{Take()}";
        var isRune = uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rune);
        return isRune && rune <= RuneSet.Highest ? (int)rune : throw new RegexpFault("has an invalid \\x");
    }

    /// <summary>As large as one of Go's limits, if it is larger.</summary>
    private int? TakeNumber()
    {
        var start = _position;
        while (!IsAtEnd && char.IsAsciiDigit(Next)) _position++;
        var digits = pattern.AsSpan(start, _position - start);
        if (digits.IsEmpty || digits.Length > 1 && digits[0] == '0') return null;
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
    }
}
