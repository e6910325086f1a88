using System.Collections.Immutable;
using System.Net;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Configuration;

/// <summary>A complete, checked configuration. Every key is in docs/configuration.md.</summary>
internal sealed record Settings(
    TeleportSettings Teleport,
    SlackSettings Slack,
    RecipientMap Recipients,
    ApprovalSettings Approvals,
    NotificationSettings Notifications,
    HttpSettings Http,
    LogSettings Log)
{
    public MonitoringRulesSettings MonitoringRules { get; init; } = MonitoringRulesSettings.Default;
}

/// <param name="Follow">Whether Access Monitoring Rules say who is told.</param>
/// <param name="Name">The plugin that they name; compared whole, with its case.</param>
internal sealed record MonitoringRulesSettings(RuleFollowing Follow, string Name)
{
    public static readonly MonitoringRulesSettings Default = new(RuleFollowing.Auto, "slack");
}

internal enum RuleFollowing
{
    /// <summary>Where Teleport lets us read them.</summary>
    Auto,

    /// <summary>A start without them fails.</summary>
    Always,
    Never,
}

/// <summary>Either <paramref name="Identity"/> is set or the other three files are.</summary>
internal sealed record TeleportSettings(
    string Address,
    string? ClientKey,
    string? ClientCertificate,
    string? RootCas,
    string? Identity
)
{
    /// <summary>
    /// Whether connections are upgraded, because something in front of the proxy terminates TLS; null to find out.
    /// </summary>
    public bool? ConnectionUpgrade { get; init; }

    /// <summary>Whether Teleport is reached through the HTTP proxy that the environment names.</summary>
    public bool HttpProxy { get; init; }

    /// <summary>The cluster's name; null for the one in the client certificate.</summary>
    public string? Cluster { get; init; }

    /// <summary>What is looked up about requested resources.</summary>
    public ResourceSettings Resources { get; init; } = ResourceSettings.Default;
}

/// <param name="Token">Bot token, <c>xoxb-</c>.</param>
/// <param name="SigningSecrets">All of them are valid. Over HTTP, no click can be verified without one.</param>
/// <param name="NotifyOnly">Messages have no buttons, and no click decides.</param>
/// <param name="AutoJoin">Join a public channel if Slack answers not_in_channel.</param>
/// <param name="Lookback">How old a request may be to be posted at start; null for any age.</param>
/// <param name="ApiUrl">Ends with a slash.</param>
internal sealed record SlackSettings(
    Secret Token,
    ImmutableArray<Secret> SigningSecrets,
    bool NotifyOnly,
    bool AutoJoin,
    TimeSpan? Lookback,
    Uri ApiUrl)
{
    /// <summary>
    /// App-level tokens, <c>xapp-</c>. With any, clicks arrive over Socket Mode instead of HTTP; the first opens the
    /// connections.
    /// </summary>
    public ImmutableArray<Secret> AppTokens { get; init; } = [];

    /// <summary>
    /// An app-level token is configured, although it may not be readable yet: the app exists before its token.
    /// </summary>
    public bool NamesAppToken { get; init; }

    /// <summary>The app has a Home tab.</summary>
    public bool Home { get; init; }

    /// <summary>The Slack app's id for the installation by OAuth; null if it is not set.</summary>
    public string? ClientId { get; init; }

    public Secret? ClientSecret { get; init; }

    /// <summary>The workspace that the bot token must belong to; null for any.</summary>
    public string? Team { get; init; }

    /// <summary>Clicks, commands and events arrive over Socket Mode.</summary>
    public bool UsesSocket => !AppTokens.IsEmpty && (!NotifyOnly || Home);

    /// <summary>The id of the app, which the app-level token contains; empty without one.</summary>
    public string AppId =>
        AppTokens is [var token, ..] && token.Reveal().Split('-') is ["xapp", _, { Length: > 1 and <= 32 } id, ..]
        && id[0] == 'A'
        && id.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
            ? id
            : "";

    /// <summary>Whether a click can arrive, and be verified, so that messages may have buttons.</summary>
    public bool TakesClicks => !NotifyOnly && !SealKeys.IsEmpty;

    /// <summary>
    /// What votes and decisions are sealed with: the signing secrets, or with Socket Mode and no secret the app tokens.
    /// </summary>
    public ImmutableArray<Secret> SealKeys => SigningSecrets.IsEmpty ? AppTokens : SigningSecrets;
}

/// <param name="Listen">
/// Where Slack's clicks arrive. <c>[::]</c> stands for every address, IPv4 as well; port 0 for any free one.
/// </param>
/// <param name="PublicAddress">The address in the Slack app, which is only displayed.</param>
/// <param name="KeyFile">With <paramref name="CertificateFile"/>, or neither.</param>
/// <param name="Insecure">Plain HTTP, because a proxy terminates TLS; the files are not used then.</param>
/// <param name="Diagnostics">Listener for health checks and metrics; null if there is none.</param>
internal sealed record HttpSettings(
    IPEndPoint Listen,
    Uri? PublicAddress,
    string? KeyFile,
    string? CertificateFile,
    bool Insecure,
    IPEndPoint? Diagnostics)
{
    /// <summary>
    /// Whether Slack calls over HTTP. If not, nothing listens on <see cref="Listen"/>, and no certificate is
    /// needed.
    /// </summary>
    public bool IsUsed { get; init; } = true;
}

/// <param name="Output"><c>stderr</c>, <c>stdout</c> or the path of a file.</param>
internal sealed record LogSettings(string Output, LogSeverity Severity, LogFormat Format);

internal enum LogSeverity
{
    Debug,
    Info,
    Warning,
    Error,
}

internal enum LogFormat
{
    Text,
    Json,
}
