using Tomlyn.Model;

namespace Tomlyn.Parsing;

/// <summary>A whole text, line by line: headers and assignments.</summary>
internal sealed class DocumentParser
{
    private readonly Cursor _cursor;
    private readonly TableRules _tables;
    private readonly ValueParser _values;

    public DocumentParser(string text, TomlMetadataStore places)
    {
        _cursor = new Cursor(text);
        _tables = new TableRules(_cursor, places);
        _values = new ValueParser(_cursor, _tables);
        if (SourceText.IndexOfLoneSurrogate(text) is var at and >= 0) throw _cursor.Error("Half of a surrogate pair is no character", at);
    }

    public TomlTable Parse()
    {
        var root = new TomlTable();
        var (table, depth) = (root, 0);
        for (_cursor.SkipLines(); !_cursor.AtEnd; _cursor.SkipLines())
        {
            if (_cursor.Current == '[') (table, depth) = ParseHeader(root);
            else ParseAssignment(table, depth);
        }

        return root;
    }

    private void ParseAssignment(TomlTable table, int depth)
    {
        _values.ParseAssignment(table, depth);
        _cursor.EndLine("a value");
    }

    private (TomlTable Table, int Depth) ParseHeader(TomlTable root)
    {
        var isArray = _cursor.TryTake("[[");
        if (!isArray) _cursor.Take();
        var key = KeySyntax.Read(_cursor);
        _values.CheckDepth(key.Count, key[0].Position);
        var close = isArray ? "]]" : "]";
        if (!_cursor.TryTake(close)) throw _cursor.Unexpected($"this header must end with {close}");
        _cursor.EndLine("a header");
        return (isArray ? _tables.AddElement(root, key) : _tables.Open(root, key), key.Count);
    }
}
