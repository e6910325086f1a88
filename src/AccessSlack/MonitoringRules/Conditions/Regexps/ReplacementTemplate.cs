using System.Text;

namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>
/// A replacement with <c>$1</c>, <c>${1}</c> or <c>${name}</c>, as Go expands it: a name without braces is as long as
/// possible, <c>$$</c> is a dollar sign, and a group that is unknown or took no part is empty.
/// </summary>
internal sealed class ReplacementTemplate
{
    /// <summary>A literal, or the groups of which the first that took part is meant.</summary>
    private readonly List<(string Literal, int[] Groups)> _parts = [];

    public ReplacementTemplate(string replacement, IReadOnlyList<string?> groups)
    {
        for (var position = 0; position < replacement.Length;)
        {
            var dollar = replacement.IndexOf('$', position);
            if (dollar != position)
            {
                var end = dollar < 0 ? replacement.Length : dollar;
                _parts.Add((replacement[position..end], []));
                position = end;
            }
            else position += ReadReference(replacement, position, groups);
        }
    }

    public void AppendTo(StringBuilder result, string text, int[] match, Work work)
    {
        foreach (var (literal, groups) in _parts)
        {
            var part = groups.Length == 0 ? literal : Captured(groups, text, match);
            work.SpendOnText(part.Length);
            result.Append(part);
        }
    }

    private static ReadOnlySpan<char> Captured(int[] groups, string text, int[] match)
    {
        foreach (var group in groups)
            if (match[group * 2] is >= 0 and var start) return text.AsSpan(start, match[group * 2 + 1] - start);
        return "";
    }

    /// <returns>How many characters it takes.</returns>
    private int ReadReference(string replacement, int position, IReadOnlyList<string?> groups)
    {
        var rest = replacement.AsSpan(position + 1);
        if (rest.StartsWith("$"))
        {
            _parts.Add(("$", []));
            return 2;
        }
        var hasBrace = rest.StartsWith("{");
        var name = NameAt(hasBrace ? rest[1..] : rest);
        var length = name.Length + (hasBrace ? 3 : 1);
        if (name.IsEmpty || hasBrace && !rest[(1 + name.Length)..].StartsWith("}"))
        {
            // Malformed, and so no reference.
            _parts.Add(("$", []));
            return 1;
        }
        _parts.Add(("", Find(name, groups)));
        return length;
    }

    private static ReadOnlySpan<char> NameAt(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] == '_')) length++;
        return text[..length];
    }

    /// <summary>Go lets several groups have one name.</summary>
    private static int[] Find(ReadOnlySpan<char> name, IReadOnlyList<string?> groups)
    {
        var isNumber = name.Length < 9 && !name.ContainsAnyExceptInRange('0', '9');
        if (isNumber && (name.Length == 1 || name[0] != '0'))
            return int.Parse(name, null) is var number && number < groups.Count ? [number] : [];
        var found = new List<int>();
        for (var i = 1; i < groups.Count; i++)
            if (name.SequenceEqual(groups[i])) found.Add(i);
        return [.. found];
    }
}
