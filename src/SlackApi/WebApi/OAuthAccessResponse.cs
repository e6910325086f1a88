using System.Text.Json;

namespace SlackApi.WebApi;

/// <summary>
/// oauth.v2.access: what was installed where. What Slack did not send is empty. No record, whose text would show the
/// token.
/// </summary>
public sealed class OAuthAccessResponse
{
    /// <summary>Empty if only scopes of a person were granted.</summary>
    public string AccessToken { get; init; } = "";

    /// <summary><c>bot</c> for the token of a bot.</summary>
    public string TokenType { get; init; } = "";

    /// <summary>The scopes that were granted, which may be fewer than were asked for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public string AppId { get; init; } = "";

    /// <summary>Empty if the app was installed for a whole organization.</summary>
    public string TeamId { get; init; } = "";

    public string TeamName { get; init; } = "";

    public bool IsEnterpriseInstall { get; init; }

    internal static OAuthAccessResponse Read(JsonElement answer)
    {
        var team = answer.Object("team") ?? default;
        return new()
        {
            AccessToken = answer.Text("access_token"),
            TokenType = answer.Text("token_type"),
            Scopes = answer.Text("scope")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            AppId = answer.Text("app_id"),
            TeamId = team.Text("id"),
            TeamName = team.Text("name"),
            IsEnterpriseInstall = answer.Flag("is_enterprise_install") ?? false,
        };
    }
}
