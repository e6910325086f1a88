using System.Text.Json.Serialization;
using SlackApi.Blocks;

namespace SlackApi.WebApi;

/// <summary>What chat.postMessage sends. Nothing unfurls and nothing is parsed unless asked for.</summary>
public sealed class Message
{
    /// <summary>A channel name or id, or a user id (U, W), which opens the direct message.</summary>
    public string Channel { get; set; } = "";

    /// <summary>What notifications and screen readers say; always set it, also beside blocks.</summary>
    public string Text { get; set; } = "";

    public IReadOnlyList<Block>? Blocks { get; set; }

    /// <summary>The message to reply to; never the id of a reply.</summary>
    public string? ThreadTs { get; set; }

    public MessageMetadata? Metadata { get; set; }

    public bool UnfurlLinks { get; set; }

    public bool UnfurlMedia { get; set; }

    /// <summary><c>none</c>, <c>full</c> or <c>client</c>.</summary>
    public string Parse { get; set; } = "none";
}

/// <summary>Data that travels with a message, readable by every app and member of the workspace: no secrets.</summary>
public sealed class MessageMetadata
{
    public string EventType { get; set; } = "";

    public IDictionary<string, string> EventPayload { get; set; } = new Dictionary<string, string>();
}

/// <summary>What chat.update sends.</summary>
public sealed class MessageUpdate
{
    /// <summary>The id that the post answered with (C, G, D); never a name or a user id.</summary>
    public string Channel { get; set; } = "";

    /// <summary>The message; text, never a number.</summary>
    public string Ts { get; set; } = "";

    /// <summary>At most <see cref="SlackLimits.UpdateText"/>.</summary>
    public string Text { get; set; } = "";

    /// <summary>Null keeps out the field; an empty list is written and takes away the blocks of the message.</summary>
    public IReadOnlyList<Block>? Blocks { get; set; }

    /// <summary>Null keeps what the message has.</summary>
    public MessageMetadata? Metadata { get; set; }

    /// <summary>Slack's default would be <c>client</c> here, unlike for chat.postMessage.</summary>
    public string Parse { get; set; } = "none";
}

/// <summary>What is sent to a response_url.</summary>
public sealed class MessageResponse
{
    /// <summary><c>ephemeral</c> or <c>in_channel</c>.</summary>
    public string ResponseType { get; set; } = "ephemeral";

    /// <summary>False leaves the clicked message as it is.</summary>
    public bool ReplaceOriginal { get; set; }

    public string Text { get; set; } = "";

    public IReadOnlyList<Block>? Blocks { get; set; }
}

/// <summary>chat.postEphemeral: a message that one user sees, without metadata.</summary>
internal sealed class EphemeralMessage
{
    public required string Channel { get; init; }

    public required string User { get; init; }

    public required string Text { get; init; }

    public IReadOnlyList<Block>? Blocks { get; init; }

    public string? ThreadTs { get; init; }

    public required string Parse { get; init; }
}

/// <summary>conversations.join.</summary>
internal sealed record JoinConversation([property: JsonPropertyName("channel")] string Channel);

/// <summary>What conversations.open sends.</summary>
internal sealed record OpenConversation([property: JsonPropertyName("users")] string UserId);
