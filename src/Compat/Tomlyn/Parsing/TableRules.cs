using Tomlyn.Model;

namespace Tomlyn.Parsing;

/// <summary>Who may define or extend a table: it depends on how the table came to be (TOML 1.0, sections Keys, Table and Array of Tables).</summary>
internal sealed class TableRules(Cursor cursor, TomlMetadataStore places)
{
    private enum Origin
    {
        /// <summary>Only named on the way to another header: one header may still define it.</summary>
        Path,

        /// <summary>Defined by its own header, and complete when the next header comes.</summary>
        Header,

        /// <summary>Made by a dotted key: further dotted keys may extend it, a header may only go through it.</summary>
        DottedKey,

        /// <summary>Closed for ever.</summary>
        Inline,
    }

    private readonly Dictionary<TomlTable, Origin> _origins = [];

    public TomlTable NewInline() => New(Origin.Inline);

    /// <summary><c>[a.b.c]</c>.</summary>
    public TomlTable Open(TomlTable root, List<KeyPart> key)
    {
        var (parent, last) = (Walk(root, key), key[^1]);
        if (!parent.TryGetValue(last.Name, out var existing)) return Add(parent, last, Origin.Header);
        if (existing is not TomlTable table || _origins[table] != Origin.Path) throw Duplicate(parent, last);
        _origins[table] = Origin.Header;
        return table;
    }

    /// <summary><c>[[a.b.c]]</c>.</summary>
    public TomlTable AddElement(TomlTable root, List<KeyPart> key)
    {
        var (parent, last) = (Walk(root, key), key[^1]);
        var place = cursor.PlaceOf(last.Position);
        if (!parent.TryGetValue(last.Name, out var existing))
        {
            existing = new TomlTableArray();
            parent.Add(last.Name, existing);
            places.Add(parent, last.Name, place, place);
        }

        if (existing is not TomlTableArray array) throw Duplicate(parent, last);
        places.Add(array, array.Count, place, place);
        array.Add(New(Origin.Header));
        return array[^1];
    }

    /// <summary><c>a.b.c = value</c>.</summary>
    public void Assign(TomlTable table, List<KeyPart> key, object value, int position)
    {
        for (var i = 0; i < key.Count - 1; i++) table = Extend(table, key[i]);
        if (!table.TryAdd(key[^1].Name, value)) throw Duplicate(table, key[^1]);
        places.Add(table, key[^1].Name, cursor.PlaceOf(key[^1].Position), cursor.PlaceOf(position));
    }

    public void Append(TomlArray array, object value, int position)
    {
        var place = cursor.PlaceOf(position);
        places.Add(array, array.Count, place, place);
        array.Add(value);
    }

    private TomlTable Extend(TomlTable table, KeyPart part)
    {
        if (!table.TryGetValue(part.Name, out var existing)) return Add(table, part, Origin.DottedKey);
        return existing is TomlTable next && _origins[next] == Origin.DottedKey ? next : throw Duplicate(table, part);
    }

    /// <summary>To the table that holds the last part of a header's key.</summary>
    private TomlTable Walk(TomlTable table, List<KeyPart> key)
    {
        foreach (var part in key.SkipLast(1))
        {
            table = !table.TryGetValue(part.Name, out var existing) ? Add(table, part, Origin.Path) : existing switch
            {
                TomlTable next when _origins[next] != Origin.Inline => next,
                TomlTableArray array => array[^1],
                _ => throw Duplicate(table, part),
            };
        }

        return table;
    }

    private TomlTable Add(TomlTable parent, KeyPart part, Origin origin)
    {
        var (table, place) = (New(origin), cursor.PlaceOf(part.Position));
        parent.Add(part.Name, table);
        places.Add(parent, part.Name, place, place);
        return table;
    }

    private TomlTable New(Origin origin)
    {
        var table = new TomlTable();
        _origins.Add(table, origin);
        return table;
    }

    private TomlException Duplicate(TomlTable table, KeyPart part)
    {
        places.TryGetPlace(table, part.Name, out var first);
        return cursor.Error($"This name is already defined in line {first.Line} and cannot be defined again or extended", part.Position);
    }
}
