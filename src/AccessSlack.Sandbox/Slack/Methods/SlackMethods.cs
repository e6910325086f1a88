using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <param name="Scope">The scope it always needs; null if there is none or it depends on the channel.</param>
/// <param name="TakesJson">False for methods that read only a query string or a form, and ignore a JSON body.</param>
/// <param name="Run">Throws <see cref="SlackRefusal"/>.</param>
internal sealed record SlackMethod(string? Scope, bool TakesJson, Func<SlackWorkspace, SlackArguments, JsonObject> Run)
{
    /// <summary>
    /// The methods that an approval daemon may call. All others are deliberately unknown, so that a test notices.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, SlackMethod> All = new Dictionary<string, SlackMethod>
    {
        [SlackSockets.Open] = new(null, true, (_, _) => throw new SlackRefusal("not_allowed_token_type")),
        ["auth.test"] = new(null, true, UserMethods.AuthTest),
        ["bots.info"] = new("users:read", false, UserMethods.Bot),
        ["chat.postMessage"] = new("chat:write", true, ChatMethods.PostMessage),
        ["chat.update"] = new("chat:write", true, ChatMethods.Update),
        ["chat.postEphemeral"] = new("chat:write", true, ChatMethods.PostEphemeral),
        ["chat.getPermalink"] = new(null, false, ChatMethods.GetPermalink),
        ["chat.delete"] = new("chat:write", true, ChatMethods.Delete),
        ["users.info"] = new("users:read", false, UserMethods.Info),
        ["users.lookupByEmail"] = new("users:read.email", false, UserMethods.LookupByEmail),
        ["conversations.info"] = new(null, false, ConversationMethods.Info),
        ["conversations.list"] = new(null, false, ConversationMethods.List),
        ["conversations.history"] = new(null, false, ConversationMethods.History),
        ["conversations.join"] = new("channels:join", true, ConversationMethods.Join),
        ["conversations.open"] = new("im:write", true, ConversationMethods.Open),
        ["conversations.members"] = new(null, false, ConversationMethods.Members),
        ["usergroups.list"] = new("usergroups:read", false, UserGroupMethods.List),
        ["usergroups.users.list"] = new("usergroups:read", false, UserGroupMethods.Users),
        ["views.open"] = new(null, true, ViewMethods.Open),
        ["views.update"] = new(null, true, ViewMethods.Update),
        ["views.publish"] = new(null, true, ViewMethods.Publish),
    };
}
