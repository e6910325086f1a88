using System.Text.Json;

namespace SlackNet.Interaction;

/// <summary>A payload that Slack sends when somebody uses a message. Verify its signature before parsing it.</summary>
public abstract class InteractionRequest
{
    private const int MaxDepth = 64;

    private protected InteractionRequest(string type) => Type = type;

    /// <summary>Slack's name of the kind of payload; empty when it has none.</summary>
    public string Type { get; }

    /// <summary>Reads the decoded <c>payload</c> field. A kind that this library does not know is an <see cref="UnknownInteractionRequest"/>.</summary>
    /// <exception cref="JsonException">It is not a JSON object, or is nested more than 64 levels deep. The message quotes nothing of it.</exception>
    public static InteractionRequest Parse(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Text with half a surrogate pair is reported by the other two types.
            throw new JsonException("The payload is no JSON object that can be read.", e);
        }
    }

    private static InteractionRequest Read(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object) throw new JsonException();
        return payload.Text("type") switch
        {
            BlockActionRequest.TypeName => BlockActionRequest.Read(payload),
            var type => new UnknownInteractionRequest(type),
        };
    }
}

/// <summary>A payload of a kind that this library does not know.</summary>
public sealed class UnknownInteractionRequest : InteractionRequest
{
    internal UnknownInteractionRequest(string type) : base(type) { }
}
