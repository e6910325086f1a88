using System.Buffers;

namespace Tomlyn.Parsing;

/// <summary>Values without delimiters: booleans, numbers, dates and times.</summary>
internal static class ScalarSyntax
{
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+.:");

    public static object Read(Cursor cursor)
    {
        var start = cursor.Position;
        var word = cursor.TakeWhile(Characters);
        if (word.Length == 0) throw cursor.Unexpected("a value must stand here");
        if (DateTimeSyntax.LooksLikeDate(word) && cursor.Current == ' ' && char.IsAsciiDigit(cursor.CharAt(cursor.Position + 1)))
        {
            cursor.Position++;
            word += "T" + cursor.TakeWhile(Characters);
        }

        try
        {
            return Parse(word);
        }
        catch (FormatException fault)
        {
            throw cursor.Error(fault.Message, start);
        }
    }

    private static object Parse(string word) => word switch
    {
        "true" => true,
        "false" => false,
        _ when DateTimeSyntax.LooksLikeDateOrTime(word) => DateTimeSyntax.Parse(word),
        _ when NumberSyntax.LooksLikeNumber(word) => NumberSyntax.Parse(word),
        _ => throw new FormatException("This is no value; text needs quotes"),
    };
}
