using System.Collections.ObjectModel;

namespace Tomlyn.Model;

/// <summary>An array written with brackets; its elements may be of different types.</summary>
public sealed class TomlArray : Collection<object>;
