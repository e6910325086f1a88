namespace AccessSlack.Configuration.Toml;

/// <summary>One part of a dotted key, unquoted.</summary>
internal sealed record KeyPart(string Name, Place Place);

/// <summary>
/// Decides which keys and headers may define or extend a table, which depends on how the table came to be
/// (https://toml.io/en/v1.1.0, sections Keys, Table and Array of Tables). Tomlyn's validation is wrong about arrays of
/// tables: it accepts <c>[[a]]</c>, <c>b = 1</c>, <c>[a.b]</c>, and refuses <c>[[a]]</c>, <c>[a.b]</c>, <c>[[a]]</c>,
/// <c>b = 1</c>.
/// </summary>
internal sealed class TableRules
{
    private enum Origin
    {
        /// <summary>Only named on the way to another header: one header may still define it.</summary>
        Path,

        /// <summary>Defined by its own header, and complete when the next header comes.</summary>
        Header,

        /// <summary>Made by a dotted key: further dotted keys may extend it, a header may only go through it.</summary>
        DottedKey,

        /// <summary>Complete as it is written.</summary>
        Inline,
    }

    private const int MaxName = 40;

    private readonly Dictionary<TomlTable, Origin> _origins = [];

    public TomlTable NewInline() => New(Origin.Inline);

    /// <summary><c>[a.b.c]</c>.</summary>
    public TomlTable Open(TomlTable root, IReadOnlyList<KeyPart> key)
    {
        var (parent, last) = (Walk(root, key), key[^1]);
        if (!parent.TryGetValue(last.Name, out var existing)) return Add(parent, last, Origin.Header);
        if (existing.Value is not TomlTable table || _origins[table] != Origin.Path) throw Duplicate(existing, last);
        _origins[table] = Origin.Header;
        return table;
    }

    /// <summary><c>[[a.b.c]]</c>.</summary>
    public TomlTable AddElement(TomlTable root, IReadOnlyList<KeyPart> key)
    {
        var (parent, last) = (Walk(root, key), key[^1]);
        parent.TryAdd(last.Name, new TomlValue(new TomlTableArray(), last.Place));
        if (parent[last.Name].Value is not TomlTableArray array) throw Duplicate(parent[last.Name], last);
        var table = New(Origin.Header);
        array.Add(new TomlValue(table, last.Place));
        return table;
    }

    /// <summary><c>a.b.c = value</c>.</summary>
    public void Assign(TomlTable table, IReadOnlyList<KeyPart> key, object value)
    {
        var last = key[^1];
        foreach (var part in key.SkipLast(1)) table = Extend(table, part);
        if (!table.TryAdd(last.Name, new TomlValue(value, last.Place))) throw Duplicate(table[last.Name], last);
    }

    private TomlTable Extend(TomlTable table, KeyPart part)
    {
        if (!table.TryGetValue(part.Name, out var existing)) return Add(table, part, Origin.DottedKey);
        return existing.Value is TomlTable next && _origins[next] == Origin.DottedKey
            ? next
            : throw Duplicate(existing, part);
    }

    /// <summary>To the table that holds the last part of a header's key.</summary>
    private TomlTable Walk(TomlTable table, IReadOnlyList<KeyPart> key)
    {
        foreach (var part in key.SkipLast(1)) table = Enter(table, part);
        return table;
    }

    private TomlTable Enter(TomlTable table, KeyPart part)
    {
        if (!table.TryGetValue(part.Name, out var existing)) return Add(table, part, Origin.Path);
        return existing.Value switch
        {
            TomlTable next when _origins[next] != Origin.Inline => next,
            TomlTableArray array => (TomlTable)array[^1].Value,
            _ => throw Duplicate(existing, part),
        };
    }

    private TomlTable Add(TomlTable parent, KeyPart part, Origin origin)
    {
        var table = New(origin);
        parent.Add(part.Name, new TomlValue(table, part.Place));
        return table;
    }

    private TomlTable New(Origin origin)
    {
        var table = new TomlTable();
        _origins.Add(table, origin);
        return table;
    }

    private static TomlFault Duplicate(TomlValue first, KeyPart part) =>
        new(
            $"{Shown(part.Name)} is already defined in line {first.Place.Line} and cannot be defined again or " +
            "extended.",
            part.Place);

    /// <summary>Only what is surely a name is repeated: a secret may be where a key belongs.</summary>
    private static string Shown(string name)
    {
        var isBare = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        var isShown = name.Length is > 0 and <= MaxName && isBare && !KeyName.MayBeSecret(name);
        return isShown ? $"The name {name}" : "This name";
    }
}
