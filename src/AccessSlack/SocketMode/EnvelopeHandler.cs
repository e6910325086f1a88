using System.Text.Json;
using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Interactions;
using AccessSlack.Interactions.Payloads;
using AccessSlack.Logging;
using AccessSlack.Requests.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.SocketMode;

/// <summary>
/// Answers envelopes with the code that answers the same payloads over HTTP. A socket has no signature: Slack vouches
/// for what it sends there, and only that it is for our app and workspace is checked.
/// </summary>
internal sealed partial class EnvelopeHandler(
    InteractionRunner runner,
    Func<SlackSettings> settings,
    Func<Workspace> home,
    Func<DateTimeOffset> slackTime,
    TimeProvider time,
    ILogger<EnvelopeHandler> logger
)
{
    private const int MostFields = 64;

    private static readonly TimeSpan LogPause = TimeSpan.FromSeconds(10);

    private readonly RecentAnswers _answers = new();
    private readonly LogThrottle _foreign = new(time, LogPause);
    private readonly LogThrottle _unusable = new(time, LogPause);

    /// <returns>JSON for the acknowledgement; null if it has none.</returns>
    public Task<byte[]?> AnswerAsync(Frame.Envelope envelope) =>
        _answers.Of(envelope.Id, () => ReadAndAnswerAsync(envelope));

    /// <summary>Reports something that cannot even be acknowledged.</summary>
    public void Report(Frame.Unknown frame) => ReportUnusable($"of the unknown type {Name(frame.Type)}");

    private async Task<byte[]?> ReadAndAnswerAsync(Frame.Envelope envelope)
    {
        if (envelope.Payload is not { } payload) return Unusable("without a payload");
        var isForeign = IsForeign(payload);
        if (isForeign && _foreign.MaySay(out var unsaid)) Log.Foreign(logger, Name(envelope.Type), unsaid);
        if (settings().NotifyOnly && envelope.Type is "interactive" or "slash_commands") return null;
        return envelope.Type switch
        {
            // The guard refuses what is another app's or team's, and tells the person why, as it does over HTTP.
            "interactive" => await AnswerAsync(ReadInteraction(payload)),
            "slash_commands" => await AnswerAsync(ReadCommand(payload)),
            "events_api" => await AnswerAsync(Read(() => EventPayload.Read(payload.GetRawText()))),
            var other => Unusable($"of the unknown type {Name(other)}"),
        };
    }

    private async Task<byte[]?> AnswerAsync(Interaction? interaction) => interaction switch
    {
        null => Unusable("whose payload Slack cannot have sent"),
        // Slack gives each interaction a trigger of its own, and a submission no time. Over HTTP, the time of the
        // signature makes a repeated submission count once.
        Interaction.Submitted { Click.TriggerId: var trigger } when trigger.Reveal() is { Length: > 0 } key =>
            await _answers.Of($"trigger {key}", () => runner.AnswerAsync(interaction)),
        _ => await runner.AnswerAsync(interaction),
    };

    /// <summary>Presses have a time of Slack's, so that of a dialog must be by the same clock.</summary>
    private Interaction? ReadInteraction(JsonElement payload) =>
        Read(() => InteractionPayload.Read(payload.GetRawText(), slackTime().ToUnixTimeSeconds()));

    private static Interaction? Read(Func<Interaction> read)
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Interaction? ReadCommand(JsonElement payload)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var field in payload.EnumerateObject())
            {
                if (field.Value.ValueKind != JsonValueKind.String) continue;
                if (fields.Count == MostFields || !fields.TryAdd(field.Name, field.Value.GetString()!)) return null;
            }
        }
        catch (InvalidOperationException)
        {
            return null; // a lone surrogate
        }

        return CommandPayload.Read(fields);
    }

    /// <summary>
    /// People of other workspaces may use the buttons of a shared channel, if the configuration allows it; the guard
    /// decides whether they may.
    /// </summary>
    private bool IsForeign(JsonElement payload)
    {
        var team = payload.TryGetProperty("team", out var named) && named.ValueKind == JsonValueKind.Object
            ? IdOf(named, "id")
            : IdOf(payload, "team_id");
        var sender = new SlackActor("") { TeamId = team, AppId = IdOf(payload, "api_app_id") };
        return ClickGuard.CheckSender(sender, home()) is not null;
    }

    private static string IdOf(JsonElement parent, string name)
    {
        try
        {
            return parent.TryGetProperty(name, out var id) && id.ValueKind == JsonValueKind.String
                ? id.GetString() ?? ""
                : "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private byte[]? Unusable(string what)
    {
        ReportUnusable(what);
        return null;
    }

    private void ReportUnusable(string what)
    {
        if (_unusable.MaySay(out var unsaid)) Log.Unusable(logger, what, unsaid);
    }

    private static string Name(string type) => type.Length == 0 ? "(none)" : type;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 9500,
            Level = LogLevel.Warning,
            Message = "Slack sent something of another app or workspace over the socket ({Type}), which decides " +
                "nothing unless allow_external permits it ({Unsaid} more since the last such line). If people of " +
                "this workspace clicked, app_token and token belong to different apps"
        )]
        public static partial void Foreign(ILogger logger, string type, int unsaid);

        [LoggerMessage(
            EventId = 9501,
            Level = LogLevel.Warning,
            Message = "Slack sent a message {What} over the socket; it was ignored ({Unsaid} more since the last " +
                "such line)"
        )]
        public static partial void Unusable(ILogger logger, string what, int unsaid);
    }
}
