using System.Collections.Immutable;
using System.Text.Json;

namespace SlackApi.Interaction;

/// <summary>
/// <c>block_actions</c>: somebody clicked in a message. Texts that Slack did not send are empty, objects are null.
/// Names are display data; decide by ids. Source: Slack's "Handling user interaction" and the payload types of its
/// SDKs.
/// </summary>
public sealed class BlockActionRequest : InteractionRequest
{
    internal const string TypeName = "block_actions";

    private BlockActionRequest(JsonElement payload) : base(payload) { }

    /// <summary>Where to answer; a credential, never log it. Lives 30 minutes and 5 uses.</summary>
    public required string ResponseUrl { get; init; }

    public ActingChannel? Channel { get; init; }

    public required ActionContainer Container { get; init; }

    /// <summary>The clicked message; null for an ephemeral one.</summary>
    public ClickedMessage? Message { get; init; }

    /// <summary>One for a button.</summary>
    public required ImmutableArray<BlockAction> Actions { get; init; }

    internal static BlockActionRequest Read(JsonElement payload) => new(payload)
    {
        ResponseUrl = payload.Text("response_url"),
        Channel = payload.Object("channel") is { } channel ? new(channel.Text("id"), channel.Text("name")) : null,
        Container = ReadContainer(payload.Object("container") ?? default),
        Message = payload.Object("message") is { } message ? ReadMessage(message) : null,
        Actions = [.. payload.Objects("actions").Select(ReadAction)],
    };

    private static ActionContainer ReadContainer(JsonElement container) => new(
            container.Text("type"),
            container.Text("message_ts"),
            container.Text("channel_id"),
            container.Text("thread_ts"),
            container.Flag("is_ephemeral") ?? false
        );

    private static ClickedMessage ReadMessage(JsonElement message) => new(
            message.Text("ts"),
            message.Text("bot_id"),
            message.Text("app_id"),
            message.Object("metadata") is { } metadata
                ? new(metadata.Text("event_type"), metadata.PlainFields("event_payload"))
                : null
        );

    private static BlockAction ReadAction(JsonElement action) => new(
            action.Text("type"),
            action.Text("action_id"),
            action.Text("block_id"),
            action.Text("value"),
            action.Text("action_ts")
        );
}

/// <summary>The channel of the click; the name may be <c>directmessage</c> or <c>privategroup</c>.</summary>
public sealed record ActingChannel(string Id, string Name);

/// <summary>Where the clicked element stands; the type is <c>message</c> for a message.</summary>
public sealed record ActionContainer(
    string Type,
    string MessageTs,
    string ChannelId,
    string ThreadTs,
    bool IsEphemeral
);

/// <summary>The clicked message, as far as it tells whose it is.</summary>
public sealed record ClickedMessage(string Ts, string BotId, string AppId, ClickedMessageMetadata? Metadata);

/// <summary>
/// The metadata that the clicked message was posted with; numbers and truth values read as text, nested values not at
/// all.
/// </summary>
public sealed record ClickedMessageMetadata(string EventType, IReadOnlyDictionary<string, string> EventPayload);

/// <summary>
/// What was clicked: the type is <c>button</c> or another element type, the time is Slack's decimal text.
/// </summary>
public sealed record BlockAction(string Type, string ActionId, string BlockId, string Value, string ActionTs);
