using Tomlyn.Model;

namespace Tomlyn.Parsing;

/// <summary>Values and assignments, inside of one another up to a limit.</summary>
internal sealed class ValueParser(Cursor cursor, TableRules tables)
{
    /// <summary>Deeper nesting serves nobody but whoever wants to exhaust the stack of this parser or of a reader of its result.</summary>
    private const int MaxDepth = 100;

    public void CheckDepth(int depth, int position)
    {
        if (depth > MaxDepth) throw cursor.Error($"Tables and arrays nest more than {MaxDepth} levels deep", position);
    }

    /// <summary><c>key = value</c>; what may follow is the caller's business.</summary>
    public void ParseAssignment(TomlTable table, int depth)
    {
        var key = KeySyntax.Read(cursor);
        if (!cursor.TryTake('=')) throw cursor.Unexpected("after a key an equals sign is needed");
        cursor.SkipBlanks();
        var position = cursor.Position;
        var value = Parse(depth + key.Count);
        tables.Assign(table, key, value, position);
    }

    private object Parse(int depth)
    {
        CheckDepth(depth, cursor.Position);
        return cursor.Current switch
        {
            '"' or '\'' => StringSyntax.Read(cursor),
            '[' => ParseArray(depth),
            '{' => ParseInlineTable(depth),
            _ => ScalarSyntax.Read(cursor),
        };
    }

    private TomlArray ParseArray(int depth)
    {
        var array = new TomlArray();
        cursor.TryTake('[');
        cursor.SkipLines();
        while (!cursor.TryTake(']'))
        {
            var position = cursor.Position;
            tables.Append(array, Parse(depth + 1), position);
            cursor.SkipLines();
            if (cursor.TryTake(',')) cursor.SkipLines();
            else if (cursor.Current != ']') throw cursor.Unexpected("in an array a comma or ] must follow a value");
        }

        return array;
    }

    private TomlTable ParseInlineTable(int depth)
    {
        var table = tables.NewInline();
        cursor.TryTake('{');
        cursor.SkipBlanks();
        if (cursor.TryTake('}')) return table;
        do
        {
            ParseAssignment(table, depth);
            cursor.SkipBlanks();
        }
        while (cursor.TryTake(','));
        return cursor.TryTake('}') ? table : throw cursor.Unexpected("in an inline table a comma or } must follow a value, on the same line");
    }
}
