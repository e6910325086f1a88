using System.Collections.Immutable;

namespace AccessSlack.Sandbox.Slack.OAuth;

/// <summary>The app's side of an installation by OAuth, and how the person who installs it behaves.</summary>
internal sealed record SlackOAuth
{
    public string ClientId { get; init; } = "1111111111.2222222222";

    public string ClientSecret { get; init; } = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    /// <summary>The redirect URLs on the app's page.</summary>
    public ImmutableArray<string> RedirectUrls { get; init; } = [];

    /// <summary>The person is not signed in to the workspace that <c>team</c> names, and Slack ignores it.</summary>
    public bool IgnoresTeam { get; init; }

    /// <summary>Scopes that the person does not grant.</summary>
    public ImmutableArray<string> Declined { get; init; } = [];

    /// <summary>The app has token rotation.</summary>
    public bool RotatesTokens { get; init; }

    /// <summary>The app asks for scopes of the person only, so there is no bot token.</summary>
    public bool HasOnlyUserScopes { get; init; }
}

/// <param name="RedirectUri">Exactly as it was sent to authorize; null if it was left out.</param>
/// <param name="Scopes">What the person granted.</param>
/// <param name="Until">Ten minutes after it was given.</param>
internal sealed record OAuthCode(string? RedirectUri, ImmutableArray<string> Scopes, DateTimeOffset Until);
