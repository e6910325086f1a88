using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Methods;

namespace AccessSlack.Sandbox.Slack.OAuth;

/// <summary><c>oauth.v2.access</c>: a code becomes the app's token, once.</summary>
internal sealed class CodeExchange(SlackState state)
{
    public const string Method = "oauth.v2.access";

    private int _tokens;

    public JsonObject Run(SlackRequest request, string authorization) => state.Change(() =>
    {
        try
        {
            state.Calls.Add(new(Method, state.Options.Time.GetUtcNow(), []));
            if (request.Complaint is { } complaint) state.Complaints.Add($"{Method}: {complaint}");
            CheckApp(authorization);
            return Install(Take(request.Values));
        }
        catch (SlackRefusal refusal)
        {
            return refusal.ToJson();
        }
    });

    private void CheckApp(string authorization)
    {
        var parts = authorization.Split(' ');
        if (parts is not ["Basic", var encoded]) throw new SlackRefusal("invalid_client_id");
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).Split(':', 2);
        state.Secrets.Note("client secret", pair[^1]);
        if (pair[0] != state.OAuth.ClientId) throw new SlackRefusal("invalid_client_id");
        if (pair[^1] != state.OAuth.ClientSecret) throw new SlackRefusal("bad_client_secret");
    }

    private OAuthCode Take(JsonObject values)
    {
        if (
            values.Text("code") is not { } name
            || !state.Codes.TryGetValue(name, out var code)
            || code.Until <= state.Options.Time.GetUtcNow()
        )
            throw new SlackRefusal("invalid_code");
        if (values.Text("redirect_uri") != code.RedirectUri) throw new SlackRefusal("bad_redirect_uri");
        state.Codes.Remove(name);
        return code;
    }

    private JsonObject Install(OAuthCode code)
    {
        var (options, app) = (state.Options, state.OAuth);
        var answer = new JsonObject
        {
            ["ok"] = true,
            ["app_id"] = options.AppId,
            ["authed_user"] = new JsonObject { ["id"] = "U0INSTALLER" },
            ["team"] = options.OrgWideInstall
                ? null
                : new JsonObject { ["id"] = options.TeamId, ["name"] = options.TeamName },
            ["enterprise"] = options.EnterpriseId is { } id ? new JsonObject { ["id"] = id, ["name"] = "Org" } : null,
            ["is_enterprise_install"] = options.OrgWideInstall,
        };
        if (app.HasOnlyUserScopes) return answer;
        var token = $"xoxb-1111-{++_tokens}-{Guid.NewGuid():N}";
        if (app.RotatesTokens)
        {
            token = "xoxe." + token;
            answer["expires_in"] = 43200;
            answer["refresh_token"] = $"xoxe-1-{Guid.NewGuid():N}";
            state.Secrets.Note("refresh token", answer.Text("refresh_token"));
        }

        state.Secrets.Note("bot token", token);
        state.Options = options with { BotToken = token }; // the old one ends
        state.Workspace.Scopes = [.. state.Workspace.Scopes.Union(code.Scopes)];
        answer["access_token"] = token;
        answer["token_type"] = "bot";
        answer["scope"] = string.Join(',', code.Scopes);
        answer["bot_user_id"] = options.BotUserId;
        return answer;
    }
}
