using System.Net;
using System.Net.Mime;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace AccessSlack.Sandbox.Slack.OAuth;

/// <summary>The page on which a person installs the app: what it may do, <i>Allow</i> and <i>Cancel</i>.</summary>
internal sealed class OAuthPages(SlackState state)
{
    public const string Path = "/oauth/v2/authorize";

    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    public async Task HandleAsync(HttpContext context)
    {
        var isAnswer = HttpMethods.IsPost(context.Request.Method);
        var fields = isAnswer
            ? (await context.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString())
            : context.Request.Query.ToDictionary(field => field.Key, field => field.Value.ToString());
        var (request, error) = OAuthRequest.Read(fields, state.OAuth, state.Options.TeamId);
        if (request is null) await ShowErrorAsync(context.Response, error!);
        else if (!isAnswer) await AskAsync(context.Response, request, fields);
        else context.Response.Redirect(BackTo(request, fields.GetValueOrDefault("decision") == "allow"));
    }

    private static Task ShowErrorAsync(HttpResponse response, string error)
    {
        response.StatusCode = StatusCodes.Status400BadRequest;
        return ShowAsync(response, $"<h1>Something went wrong</h1><p>Error: {error}</p>");
    }

    private Task AskAsync(HttpResponse response, OAuthRequest request, Dictionary<string, string> fields)
    {
        if (request.State is null) state.Change(() => { state.Complaints.Add("authorize: no state"); return true; });
        var scopes = string.Concat(request.Scopes.Select(scope => $"<li>{scope}</li>"));
        var hidden = string.Concat(fields.Select(field =>
            $"<input type=\"hidden\" name=\"{Encoded(field.Key)}\" value=\"{Encoded(field.Value)}\">"
        ));
        return ShowAsync(
            response,
            $"<h1>{Encoded(state.Options.BotName)} is requesting permission to access " +
            $"{Encoded(state.Options.TeamName)}</h1><ul>{scopes}</ul><form method=\"post\" action=\"{Path}\">{hidden}" +
            "<button name=\"decision\" value=\"cancel\">Cancel</button> " +
            "<button name=\"decision\" value=\"allow\">Allow</button></form>"
        );
    }

    private string BackTo(OAuthRequest request, bool isAllowed)
    {
        var result = isAllowed ? "code=" + Uri.EscapeDataString(NewCode(request)) : "error=access_denied";
        var separator = request.RedirectUri.Contains('?') ? '&' : '?';
        return $"{request.RedirectUri}{separator}{result}&state={Uri.EscapeDataString(request.State ?? "")}";
    }

    private string NewCode(OAuthRequest request)
    {
        var code = $"1111.2222.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        state.Secrets.Note("OAuth code", code);
        return state.Change(() =>
        {
            state.Codes[code] = new(
                request.NamesRedirect ? request.RedirectUri : null,
                [.. request.Scopes.Except(state.OAuth.Declined)],
                state.Options.Time.GetUtcNow() + CodeLifetime
            );
            return code;
        });
    }

    private static Task ShowAsync(HttpResponse response, string body)
    {
        response.ContentType = MediaTypeNames.Text.Html + "; charset=utf-8";
        return response.WriteAsync($"<!doctype html><title>Slack sandbox</title><body>{body}</body>");
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
