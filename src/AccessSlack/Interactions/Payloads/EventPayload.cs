using SlackApi.Interaction;

namespace AccessSlack.Interactions.Payloads;

/// <summary>
/// Converts a verified event to an interaction, whichever way it arrived (docs/protocols/slack.md, "App Home"). Nothing
/// but the ids counts.
/// </summary>
internal static class EventPayload
{
    private const int LongestId = 128;

    /// <summary>Slack's have about 50 characters.</summary>
    private const int LongestChallenge = 256;

    /// <param name="json">The body of the request, or the payload of an <c>events_api</c> envelope.</param>
    /// <exception cref="System.Text.Json.JsonException">It is not a JSON object.</exception>
    public static Interaction Read(string json)
    {
        var happened = EventRequest.Parse(json);
        return happened.Type switch
        {
            "url_verification" => ReadChallenge(happened.Challenge),
            "event_callback" => ReadEvent(happened),
            var other => new Interaction.Ignored($"unknown_event:{InteractionPayload.Printable(other)}"),
        };
    }

    private static Interaction ReadChallenge(string challenge) =>
        challenge.Length is > 0 and <= LongestChallenge && challenge.All(c => c is > ' ' and <= '~')
            ? new Interaction.AddressCheck(challenge)
            : new Interaction.Ignored("no_challenge");

    private static Interaction ReadEvent(EventRequest happened) => happened switch
    {
        { EventType: not "app_home_opened" } =>
            new Interaction.Ignored($"unknown_event:{InteractionPayload.Printable(happened.EventType)}"),
        { Tab: not "home" } => new Interaction.Ignored("other_tab"),
        _ when !IsId(happened.UserId) => new Interaction.Ignored("no_user"),
        _ when !IsIdOrEmpty(happened.TeamId) || !IsIdOrEmpty(happened.ApiAppId) || !IsIdOrEmpty(happened.EventId) =>
            new Interaction.Ignored("no_event"),
        _ => new Interaction.HomeOpened(
            new(happened.UserId) { TeamId = happened.TeamId, AppId = happened.ApiAppId },
            happened.EventId
        ),
    };

    private static bool IsId(string text) => text.Length > 0 && IsIdOrEmpty(text);

    private static bool IsIdOrEmpty(string text) => text.Length <= LongestId && text.All(char.IsAsciiLetterOrDigit);
}
