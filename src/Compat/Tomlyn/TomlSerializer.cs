using Tomlyn.Model;
using Tomlyn.Parsing;

namespace Tomlyn;

/// <summary>What a caller may ask for beside the model.</summary>
public sealed class TomlSerializerOptions
{
    /// <summary>Filled with the place of every key and value, if given.</summary>
    public TomlMetadataStore? MetadataStore { get; init; }
}

/// <summary>
/// Reads TOML 1.0 (https://toml.io/en/v1.0.0) under the names of Tomlyn 1.x, which cannot be restored here.
/// Only <see cref="TomlTable"/> is supported as type.
/// </summary>
public static class TomlSerializer
{
    /// <exception cref="TomlException">The text is not TOML, holds half a surrogate pair, or nests deeper than 100 levels.</exception>
    public static T Deserialize<T>(string toml, TomlSerializerOptions? options = null) where T : class
    {
        if (typeof(T) != typeof(TomlTable)) throw new NotSupportedException("Only TomlTable can be read.");
        var places = options?.MetadataStore ?? new TomlMetadataStore();
        return (T)(object)new DocumentParser(SourceText.WithoutMark(toml), places).Parse();
    }

    /// <param name="utf8">A whole file; a byte order mark is allowed.</param>
    /// <param name="options">See <see cref="TomlSerializerOptions"/>.</param>
    /// <exception cref="TomlException">As for text, and when the bytes are not valid UTF-8.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> utf8, TomlSerializerOptions? options = null) where T : class =>
        Deserialize<T>(SourceText.Decode(utf8), options);
}
