using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using AccessSlack.Configuration.Sections;
using AccessSlack.Configuration.Toml;
using AccessSlack.Configuration.Values;

namespace AccessSlack.Configuration;

/// <summary>The settings, or if there are none, all problems in the order of the file.</summary>
internal sealed record ConfigResult(Settings? Settings, ImmutableArray<Problem> Problems)
{
    /// <summary>
    /// The content of the file. With it, secrets from other files can be read again even if this file has changed.
    /// </summary>
    public byte[] Text { get; init; } = [];

    /// <summary>
    /// What could be read in spite of problems; null if the file is not TOML. For commands that need only a part of it.
    /// </summary>
    public Settings? Draft { get; init; }

    /// <summary>
    /// What an operator should change, although the daemon can run with it. Also of a file with problems.
    /// </summary>
    public ImmutableArray<Problem> Warnings { get; init; } = [];

    /// <summary>The files with certificates and keys that are used, each with its key and place.</summary>
    public ImmutableArray<Item<string>> CertificateFiles { get; init; } = [];

    /// <summary>Files from which secrets were read.</summary>
    public ImmutableArray<string> SecretFiles { get; init; } = [];

    /// <summary>The file of the bot token, which may be missing; null if the token is given in another way.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Secrets are written in the file itself.</summary>
    public bool HasLiteralSecrets { get; init; }

    [MemberNotNullWhen(true, nameof(Settings))]
    public bool IsValid => Settings is not null;
}

/// <summary>
/// Reads a TOML file into checked settings. Every key is in docs/configuration.md; CONTRIBUTING.md says how to add one.
/// </summary>
internal sealed class ConfigReader(IConfigSource source)
{
    private const int MaxFileSize = 1024 * 1024;

    /// <param name="path">The file.</param>
    /// <param name="insecure">
    /// The option <c>--insecure-no-tls</c>, which means the same as <c>insecure = true</c> in the file.
    /// </param>
    public ConfigResult Read(string path, bool insecure = false)
    {
        return FileContent.Read(source, path, MaxFileSize) switch
        {
            FileContent.Found { Bytes: var bytes } => Parse(bytes, insecure),
            FileContent.Unreadable { Fault: var fault, Remedy: var remedy } =>
                Failed(new Problem(0, 0, "", $"The configuration {path} {fault}.", remedy)),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The same file content, with its secrets read again.</summary>
    public ConfigResult ReadAgain(ConfigResult earlier, bool insecure) => Parse(earlier.Text, insecure);

    private ConfigResult Parse(byte[] bytes, bool insecure)
    {
        try
        {
            return Check(new ConfigFile(TomlReader.Read(bytes)), insecure) with { Text = bytes };
        }
        catch (TomlFault fault)
        {
            const string Remedy = "Correct this first; the rest of the file has not been checked.";
            return Failed(new Problem(fault.Place.Line, fault.Place.Column, "", fault.Message, Remedy));
        }
    }

    private ConfigResult Check(ConfigFile file, bool insecure)
    {
        KeyCheck.Run(file);
        var secrets = new SecretReader(source, file);
        var slackSecrets = new SlackSecrets(file, secrets);
        var (teleport, slack, recipients) = (
            TeleportSection.Read(file),
            SlackSection.Read(file, slackSecrets),
            RecipientSections.Read(file)
        );
        var http = HttpSection.Read(file, slack, slackSecrets, insecure);
        var review = ReviewSection.Read(file, http.IsUsed || (slackSecrets.HasAppToken && !slack.NotifyOnly));
        var approvals = ApprovalSections.Read(file, recipients, review);
        var settings = new Settings(
            teleport,
            slack,
            recipients with { Escalations = EscalationKeys.RecipientsOf(approvals.Rules) },
            approvals,
            NotificationSections.Read(file),
            http,
            LogSection.Read(file)
        )
        {
            MonitoringRules = MonitoringRulesSection.Read(file),
        };
        return new ConfigResult(file.Problems.Count == 0 ? settings : null, InOrder(file.Problems))
        {
            Draft = settings,
            Warnings = InOrder(file.Warnings),
            CertificateFiles = CertificateFiles(file, settings),
            SecretFiles = [.. secrets.Files],
            TokenFile = slackSecrets.TokenFile,
            HasLiteralSecrets = secrets.HasLiterals,
        };
    }

    private static ImmutableArray<Item<string>> CertificateFiles(ConfigFile file, Settings settings)
    {
        var (teleport, http) = (file.Section("teleport"), file.Section("http"));
        var hasTls = settings.Http is { IsUsed: true, Insecure: false };
        return
        [
            .. TeleportSection.Files.Select(teleport.Find)
                .Concat(hasTls ? HttpSection.Files.Select(http.Find) : [])
                .OfType<Item<object>>()
                .Where(item => item.Value is string text && IsPath(text))
                .Select(item => new Item<string>(item.Key, (string)item.Value, item.Place)),
        ];
    }

    private static bool IsPath(string text) => !ConfigFile.IsPlaceholder(text) && !ConfigFile.IsContent(text);

    private static ConfigResult Failed(Problem problem) => new(null, [problem]);

    private static ImmutableArray<Problem> InOrder(IEnumerable<Problem> problems) =>
        [.. problems.OrderBy(p => p.Line == 0).ThenBy(p => p.Line).ThenBy(p => p.Column)];
}
