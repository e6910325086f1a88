using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>The arguments of an HTTP request as Slack reads them.</summary>
/// <param name="Values">The arguments; JSON inside a form field is decoded.</param>
/// <param name="Warnings">Slack's warnings with a success.</param>
/// <param name="Complaint">What Slack silently ignored but a caller should not do; null if nothing.</param>
/// <param name="Refusal">Set if the body cannot be read at all; otherwise null.</param>
internal sealed record SlackRequest(
    JsonObject Values,
    List<string> Warnings,
    string? Complaint = null,
    SlackRefusal? Refusal = null
)
{
    private static readonly string[] JsonFields = ["blocks", "attachments", "metadata", "view"];

    /// <param name="request">A GET with a query, or a POST.</param>
    /// <param name="takesJson">Whether the method reads a JSON body.</param>
    public static async Task<SlackRequest> ReadAsync(HttpRequest request, bool takesJson)
    {
        var values = ReadForm(QueryHelpers.ParseQuery(request.QueryString.Value));
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (body.Length == 0) return new(values, []);
        var type = request.ContentType is { } text ? new ContentType(text) : new ContentType();
        return type.MediaType switch
        {
            "application/json" when !takesJson => new(values, [], "sent JSON, which this method ignores"),
            "application/json" => Json.Parse(body) switch
            {
                JsonObject json => new(json, type.CharSet is null ? ["missing_charset"] : []),
                null => new(values, [], null, new SlackRefusal("invalid_json")),
                _ => new(values, [], null, new SlackRefusal("json_not_object")),
            },
            "application/x-www-form-urlencoded" => new(
                ReadForm(QueryHelpers.ParseQuery(body), values),
                type.CharSet is null ? [] : ["superfluous_charset"]
            ),
            _ => new(values, [], null, new SlackRefusal("invalid_post_type")),
        };
    }

    private static JsonObject ReadForm(
        Dictionary<string, Microsoft.Extensions.Primitives.StringValues> form,
        JsonObject? into = null
    )
    {
        var values = into ?? [];
        foreach (var (name, value) in form)
            values[name] = (JsonFields.Contains(name) ? Json.Parse(value.ToString()) : null) ?? value.ToString();
        return values;
    }
}
