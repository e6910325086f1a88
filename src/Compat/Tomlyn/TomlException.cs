namespace Tomlyn;

/// <summary>A text that is not TOML. The message never repeats a value from it, so a secret cannot leak this way.</summary>
public sealed class TomlException : Exception
{
    internal TomlException(string message, TomlPlace place) : base(message) => (Line, Column) = place;

    /// <summary>Line of the fault, from 1.</summary>
    public int Line { get; }

    /// <summary>Column of the fault, from 1, in UTF-16 code units.</summary>
    public int Column { get; }
}
