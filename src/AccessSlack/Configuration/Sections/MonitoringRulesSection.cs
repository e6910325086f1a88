using System.Collections.Frozen;

namespace AccessSlack.Configuration.Sections;

/// <summary><c>[monitoring_rules]</c>: whether Access Monitoring Rules are followed, and under which name.</summary>
internal static class MonitoringRulesSection
{
    /// <summary>Names of plugins are short; Teleport has no limit.</summary>
    private const int LongestName = 256;

    private static readonly FrozenDictionary<string, RuleFollowing> Words = new Dictionary<string, RuleFollowing>
    {
        ["auto"] = RuleFollowing.Auto,
        ["always"] = RuleFollowing.Always,
        ["never"] = RuleFollowing.Never,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static MonitoringRulesSettings Read(ConfigFile file)
    {
        var (section, usual) = (file.Section("monitoring_rules"), MonitoringRulesSettings.Default);
        var follow = section.Choice("enabled", usual.Follow, Words, "auto, always, never");
        return new(follow, ReadName(section, usual.Name));
    }

    private static string ReadName(Section section, string usual)
    {
        if (section.Text("name") is not { } name) return usual;
        if (name.Value.Length > LongestName || name.Value.Any(char.IsControl) || name.Value.Trim() != name.Value)
            section.Report(
                name,
                "No rule can name a plugin like this.",
                "Write the name that notification.name of the rules has, such as \"slack\"."
            );
        return name.Value;
    }
}
