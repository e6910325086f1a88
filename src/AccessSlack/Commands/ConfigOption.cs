using System.CommandLine;

namespace AccessSlack.Commands;

/// <summary><c>-c, --config PATH</c>, the same for every command that reads the configuration.</summary>
internal static class ConfigOption
{
    private const string DefaultPath = "/etc/teleport-slack.toml";

    public static Option<string> Create() =>
        new("--config", "-c")
        {
            Description = "Path of the configuration file",
            DefaultValueFactory = _ => DefaultPath,
        };
}
