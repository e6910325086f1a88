using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using AccessSlack.Configuration.Sections;
using AccessSlack.Configuration.Toml;
using AccessSlack.Configuration.Values;

namespace AccessSlack.Configuration;

/// <summary>Either settings, or everything that is wrong, in the order of the file.</summary>
internal sealed record ConfigResult(Settings? Settings, ImmutableArray<Problem> Problems)
{
    /// <summary>
    /// The file as it was read: with it secrets that stand elsewhere can be read again, whatever became of the file.
    /// </summary>
    public byte[] Text { get; init; } = [];

    /// <summary>
    /// What could be read, also where something is wrong; null when the file is no TOML. For commands that need only a
    /// part.
    /// </summary>
    public Settings? Draft { get; init; }

    /// <summary>Files that hold secrets.</summary>
    public ImmutableArray<string> SecretFiles { get; init; } = [];

    [MemberNotNullWhen(true, nameof(Settings))]
    public bool IsValid => Settings is not null;
}

/// <summary>From a TOML file to checked settings. Every key is in docs/configuration.md.</summary>
internal sealed class ConfigReader(IConfigSource source)
{
    private const int MaxFileSize = 1024 * 1024;

    /// <param name="path">The file.</param>
    /// <param name="insecure">
    /// The option <c>--insecure-no-tls</c>: as good as <c>insecure = true</c> in the file.
    /// </param>
    public ConfigResult Read(string path, bool insecure = false)
    {
        var content = FileContent.Read(source, path, MaxFileSize);
        return content.Bytes is { } bytes
            ? Parse(bytes, insecure)
            : Failed([new Problem(0, 0, "", $"The configuration {path} {content.Fault}.", content.Remedy)]);
    }

    /// <summary>The same file as before, with its secrets read anew.</summary>
    public ConfigResult ReadAgain(ConfigResult earlier, bool insecure) => Parse(earlier.Text, insecure);

    private ConfigResult Parse(byte[] bytes, bool insecure)
    {
        try
        {
            return Judge(new ConfigFile(TomlReader.Read(bytes)), insecure) with { Text = bytes };
        }
        catch (TomlFault fault)
        {
            const string Remedy = "Correct this first; the rest of the file has not been judged.";
            return Failed([new Problem(fault.Place.Line, fault.Place.Column, "", fault.Message, Remedy)]);
        }
    }

    private ConfigResult Judge(ConfigFile file, bool insecure)
    {
        KeyCheck.Run(file);
        var secrets = new SecretReader(source, file);
        var (teleport, slack, recipients) = (
            TeleportSection.Read(file),
            SlackSection.Read(file, secrets),
            RecipientSections.Read(file)
        );
        var settings = new Settings(
            teleport,
            slack,
            recipients,
            ApprovalSections.Read(file, recipients),
            NotificationSections.Read(file),
            HttpSection.Read(file, insecure),
            LogSection.Read(file)
        );
        return file.Problems.Count == 0
            ? new ConfigResult(settings, []) { Draft = settings, SecretFiles = [.. secrets.Files] }
            : Failed(file.Problems) with
            {
                Draft = settings,
            };
    }

    private static ConfigResult Failed(IEnumerable<Problem> problems) =>
        new(null, [.. problems.OrderBy(p => p.Line == 0).ThenBy(p => p.Line).ThenBy(p => p.Column)]);
}
