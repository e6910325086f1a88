using AccessSlack.Configuration;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting.Checks;

/// <summary>What an operator should change in a configuration that the daemon can run with.</summary>
internal static partial class ConfigurationWarnings
{
    public static void Write(ConfigurationSource source, ILogger logger)
    {
        foreach (var warning in source.Running.Warnings) Log.Warning(logger, source.Path, warning.ToString());
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1580, Level = LogLevel.Warning, Message = "Configuration {Path}: {Problem}")]
        public static partial void Warning(ILogger logger, string path, string problem);
    }
}
