using System.Collections.Immutable;

namespace AccessSlack.Sandbox.Slack.OAuth;

/// <summary>What an app sends a browser to <c>/oauth/v2/authorize</c> with.</summary>
internal sealed record OAuthRequest(
    string RedirectUri,
    bool NamesRedirect,
    ImmutableArray<string> Scopes,
    string? State
)
{
    /// <summary>
    /// Its errors are shown in the browser, and never sent to the app (docs/protocols/slack.md 16).
    /// </summary>
    /// <param name="fields">The query.</param>
    /// <param name="app">What the app's page says.</param>
    /// <param name="teamId">The only workspace of an app that is not distributed.</param>
    /// <returns>One of the two.</returns>
    public static (OAuthRequest? Request, string? Error) Read(
        IReadOnlyDictionary<string, string> fields,
        SlackOAuth app,
        string teamId
    )
    {
        if (fields.GetValueOrDefault("client_id") != app.ClientId) return (null, "invalid_client_id");
        var asked = fields.GetValueOrDefault("redirect_uri");
        var redirect = asked ?? app.RedirectUrls.FirstOrDefault();
        if (redirect is null || !IsAllowed(redirect, app.RedirectUrls)) return (null, "bad_redirect_uri");
        var scopes = fields.GetValueOrDefault("scope", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 || scopes.Except(SlackSimulatorOptions.AllScopes).Any()) return (null, "invalid_scope");
        if (fields.GetValueOrDefault("team") is { } team && team != teamId && !app.IgnoresTeam)
            return (null, "invalid_team_for_non_distributed_app");
        return (new(redirect, asked is not null, [.. scopes], fields.GetValueOrDefault("state")), null);
    }

    /// <summary>https, or the machine itself; the same as one on the app's page, or below it.</summary>
    private static bool IsAllowed(string redirect, IEnumerable<string> configured) =>
        Uri.TryCreate(redirect, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.Host == "127.0.0.1"))
        && !redirect.Contains('#')
        && configured.Any(known =>
            redirect == known || redirect.StartsWith(known.TrimEnd('/') + "/", StringComparison.Ordinal)
        );
}
