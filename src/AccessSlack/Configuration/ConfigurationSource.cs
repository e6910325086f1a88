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
    /// The configuration in effect: the first one, later that of the latest successful reload.
    /// </summary>
    public ConfigResult Running
    {
        get => _running;
        set => _running = value;
    }

    /// <summary>One entry for each request to reload.</summary>
    public ChannelReader<bool> Hangups { get; init; } = Channel.CreateUnbounded<bool>().Reader;

    /// <summary>
    /// Applies log settings. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> if the log
    /// cannot be opened; the old settings remain in effect then.
    /// </summary>
    public Action<LogSettings> ApplyLog { get; set; } = _ => { };

    /// <summary>Whether the file is the configuration in effect: neither changed nor unreadable.</summary>
    public bool IsInEffect => Read().Text.AsSpan().SequenceEqual(_running.Text);

    public ConfigResult Read() => reader.Read(path, insecure);

    /// <summary>
    /// The configuration in effect with its secrets read again. A changed file takes effect only with a reload.
    /// </summary>
    public ConfigResult ReadSecrets() => reader.ReadAgain(_running, insecure);
}
