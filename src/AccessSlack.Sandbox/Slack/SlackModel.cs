using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack;

/// <summary>A user as returned by users.info. A flag that is null is left out of the answer, as Slack may do.</summary>
internal sealed record SlackPerson(string Id, string Name)
{
    /// <summary>Null if there is none. Slack never returns the address of a stranger.</summary>
    public string? Email { get; init; }

    public string? RealName { get; init; }

    /// <summary>Null for our own workspace.</summary>
    public string? TeamId { get; init; }

    public string? EnterpriseId { get; init; }
    public bool? Deleted { get; init; } = false;
    public bool? IsBot { get; init; } = false;
    public bool? IsAppUser { get; init; } = false;
    public bool? IsWorkflowBot { get; init; }
    public bool? IsRestricted { get; init; } = false;
    public bool? IsUltraRestricted { get; init; } = false;
    public bool? IsStranger { get; init; }
    public bool? IsInvitedUser { get; init; }
    public bool? IsEmailConfirmed { get; init; } = true;
    public bool? IsAdmin { get; init; }

    /// <summary>False makes users.info answer user_not_visible.</summary>
    public bool IsVisible { get; init; } = true;

    public bool IsGuest => IsRestricted is true || IsUltraRestricted is true;
}

/// <param name="Id">C… for a channel, D… for a direct message.</param>
/// <param name="Name">Without #; empty for a direct message.</param>
internal sealed record SlackChannel(string Id, string Name)
{
    public bool IsPrivate { get; init; }
    public bool IsArchived { get; init; }
    public bool IsExternallyShared { get; init; }
    public bool BotIsMember { get; init; } = true;

    /// <summary>Members other than the app itself.</summary>
    public ImmutableHashSet<string> Members { get; init; } = [];

    public bool IsDirect => Id[0] == 'D';
}

/// <summary>A user group, <c>@handle</c>; a snapshot, never changed in place.</summary>
/// <param name="Id">S… .</param>
/// <param name="Handle">Without @.</param>
internal sealed record SlackUserGroup(string Id, string Handle)
{
    public ImmutableHashSet<string> Users { get; init; } = [];

    /// <summary>The last person who changed it; null if Slack does not say.</summary>
    public string? UpdatedBy { get; init; }

    /// <summary>It can still be listed on request, but has no members.</summary>
    public bool IsDisabled { get; init; }
}

/// <summary>A modal on a person's screen, or their Home tab; a snapshot, never changed in place.</summary>
/// <param name="Id">V… .</param>
/// <param name="UserId">The only person who sees it.</param>
/// <param name="Hash">Changes with every change of the view.</param>
/// <param name="Definition">As sent by the app; missing ids are generated.</param>
internal sealed record SlackView(string Id, string UserId, string Hash, JsonObject Definition)
{
    public bool IsOpen { get; init; } = true;

    /// <summary>Earlier contents, oldest first.</summary>
    public ImmutableArray<JsonObject> Before { get; init; } = [];

    /// <summary>The app's errors for the last submission, by block_id.</summary>
    public ImmutableSortedDictionary<string, string> Errors { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// The value that each menu showed when it was last submitted, by block_id. Slack's clients keep it, even if the
    /// view is replaced by one with other initial options.
    /// </summary>
    public ImmutableDictionary<string, string> Kept { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// "We had some trouble connecting. Try again?": the answer to the last submission was not one that Slack accepts.
    /// </summary>
    public bool IsInTrouble { get; init; }

    public string CallbackId => Definition.Text("callback_id") ?? "";

    public string PrivateMetadata => Definition.Text("private_metadata") ?? "";

    public string Title => (Definition["title"] as JsonObject)?.Text("text") ?? "";

    /// <summary>The input blocks, in order.</summary>
    public IEnumerable<JsonObject> Inputs =>
        (Definition["blocks"] as JsonArray ?? []).OfType<JsonObject>().Where(block => block.Is("type", "input"));

    /// <summary>All text in its blocks, one line each.</summary>
    public string Text => string.Join('\n', Texts(Definition["blocks"]));

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject json when json.Text("text") is { } text => [text],
        JsonObject json => json.SelectMany(field => Texts(field.Value)),
        JsonArray array => array.SelectMany(Texts),
        _ => [],
    };
}

/// <summary>The content of a message at one time.</summary>
internal sealed record SlackContent(string Text, JsonArray Blocks, JsonObject? Metadata)
{
    /// <summary>
    /// The mentions and links that Slack made of it. Posting a mention notifies people; an update never does.
    /// </summary>
    public ImmutableArray<string> Live { get; init; } = [];
}

/// <summary>A stored message; a snapshot, never changed in place.</summary>
/// <param name="Channel">Id of the channel.</param>
/// <param name="Ts">Slack's id of the message in that channel.</param>
/// <param name="UserId">The author.</param>
/// <param name="BotId">Null for a person's message.</param>
/// <param name="AppId">Null for a person's message.</param>
/// <param name="ThreadTs">The parent of a reply; null for a message of the channel.</param>
/// <param name="Content">Its present content.</param>
internal sealed record SlackMessage(
    string Channel,
    string Ts,
    string UserId,
    string? BotId,
    string? AppId,
    string? ThreadTs,
    SlackContent Content
)
{
    /// <summary>Earlier contents, oldest first.</summary>
    public ImmutableArray<SlackContent> Edits { get; init; } = [];

    public string Text => Content.Text;

    public JsonArray Blocks => Content.Blocks;

    public JsonObject? Metadata => Content.Metadata;

    /// <summary>The buttons that can be pressed now.</summary>
    public IEnumerable<JsonObject> Buttons => Blocks.OfType<JsonObject>()
        .SelectMany(block => new[] { block["accessory"] }.Concat(block["elements"] as JsonArray ?? []))
        .OfType<JsonObject>().Where(element => element.Is("type", "button"));
}

/// <summary>A message "only visible to you".</summary>
/// <param name="Via"><c>chat.postEphemeral</c>, <c>response_url</c> or <c>command</c>.</param>
/// <param name="IsShown">False if it went into a thread that does not exist, where no one sees it.</param>
internal sealed record SlackEphemeral(
    string Channel,
    string UserId,
    string Ts,
    string? ThreadTs,
    SlackContent Content,
    string Via,
    bool IsShown
)
{
    public string Text => Content.Text;
}

/// <summary>A call that reached the simulator, without its token.</summary>
/// <param name="Method">Such as <c>chat.postMessage</c>; <c>response_url</c> for a response URL.</param>
/// <param name="Time">By the simulator's clock.</param>
/// <param name="Args">As Slack read them, without the arguments it ignored.</param>
internal sealed record SlackCall(string Method, DateTimeOffset Time, JsonObject Args);
