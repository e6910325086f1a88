using System.Runtime.InteropServices;
using Tomlyn.Model;

namespace Tomlyn;

/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 code units.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TomlPlace(int Line, int Column);

/// <summary>Where the keys and values of one parsed text stand.</summary>
public sealed class TomlMetadataStore
{
    // Tables and arrays do not redefine equality, so each container is a key of its own.
    private readonly Dictionary<(object Container, object Item), (TomlPlace Key, TomlPlace Value)> _places = [];

    /// <summary>The place of a key: for a table, where it was first named.</summary>
    public bool TryGetPlace(TomlTable table, string key, out TomlPlace place)
    {
        var found = _places.TryGetValue((table, key), out var places);
        place = places.Key;
        return found;
    }

    /// <summary>The place where the value of a key begins; for a table with a header, the place of its key.</summary>
    public bool TryGetValuePlace(TomlTable table, string key, out TomlPlace place)
    {
        var found = _places.TryGetValue((table, key), out var places);
        place = places.Value;
        return found;
    }

    /// <summary>The place of an element, from 0.</summary>
    public bool TryGetPlace(TomlArray array, int index, out TomlPlace place) => TryGetElementPlace(array, index, out place);

    /// <summary>The place of an element's name in its <c>[[header]]</c>, from 0.</summary>
    public bool TryGetPlace(TomlTableArray array, int index, out TomlPlace place) => TryGetElementPlace(array, index, out place);

    internal void Add(object container, object item, TomlPlace key, TomlPlace value) => _places[(container, item)] = (key, value);

    private bool TryGetElementPlace(object array, int index, out TomlPlace place)
    {
        var found = _places.TryGetValue((array, index), out var places);
        place = places.Value;
        return found;
    }
}
