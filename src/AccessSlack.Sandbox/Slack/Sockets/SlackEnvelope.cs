using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Sockets;

/// <summary>What Slack delivers through sockets until it is acknowledged; a snapshot, never changed in place.</summary>
/// <param name="Id">A UUID; the same for every repetition.</param>
/// <param name="Type"><c>interactive</c>, <c>slash_commands</c> or <c>events_api</c>.</param>
/// <param name="Payload">As it would be sent over HTTP.</param>
/// <param name="AcceptsResponsePayload">Whether the acknowledgement may carry an answer.</param>
internal sealed record SlackEnvelope(string Id, string Type, JsonObject Payload, bool AcceptsResponsePayload)
{
    public const string Interactive = "interactive";
    public const string SlashCommands = "slash_commands";
    public const string EventsApi = "events_api";

    /// <summary>The ids of the sockets it was sent to, in order.</summary>
    public ImmutableArray<int> SentTo { get; init; } = [];

    /// <summary>The ids of the sockets that acknowledged it, in order.</summary>
    public ImmutableArray<int> AcknowledgedBy { get; init; } = [];

    /// <summary>Waits for a socket to be repeated to.</summary>
    public bool IsWaiting { get; init; }

    public bool IsAcknowledged => AcknowledgedBy.Length > 0;

    /// <summary>As sent for the last time.</summary>
    public string ToText()
    {
        var frame = new JsonObject
        {
            ["envelope_id"] = Id,
            ["payload"] = Payload.DeepClone(),
            ["type"] = Type,
            ["accepts_response_payload"] = AcceptsResponsePayload,
        };
        if (SentTo.Length <= 1 && Type != EventsApi) return frame.ToJsonString();
        frame["retry_attempt"] = SentTo.Length - 1;
        frame["retry_reason"] = SentTo.Length > 1 ? "timeout" : "";
        return frame.ToJsonString();
    }
}
