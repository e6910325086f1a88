using System.Text.Json;
using AccessSlack.Logging;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Http;

/// <summary>
/// Logs what Slack sends to a path that is none of ours: the app's settings are wrong, and
/// without this line that would go unnoticed.
/// Only for what is signed, and at most one line in ten seconds.
/// </summary>
internal sealed partial class MisdirectedRequests(TimeProvider time, ILogger logger)
{
    private const int LongestPath = 200;

    private readonly LogThrottle _lines = new(time, ListenerLimits.LogPause);

    /// <param name="path">Where it was sent.</param>
    /// <param name="body">Its signature is valid.</param>
    public void Report(string path, ReadOnlySpan<byte> body)
    {
        var remedy = RemedyFor(body);
        if (path.Length > LongestPath) path = path[..LongestPath];
        if (_lines.MaySay(out var unsaid)) Log.Misdirected(logger, path, remedy, unsaid);
    }

    private static string RemedyFor(ReadOnlySpan<byte> body)
    {
        if (IsEvent(body))
            return "It is an event: on the app's page in Slack, under Event Subscriptions, let the Request URL end " +
                $"with {SlackPaths.Events}, or turn events off if the app has no Home tab";
        return SlackForm.Read(body) switch
        {
            { } form when form.ContainsKey("payload") =>
                "It is an interaction: on the app's page in Slack, under Interactivity & Shortcuts, let the Request " +
                $"URL end with {SlackPaths.Interactions}",
            { } form when form.ContainsKey("command") =>
                "It is a slash command: on the app's page in Slack, under Slash Commands, let the Request URL end " +
                $"with {SlackPaths.Commands}",
            _ => $"On the app's page in Slack, let the URLs end with {SlackPaths.Interactions} and " +
                $"{SlackPaths.Commands}",
        };
    }

    /// <summary>Events are JSON objects; everything else that we take is a form.</summary>
    private static bool IsEvent(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 8580,
            Level = LogLevel.Warning,
            Message = "Slack called {Path}, which is not a path of this daemon, so the call was answered with 404 " +
                "({Unsaid} more since the last such line). {Cure}. A proxy in front must not change the path"
        )]
        public static partial void Misdirected(ILogger logger, string path, string cure, int unsaid);
    }
}
