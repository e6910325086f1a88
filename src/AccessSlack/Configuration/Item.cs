using AccessSlack.Configuration.Toml;

namespace AccessSlack.Configuration;

/// <summary>A value of the file with its name and place.</summary>
/// <param name="Key">As written, after its section.</param>
internal sealed record Item<T>(string Key, T Value, Place Place);

internal static class Items
{
    /// <summary>The value of a key that exists.</summary>
    public static Item<object> Item(this TomlTable table, string key, string section) =>
        new(Schema.FullName(section, key), table[key].Value, table[key].Place);

    /// <summary>A list's elements, or the value itself if it is not a list.</summary>
    public static IEnumerable<Item<object>> Elements(this Item<object> item) => item.Value is TomlArray array
        ? array.Select(element => item with { Value = element.Value, Place = element.Place })
        : [item];

    /// <summary>The sections of a list, written as <c>[[header]]</c> or inline. Other elements are left out.</summary>
    public static IEnumerable<(TomlTable Table, Place Place)> Tables(this Item<object> item) =>
        from element in item.Value as List<TomlValue> ?? []
        where element.Value is TomlTable
        select ((TomlTable)element.Value, element.Place);
}
