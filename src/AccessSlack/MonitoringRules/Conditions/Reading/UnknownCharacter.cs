using System.Text;

namespace AccessSlack.MonitoringRules.Conditions.Reading;

/// <summary>What to say about a character that starts no token.</summary>
internal static class UnknownCharacter
{
    /// <summary>Operators that Go has and the language has not; longer ones before their beginnings.</summary>
    private static readonly string[] Operators =
        ["<=", ">=", "&^", "<<", ">>", "<-", ":=", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "=", "~"];

    public static string Describe(string text, int position)
    {
        foreach (var sign in Operators)
            if (string.CompareOrdinal(text, position, sign, 0, sign.Length) == 0)
                return $"There is no operator {sign}; known are && || ! == !=.";
        return text[position] switch
        {
            '\'' => "A string is written in double quotes or in backquotes.",
            '“' or '”' or '„' or '‘' or '’' => "A string needs straight quotes.",
            _ when Rune.TryGetRuneAt(text, position, out var rune) && rune.Value is > ' ' and < 0x7F =>
                $"'{rune}' means nothing here.",
            _ => $"Character U+{(int)text[position]:X4} means nothing here.",
        };
    }
}
