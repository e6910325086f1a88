using System.Collections.ObjectModel;

namespace Tomlyn.Model;

/// <summary>The tables under one <c>[[header]]</c>; never empty.</summary>
public sealed class TomlTableArray : Collection<TomlTable>;
