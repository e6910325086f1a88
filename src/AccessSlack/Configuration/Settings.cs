using System.Collections.Immutable;
using System.Net;
using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Configuration;

/// <summary>A complete, checked configuration. Every key is in docs/configuration.md.</summary>
internal sealed record Settings(
    TeleportSettings Teleport,
    SlackSettings Slack,
    RecipientMap Recipients,
    ApprovalSettings Approvals,
    NotificationSettings Notifications,
    HttpSettings Http,
    LogSettings Log);

/// <summary>Either <paramref name="Identity"/> is set or the other three files are.</summary>
internal sealed record TeleportSettings(
    string Address,
    string? ClientKey,
    string? ClientCertificate,
    string? RootCas,
    string? Identity
);

/// <param name="Token">Bot token, <c>xoxb-</c>.</param>
/// <param name="SigningSecrets">All of them are valid. Without any, no click can be verified.</param>
/// <param name="NotifyOnly">Messages have no buttons, and clicks are rejected.</param>
/// <param name="AutoJoin">Join a public channel if Slack answers not_in_channel.</param>
/// <param name="Lookback">How old a request may be to be posted at start; null for any age.</param>
/// <param name="ApiUrl">Ends with a slash.</param>
internal sealed record SlackSettings(
    Secret Token,
    ImmutableArray<Secret> SigningSecrets,
    bool NotifyOnly,
    bool AutoJoin,
    TimeSpan? Lookback,
    Uri ApiUrl);

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
    /// Whether clicks arrive over HTTP. If not, nothing listens on <see cref="Listen"/>, and no certificate is
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
