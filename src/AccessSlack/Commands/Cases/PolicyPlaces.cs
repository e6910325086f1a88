using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Configuration.Toml;

namespace AccessSlack.Commands.Cases;

/// <summary>The lines of a configuration in which its rules and routes begin.</summary>
internal sealed record PolicyPlaces(ImmutableArray<int> Rules, ImmutableArray<int> Routes)
{
    public static readonly PolicyPlaces None = new([], []);

    /// <param name="toml">The file that was read.</param>
    public static PolicyPlaces Of(ReadOnlySpan<byte> toml)
    {
        try
        {
            var root = TomlReader.Read(toml);
            var rules = root.GetValueOrDefault("approvals").Value is TomlTable approvals ? LinesOf(approvals, "rules") : [];
            return new(rules, LinesOf(root, "routes"));
        }
        catch (TomlFault)
        {
            return None; // it was reported when the configuration was read
        }
    }

    public string Rule(int index, string name)
    {
        var number = $"{index + 1}";
        return $"rule {number}{(name == number ? "" : $" \"{name}\"")}{Line(Rules, index)}";
    }

    public string Route(int index) => $"route {index + 1}{Line(Routes, index)}";

    private static string Line(ImmutableArray<int> lines, int index) =>
        index < lines.Length ? $" (line {lines[index]})" : "";

    private static ImmutableArray<int> LinesOf(TomlTable table, string key) =>
        table.ContainsKey(key) ? [.. table.Item(key, "").Tables().Select(entry => entry.Place.Line)] : [];
}
