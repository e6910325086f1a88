using System.Text.Json.Serialization;
using SlackApi.Blocks;

namespace SlackApi.WebApi;

/// <summary>The body of chat.postMessage. By default nothing is unfurled or parsed.</summary>
public sealed class Message
{
    /// <summary>A channel name or id, or a user id (U, W) for a direct message.</summary>
    public string Channel { get; set; } = "";

    /// <summary>The text for notifications and screen readers; always set it, even with blocks.</summary>
    public string Text { get; set; } = "";

    public IReadOnlyList<Block>? Blocks { get; set; }

    /// <summary>The message to reply to; it must not be a reply itself.</summary>
    public string? ThreadTs { get; set; }

    public MessageMetadata? Metadata { get; set; }

    public bool UnfurlLinks { get; set; }

    public bool UnfurlMedia { get; set; }

    /// <summary><c>none</c>, <c>full</c> or <c>client</c>.</summary>
    public string Parse { get; set; } = "none";
}

/// <summary>Data attached to a message. Every app and member of the workspace can read it, so no secrets.</summary>
public sealed class MessageMetadata
{
    public string EventType { get; set; } = "";

    public IDictionary<string, string> EventPayload { get; set; } = new Dictionary<string, string>();
}

/// <summary>The body of chat.update.</summary>
public sealed class MessageUpdate
{
    /// <summary>The channel id from the answer to the post (C, G, D); never a name or a user id.</summary>
    public string Channel { get; set; } = "";

    /// <summary>Id of the message; text, never a number.</summary>
    public string Ts { get; set; } = "";

    /// <summary>At most <see cref="SlackLimits.UpdateText"/>.</summary>
    public string Text { get; set; } = "";

    /// <summary>Null omits the field; an empty list removes the blocks of the message.</summary>
    public IReadOnlyList<Block>? Blocks { get; set; }

    /// <summary>Null keeps the present value.</summary>
    public MessageMetadata? Metadata { get; set; }

    /// <summary>Slack's default here is <c>client</c>, unlike for chat.postMessage.</summary>
    public string Parse { get; set; } = "none";
}

/// <summary>The body sent to a response_url.</summary>
public sealed class MessageResponse
{
    /// <summary><c>ephemeral</c> or <c>in_channel</c>.</summary>
    public string ResponseType { get; set; } = "ephemeral";

    /// <summary>False leaves the clicked message as it is.</summary>
    public bool ReplaceOriginal { get; set; }

    public string Text { get; set; } = "";

    public IReadOnlyList<Block>? Blocks { get; set; }
}

/// <summary>chat.postEphemeral: a message visible to one user, without metadata.</summary>
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

/// <summary>The body of conversations.open.</summary>
internal sealed record OpenConversation([property: JsonPropertyName("users")] string UserId);
