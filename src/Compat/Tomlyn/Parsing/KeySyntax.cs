using System.Buffers;

namespace Tomlyn.Parsing;

/// <summary>One part of a dotted key, unquoted.</summary>
internal readonly record struct KeyPart(string Name, int Position);

internal static class KeySyntax
{
    private static readonly SearchValues<char> Bare =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>A key of one or more parts, with the blanks around it.</summary>
    public static List<KeyPart> Read(Cursor cursor)
    {
        var parts = new List<KeyPart>();
        do
        {
            cursor.SkipBlanks();
            var position = cursor.Position;
            parts.Add(new KeyPart(ReadPart(cursor), position));
            cursor.SkipBlanks();
        }
        while (cursor.TryTake('.'));
        return parts;
    }

    private static string ReadPart(Cursor cursor)
    {
        if (cursor.Current is '"' or '\'') return StringSyntax.ReadLine(cursor);
        var bare = cursor.TakeWhile(Bare);
        return bare.Length > 0 ? bare : throw cursor.Unexpected("a key must stand here; other characters than A-Z a-z 0-9 _ - need quotes");
    }
}
