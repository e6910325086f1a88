using System.Text.Json;

namespace SlackApi.Interaction;

/// <summary>
/// What Slack sends to the address for events, or in an <c>events_api</c> envelope. Verify its signature before parsing
/// it. Texts that Slack did not send are empty. Source: Slack's Events API.
/// </summary>
public sealed record EventRequest
{
    private const int MaxDepth = 64;

    private EventRequest() { }

    /// <summary>Such as <c>event_callback</c>, <c>url_verification</c> or <c>app_rate_limited</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What a <c>url_verification</c> expects in the answer.</summary>
    public required string Challenge { get; init; }

    /// <summary>The workspace in which it happened.</summary>
    public required string TeamId { get; init; }

    /// <summary>The app that it was sent to.</summary>
    public required string ApiAppId { get; init; }

    /// <summary>Unique; the same again if Slack repeats the event.</summary>
    public required string EventId { get; init; }

    /// <summary>Such as <c>app_home_opened</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>The person who caused it.</summary>
    public required string UserId { get; init; }

    /// <summary>Of <c>app_home_opened</c>: <c>home</c> or <c>messages</c>.</summary>
    public required string Tab { get; init; }

    /// <exception cref="JsonException">
    /// It is not a JSON object, or is nested more than 64 levels deep. The message quotes nothing of it.
    /// </exception>
    public static EventRequest Parse(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException();
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // The other two types report text with a lone surrogate.
            throw new JsonException("The event is no JSON object that can be read.", e);
        }
    }

    private static EventRequest Read(JsonElement payload)
    {
        var about = payload.Object("event") ?? default;
        return new()
        {
            Type = payload.Text("type"),
            Challenge = payload.Text("challenge"),
            TeamId = payload.Text("team_id"),
            ApiAppId = payload.Text("api_app_id"),
            EventId = payload.Text("event_id"),
            EventType = about.Text("type"),
            UserId = about.Text("user"),
            Tab = about.Text("tab"),
        };
    }
}
