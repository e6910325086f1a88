using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Commands.Connect;

/// <summary>What is installed, and where its token goes.</summary>
/// <param name="ClientId">The app.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="TokenFile">The file for the token; it may not exist yet.</param>
/// <param name="Callback">Where Slack sends the browser back to.</param>
/// <param name="Scopes">Exactly those of the manifest.</param>
/// <param name="Http">The listener.</param>
/// <param name="ApiUrl">Slack.</param>
internal sealed record ConnectPlan(
    string ClientId,
    Secret ClientSecret,
    string TokenFile,
    Uri Callback,
    ImmutableArray<SlackScope> Scopes,
    HttpSettings Http,
    Uri ApiUrl)
{
    /// <summary>The workspace; null for any.</summary>
    public string? Team { get; init; }

    /// <summary>The app that the app-level token belongs to; empty if that is not known.</summary>
    public string AppId { get; init; } = "";

    /// <summary>Where a person allows the installation.</summary>
    public Uri Address(string state)
    {
        List<(string Name, string Value)> query =
        [
            ("client_id", ClientId),
            ("scope", string.Join(',', Scopes.Select(scope => scope.Name))),
            ("redirect_uri", Callback.AbsoluteUri),
            ("state", state),
        ];
        if (Team is not null) query.Add(("team", Team));
        var encoded = query.Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}");
        return new Uri(ApiUrl, $"/oauth/v2/authorize?{string.Join('&', encoded)}");
    }
}
