using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.Sandbox.Slack;

/// <summary>The simulated workspace, and the one app that is installed in it.</summary>
internal sealed record SlackSimulatorOptions
{
    /// <summary>Every scope that the daemon can use; remove some to test the daemon without them.</summary>
    public static readonly ImmutableArray<string> AllScopes =
    [
        "chat:write",
        "chat:write.public",
        "users:read",
        "users:read.email",
        "channels:read",
        "groups:read",
        "im:read",
        "im:write",
        "channels:join",
        "channels:history",
        "groups:history",
        "im:history",
        "usergroups:read",
        "commands",
    ];

    /// <summary>An app that cannot look at messages it has posted.</summary>
    public static readonly ImmutableArray<string> WithoutHistory =
        [.. AllScopes.Where(scope => !scope.EndsWith(":history", StringComparison.Ordinal))];

    public string BotToken { get; init; } = "xoxb-1111-2222-sandbox";

    /// <summary>An app-level token of the right shape, for <see cref="AppToken"/>.</summary>
    public const string SampleAppToken =
        "xapp-1-A0TELEPORT-7012345678901-3f9a5c1e7b2d4860a9c8e7f6051423b4d5c6a7988f0e1d2c3b4a5968778695a4";

    /// <summary>The app-level token. With it, Socket Mode is on from the start.</summary>
    public string? AppToken { get; init; }

    public ImmutableArray<string> AppTokenScopes { get; init; } = ["connections:write"];

    public ImmutableHashSet<string> RevokedTokens { get; init; } = [];

    /// <summary>App-level tokens of other apps, with the ids of these.</summary>
    public ImmutableDictionary<string, string> OtherAppTokens { get; init; } =
        ImmutableDictionary<string, string>.Empty;

    public string SigningSecret { get; init; } = "5a4d5b0e6c7f48d2a1b3c4d5e6f70819";

    public string TeamId { get; init; } = "T0SANDBOX";

    public string TeamName { get; init; } = "Sandbox";

    /// <summary>Null for a workspace outside any Enterprise Grid.</summary>
    public string? EnterpriseId { get; init; }

    /// <summary>Installed for the whole organization: interaction payloads carry <c>"team": null</c>.</summary>
    public bool OrgWideInstall { get; init; }

    /// <summary>False for a free plan, which has no user groups.</summary>
    public bool HasUserGroups { get; init; } = true;

    public string AppId { get; init; } = "A0TELEPORT";

    public string BotId { get; init; } = "B0TELEPORT";

    public string BotUserId { get; init; } = "U0TELEPORT";

    public string BotName { get; init; } = "teleport";

    public ImmutableArray<string> Scopes { get; init; } = AllScopes;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The root that HTTPS request URLs must chain to. Without it only the system's roots are trusted, as by Slack.
    /// </summary>
    public X509Certificate2? TrustedRoot { get; init; }
}
