using System.Collections.Frozen;
using AccessSlack.Configuration;
using AccessSlack.Configuration.Toml;

namespace AccessSlack.Commands.Cases;

/// <summary>The keys of a file with policy tests.</summary>
internal static class CaseKeys
{
    public const string Cases = "cases";
    public const string Request = "cases.request";
    public const string Clicks = "cases.clicks";
    public const string People = "cases.people";
    public const string Expect = "cases.expect";

    /// <summary>By section; those of groups, channels and people are names.</summary>
    public static readonly FrozenDictionary<string, string[]> All = new Dictionary<string, string[]>
    {
        [""] = [Cases],
        [Cases] = ["name", "at", "request", "groups", "channels", "people", "clicks", "expect"],
        [Request] = ["user", "roles", "resources", "labels", "cluster", "kind", "reviewers", "escalated"],
        [Clicks] = ["who", "decision", "roles", "reason"],
        [People] =
        [
            "id", "email", "teleport", "guest", "bot", "workflow", "deactivated", "external", "unconfirmed",
        ],
        [Expect] = ["recipients", "offer", "refusals", "outcome", "granted"],
    }.ToFrozenDictionary();

    /// <summary>Reports every key that a section does not have.</summary>
    public static void Check(ConfigFile file, TomlTable table, string section)
    {
        var known = All[section];
        foreach (var key in table.Keys.Where(key => !known.Contains(key)))
        {
            var item = table.Item(key, section);
            file.Report(item, "There is no such key.", Advice(key, section));
        }
    }

    /// <summary>The nearest of some words; null if none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known) =>
        known.MinBy(candidate => EditDistance.Between(word, candidate)) is { } nearest
        && EditDistance.Between(word, nearest) <= Math.Max(2, nearest.Length / 3)
            ? nearest
            : null;

    private static string Advice(string key, string section)
    {
        if (Nearest(key, All[section]) is { } nearest) return $"Did you mean {nearest}?";
        var home = All.FirstOrDefault(entry => entry.Value.Contains(key)).Key;
        return home is { Length: > 0 }
            ? $"It belongs in {home}."
            : $"Allowed here are {string.Join(", ", All[section])}.";
    }
}
