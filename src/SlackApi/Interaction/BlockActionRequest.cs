using System.Collections.Immutable;
using System.Text.Json;
using SlackApi.Blocks;

namespace SlackApi.Interaction;

/// <summary>
/// <c>block_actions</c>: a user clicked in a message. Texts that Slack did not send are empty, objects are null. Names
/// are for display only; decide by ids. Source: Slack's "Handling user interaction" and the payload types of its SDKs.
/// </summary>
public sealed class BlockActionRequest : InteractionRequest
{
    internal const string TypeName = "block_actions";

    private BlockActionRequest(JsonElement payload) : base(payload) { }

    /// <summary>The URL for answers. A credential: never log it. Valid for 30 minutes and 5 uses.</summary>
    public required string ResponseUrl { get; init; }

    public ActingChannel? Channel { get; init; }

    public required ActionContainer Container { get; init; }

    /// <summary>The clicked message; null for an ephemeral one.</summary>
    public ClickedMessage? Message { get; init; }

    /// <summary>A button has exactly one.</summary>
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
        )
    {
        Blocks = message.Blocks(),
    };

    private static BlockAction ReadAction(JsonElement action) => new(
            action.Text("type"),
            action.Text("action_id"),
            action.Text("block_id"),
            action.Text("value"),
            action.Text("action_ts")
        )
    {
        Label = (action.Object("text") ?? default).Text("text"),
    };
}

/// <summary>The channel of the click; the name may be <c>directmessage</c> or <c>privategroup</c>.</summary>
public sealed record ActingChannel(string Id, string Name);

/// <summary>
/// What contains the clicked element; the type is <c>message</c> for a message's own blocks, and
/// <c>message_attachment</c> for those of an attachment.
/// </summary>
public sealed record ActionContainer(
    string Type,
    string MessageTs,
    string ChannelId,
    string ThreadTs,
    bool IsEphemeral
);

/// <summary>The origin of the clicked message.</summary>
public sealed record ClickedMessage(string Ts, string BotId, string AppId, ClickedMessageMetadata? Metadata)
{
    /// <summary>As the message stood; null if Slack did not send them.</summary>
    public IReadOnlyList<Block>? Blocks { get; init; }
}

/// <summary>
/// The metadata of the clicked message; numbers and Booleans read as text, and nested values are skipped.
/// </summary>
public sealed record ClickedMessageMetadata(string EventType, IReadOnlyDictionary<string, string> EventPayload);

/// <summary>
/// The clicked element: the type is <c>button</c> or another element type, the time is in Slack's decimal notation.
/// </summary>
public sealed record BlockAction(string Type, string ActionId, string BlockId, string Value, string ActionTs)
{
    /// <summary>The label of the button; empty if Slack did not send it.</summary>
    public string Label { get; init; } = "";
}
