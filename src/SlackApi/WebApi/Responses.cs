using System.Text.Json;
using SlackApi.Blocks;

namespace SlackApi.WebApi;

/// <summary>auth.test: the identity behind the token. Ids and scopes that Slack did not send are empty.</summary>
public sealed record AuthTestResponse(
    string TeamId,
    string Team,
    string UserId,
    string User,
    string BotId,
    string EnterpriseId,
    bool IsEnterpriseInstall,
    IReadOnlyList<string> Scopes
)
{
    /// <summary>The server's time when it answered.</summary>
    public DateTimeOffset? Date { get; init; }

    internal static AuthTestResponse Read(JsonElement answer, IReadOnlyList<string> scopes) => new(
            answer.Text("team_id"),
            answer.Text("team"),
            answer.Text("user_id"),
            answer.Text("user"),
            answer.Text("bot_id"),
            answer.Text("enterprise_id"),
            answer.Flag("is_enterprise_install") ?? false,
            scopes
        );
}

/// <summary>
/// The location of the message: the only channel id that later calls accept, and the id of the message in it; also
/// which app posted it, if Slack says so.
/// </summary>
public sealed record PostMessageResponse(string Channel, string Ts, string AppId)
{
    /// <summary>As Slack stored them, which may differ from what was sent; null if it did not answer any.</summary>
    public IReadOnlyList<Block>? Blocks { get; init; }
}

/// <summary>The location of the changed message.</summary>
public sealed record MessageUpdateResponse(string Channel, string Ts)
{
    /// <inheritdoc cref="PostMessageResponse.Blocks"/>
    public IReadOnlyList<Block>? Blocks { get; init; }
}

/// <summary>The ephemeral message; chat.update does not accept it.</summary>
public sealed record PostEphemeralResponse(string MessageTs);

/// <summary>A page of channels; it is the last one only if the cursor is empty.</summary>
public sealed record ConversationListResponse(IReadOnlyList<Conversation> Channels, string NextCursor)
{
    internal static ConversationListResponse Read(JsonElement answer) =>
        new(
            [.. answer.Objects("channels").Select(Conversation.Read)],
            (answer.Object("response_metadata") ?? default).Text("next_cursor")
        );
}

/// <summary>A page of user ids; it is the last one only if the cursor is empty.</summary>
public sealed record ConversationMembersResponse(IReadOnlyList<string> Members, string NextCursor)
{
    internal static ConversationMembersResponse Read(JsonElement answer) =>
        new([.. answer.Texts("members")], (answer.Object("response_metadata") ?? default).Text("next_cursor"));
}

/// <summary>A page of messages, newest first, and whether there are older ones.</summary>
public sealed record ConversationHistoryResponse(IReadOnlyList<HistoryMessage> Messages, bool HasMore)
{
    internal static ConversationHistoryResponse Read(JsonElement answer) =>
        new([.. answer.Objects("messages").Select(HistoryMessage.Read)], answer.Flag("has_more") ?? false);
}

/// <summary>The origin of an earlier message; what Slack did not send is empty.</summary>
/// <param name="Ts">Its id in the channel.</param>
/// <param name="BotId">Bot id of the app that posted it.</param>
/// <param name="EventType">Kind of its metadata.</param>
/// <param name="EventPayload">The scalar fields of its metadata.</param>
public sealed record HistoryMessage(
    string Ts,
    string BotId,
    string EventType,
    IReadOnlyDictionary<string, string> EventPayload
)
{
    /// <summary>The whole message as Slack sent it.</summary>
    public string Json { get; init; } = "";

    internal static HistoryMessage Read(JsonElement message)
    {
        var metadata = message.Object("metadata") ?? default;
        return new(
            message.Text("ts"),
            message.Text("bot_id"),
            metadata.Text("event_type"),
            metadata.PlainFields("event_payload")
        )
        {
            Json = message.GetRawText(),
        };
    }
}

/// <summary>A view as Slack currently shows it; each change of it changes the hash.</summary>
public sealed record ViewResponse(string Id, string Hash)
{
    internal static ViewResponse Read(JsonElement view) => new(view.Text("id"), view.Text("hash"));
}

/// <summary>apps.connections.open.</summary>
/// <param name="Url">Of a WebSocket: a credential that can be used once, and soon.</param>
public sealed record ConnectionsOpenResponse(Uri Url)
{
    /// <summary>Slack's time when it answered, in whole seconds; null if it did not say.</summary>
    public DateTimeOffset? Date { get; init; }
}
