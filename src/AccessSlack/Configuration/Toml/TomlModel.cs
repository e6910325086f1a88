using System.Runtime.InteropServices;

namespace AccessSlack.Configuration.Toml;

/// <summary>A place in a file.</summary>
/// <param name="Line">From 1; 0 when there is no place.</param>
/// <param name="Column">In characters, from 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Place(int Line, int Column);

/// <summary>A value with its place: for an element of an array where it begins, otherwise where its key is.</summary>
/// <param name="Value">
/// A <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>,
/// <see cref="Tomlyn.TomlDateTime"/>, <see cref="TomlArray"/>, <see cref="TomlTable"/> or <see cref="TomlTableArray"/>.
/// </param>
/// <param name="Place">The place.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TomlValue(object Value, Place Place);

/// <summary>A table; keys keep the order of the file.</summary>
internal sealed class TomlTable : OrderedDictionary<string, TomlValue>;

/// <summary>An array in brackets; its elements may be of different types.</summary>
internal sealed class TomlArray : List<TomlValue>;

/// <summary>The tables under one <c>[[header]]</c>; never empty.</summary>
internal sealed class TomlTableArray : List<TomlValue>;
