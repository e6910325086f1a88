namespace Tomlyn.Model;

/// <summary>
/// A TOML table; keys keep the order of the file. A value is a <see cref="string"/>, <see cref="long"/>, <see cref="double"/>,
/// <see cref="bool"/>, <see cref="TomlDateTime"/>, <see cref="TomlArray"/>, <see cref="TomlTableArray"/> or another table.
/// </summary>
public sealed class TomlTable : OrderedDictionary<string, object>;
