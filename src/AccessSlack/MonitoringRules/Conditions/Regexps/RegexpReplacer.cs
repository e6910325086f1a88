using System.Text;

namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>Replaces as Go's <c>regexp.ReplaceAllString</c> does.</summary>
internal sealed class RegexpReplacer
{
    private readonly RegexpMatcher _matcher;
    private readonly ReplacementTemplate _template;
    private readonly Work _work;

    /// <exception cref="RegexpFault">The pattern is none of Go's, or too large.</exception>
    public RegexpReplacer(string pattern, string replacement, Work work)
    {
        work.Spend(pattern.Length + replacement.Length);
        var program = RegexpProgram.Read(pattern);
        // What was made of the pattern, and what following it will hold.
        work.Spend(program.States.Count * (4 + program.Groups.Count / 4));
        _matcher = new RegexpMatcher(program, work);
        _template = new ReplacementTemplate(replacement, program.Groups);
        _work = work;
    }

    /// <returns>Null if nothing in the text matches.</returns>
    public string? Replace(string text)
    {
        var result = new StringBuilder();
        var copied = 0;
        var hasMatch = false;
        for (var position = 0; position <= text.Length && _matcher.Find(text, position) is { } match;)
        {
            hasMatch = true;
            Append(result, text.AsSpan(copied, match[0] - copied));
            // Nothing is inserted for an empty match right after another match.
            if (match[1] > copied || match[0] == 0) _template.AppendTo(result, text, match, _work);
            copied = match[1];
            position = match[1] > position ? match[1] : position + WidthAt(text, position);
        }
        Append(result, text.AsSpan(copied));
        return hasMatch ? result.ToString() : null;
    }

    private void Append(StringBuilder result, ReadOnlySpan<char> text)
    {
        _work.SpendOnText(text.Length);
        result.Append(text);
    }

    private static int WidthAt(string text, int position) =>
        position < text.Length && Rune.TryGetRuneAt(text, position, out var rune) ? rune.Utf16SequenceLength : 1;
}
