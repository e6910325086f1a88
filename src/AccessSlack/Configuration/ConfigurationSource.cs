using System.Threading.Channels;

namespace AccessSlack.Configuration;

/// <summary>The configuration that runs, and how it is read again.</summary>
/// <param name="reader">Reads it.</param>
/// <param name="path">The file.</param>
/// <param name="insecure">The option <c>--insecure-no-tls</c> of this run.</param>
internal sealed class ConfigurationSource(ConfigReader reader, string path, bool insecure)
{
    private volatile ConfigResult _running = reader.Read(path, insecure);

    public string Path => path;

    /// <summary>
    /// What was read at first, and what a reload has put into force since. Without settings nothing can run.
    /// </summary>
    public ConfigResult Running
    {
        get => _running;
        set => _running = value;
    }

    /// <summary>An entry for each wish to reload.</summary>
    public ChannelReader<bool> Hangups { get; init; } = Channel.CreateUnbounded<bool>().Reader;

    /// <summary>
    /// Switches the log; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when it cannot
    /// be opened, and the old one stays.
    /// </summary>
    public Action<LogSettings> ApplyLog { get; set; } = _ => { };

    public ConfigResult Read() => reader.Read(path, insecure);

    /// <summary>
    /// The same configuration with its secrets read anew: what is in the file by now was not asked for yet.
    /// </summary>
    public ConfigResult ReadSecrets() => reader.ReadAgain(_running, insecure);
}
