using System.Text.Json;

namespace SlackApi.Interaction;

/// <summary>
/// A payload that Slack sends when a user interacts with a message or a modal. Verify its signature before parsing it.
/// Texts that Slack did not send are empty, objects are null. Names are for display only; decide by ids.
/// </summary>
public abstract class InteractionRequest
{
    private const int MaxDepth = 64;

    private protected InteractionRequest(JsonElement payload)
    {
        Type = payload.Text("type");
        User = ReadUser(payload.Object("user") ?? default);
        Team = payload.Object("team") is { } team
            ? new(team.Text("id"), team.Text("domain"), team.Text("enterprise_id"))
            : null;
        Enterprise = payload.Object("enterprise") is { } enterprise ? new(enterprise.Text("id")) : null;
        IsEnterpriseInstall = payload.Flag("is_enterprise_install") ?? false;
        ApiAppId = payload.Text("api_app_id");
        TriggerId = payload.Text("trigger_id");
    }

    /// <summary>Slack's name of the kind of payload; empty if there is none.</summary>
    public string Type { get; }

    public ActingUser User { get; }

    /// <summary>Null if the app is installed for a whole organization.</summary>
    public ActingTeam? Team { get; }

    public ActingEnterprise? Enterprise { get; }

    public bool IsEnterpriseInstall { get; }

    /// <summary>The app that the interaction was sent to.</summary>
    public string ApiAppId { get; }

    /// <summary>Opens one modal; valid for 3 s. Empty for kinds that cannot open one.</summary>
    public string TriggerId { get; }

    /// <summary>
    /// Reads the decoded <c>payload</c> field. An unknown kind becomes an <see cref="UnknownInteractionRequest"/>.
    /// </summary>
    /// <exception cref="JsonException">
    /// It is not a JSON object, or is nested more than 64 levels deep. The message quotes nothing of it.
    /// </exception>
    public static InteractionRequest Parse(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // The other two types report text with a lone surrogate.
            throw new JsonException("The payload is no JSON object that can be read.", e);
        }
    }

    private static InteractionRequest Read(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object) throw new JsonException();
        return payload.Text("type") switch
        {
            BlockActionRequest.TypeName => BlockActionRequest.Read(payload),
            ViewSubmission.TypeName => ViewSubmission.Read(payload),
            ViewClosed.TypeName => ViewClosed.Read(payload),
            _ => new UnknownInteractionRequest(payload),
        };
    }

    private static ActingUser ReadUser(JsonElement user) =>
        new(user.Text("id"), user.Text("username"), user.Text("name"), user.Text("team_id"));
}

/// <summary>The user who acted.</summary>
public sealed record ActingUser(string Id, string Username, string Name, string TeamId);

/// <summary>The workspace of the interaction.</summary>
public sealed record ActingTeam(string Id, string Domain, string EnterpriseId);

/// <summary>The organization of the interaction.</summary>
public sealed record ActingEnterprise(string Id);

/// <summary>A payload of an unknown kind.</summary>
public sealed class UnknownInteractionRequest : InteractionRequest
{
    internal UnknownInteractionRequest(JsonElement payload) : base(payload) { }
}
