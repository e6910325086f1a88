using System.Globalization;
using System.Text.Json;
using SlackApi.WebApi;

namespace SlackApi;

/// <summary>The Web API over HTTP.</summary>
/// <param name="http">
/// Follows no redirects, which would carry the token, and keeps no cookies. An invoker, because HttpClient adds its own
/// timeout of 100 s and an unbounded buffer.
/// </param>
/// <param name="apiUrl">Ends with a slash: <c>https://slack.com/api/</c>.</param>
/// <param name="token">Called for each request, so that a renewed token is used immediately.</param>
public sealed class SlackApiClient(HttpMessageInvoker http, Uri apiUrl, Func<string> token)
    : ISlackApiClient,
        IAuthApi,
        IChatApi,
        IUsersApi,
        IConversationsApi,
        IUserGroupsApi,
        IUserGroupUsersApi
{
    // It becomes part of a URL, whose length is limited.
    private const int LongestCursor = 1000;

    private readonly SlackHttp _http = new(http, apiUrl, token);

    public IAuthApi Auth => this;

    public IChatApi Chat => this;

    public IUsersApi Users => this;

    public IConversationsApi Conversations => this;

    public IUserGroupsApi UserGroups => this;

    public IUserGroupUsersApi UserGroupUsers => this;

    public IViewsApi Views { get; } = new ViewsApi(new(http, apiUrl, token));

    public Task Respond(Uri responseUrl, MessageResponse message, CancellationToken cancel)
    {
        MessageCheck.Content(message.Text, SlackLimits.PostText, message.Blocks);
        return _http.Respond(responseUrl, SlackJson.Write(message), cancel);
    }

    async Task<AuthTestResponse> IAuthApi.Test(CancellationToken cancel)
    {
        var (answer, scopes, date) = await _http.Post("auth.test", cancel);
        return AuthTestResponse.Read(answer, scopes) with { Date = date };
    }

    async Task<PostMessageResponse> IChatApi.PostMessage(Message message, CancellationToken cancel)
    {
        MessageCheck.Check(message);
        var answer = await _http.Write("chat.postMessage", SlackJson.Write(message), cancel);
        var stored = answer.Object("message") ?? default;
        return new(
            Needed("chat.postMessage", answer, "channel"),
            Needed("chat.postMessage", answer, "ts"),
            stored.Text("app_id")
        )
        {
            Blocks = stored.Blocks(),
        };
    }

    async Task<MessageUpdateResponse> IChatApi.Update(MessageUpdate update, CancellationToken cancel)
    {
        MessageCheck.Check(update);
        var answer = await _http.Write("chat.update", SlackJson.Write(update), cancel);
        return new(Needed("chat.update", answer, "channel"), Needed("chat.update", answer, "ts"))
        {
            Blocks = (answer.Object("message") ?? default).Blocks(),
        };
    }

    async Task<PostEphemeralResponse> IChatApi.PostEphemeral(string userId, Message message, CancellationToken cancel)
    {
        MessageCheck.Check(message);
        var body = new EphemeralMessage
        {
            Channel = message.Channel,
            User = userId,
            Text = message.Text,
            Blocks = message.Blocks,
            ThreadTs = message.ThreadTs,
            Parse = message.Parse,
        };
        return new((await _http.Write("chat.postEphemeral", SlackJson.Write(body), cancel)).Text("message_ts"));
    }

    async Task<Uri> IChatApi.GetPermalink(string channelId, string ts, CancellationToken cancel)
    {
        const string Method = "chat.getPermalink";
        var answer = await _http.Read(Method, [("channel", channelId), ("message_ts", ts)], cancel);
        return Needed(Method, answer, "permalink") is { Length: <= SlackLimits.ButtonUrl } text
            && Uri.TryCreate(text, UriKind.Absolute, out var link)
            && link.Scheme is "https" or "http"
                ? link
                : throw SlackHttp.Unreadable(Method);
    }

    Task<User> IUsersApi.Info(string userId, CancellationToken cancel) =>
        ReadUser("users.info", "user", userId, cancel);

    Task<User> IUsersApi.LookupByEmail(string email, CancellationToken cancel) =>
        ReadUser("users.lookupByEmail", "email", email, cancel);

    async Task<Conversation> IConversationsApi.Info(string channelId, CancellationToken cancel) =>
        ReadChannel(
            "conversations.info",
            await _http.Read(
                "conversations.info",
                [("channel", channelId), ("include_num_members", "true")],
                cancel
            )
        );

    async Task<ConversationListResponse> IConversationsApi.List(
        bool excludeArchived,
        int limit,
        string types,
        string cursor,
        CancellationToken cancel
    )
    {
        const string Method = "conversations.list";
        List<(string, string)> query =
        [
            ("exclude_archived", excludeArchived ? "true" : "false"),
            ("limit", limit.ToString(CultureInfo.InvariantCulture)),
            ("types", types),
        ];
        if (cursor.Length > 0) query.Add(("cursor", cursor));
        var page = ConversationListResponse.Read(await _http.Read(Method, query, cancel));
        return page.NextCursor.Length <= LongestCursor ? page : throw SlackHttp.Unreadable(Method);
    }

    async Task<ConversationMembersResponse> IConversationsApi.Members(
        string channelId,
        int limit,
        string cursor,
        CancellationToken cancel
    )
    {
        const string Method = "conversations.members";
        List<(string, string)> query =
        [
            ("channel", channelId),
            ("limit", limit.ToString(CultureInfo.InvariantCulture)),
        ];
        if (cursor.Length > 0) query.Add(("cursor", cursor));
        var page = ConversationMembersResponse.Read(await _http.Read(Method, query, cancel));
        return page.NextCursor.Length <= LongestCursor ? page : throw SlackHttp.Unreadable(Method);
    }

    async Task<ConversationHistoryResponse> IConversationsApi.History(
        string channelId,
        string oldest,
        string latest,
        int limit,
        CancellationToken cancel
    )
    {
        List<(string, string)> query =
        [
            ("channel", channelId),
            ("include_all_metadata", "true"),
            ("limit", limit.ToString(CultureInfo.InvariantCulture)),
        ];
        if (oldest.Length > 0) query.Add(("oldest", oldest));
        if (latest.Length > 0) query.Add(("latest", latest));
        return ConversationHistoryResponse.Read(await _http.Read("conversations.history", query, cancel));
    }

    async Task<HistoryMessage?> IConversationsApi.Message(string channelId, string ts, CancellationToken cancel)
    {
        List<(string, string)> query =
        [
            ("channel", channelId),
            ("include_all_metadata", "true"),
            ("inclusive", "true"),
            ("oldest", ts),
            ("latest", ts),
            ("limit", "1"),
        ];
        var page = ConversationHistoryResponse.Read(await _http.Read("conversations.history", query, cancel));
        return page.Messages is [var message, ..] ? message : null;
    }

    async Task<Conversation> IConversationsApi.Open(string userId, CancellationToken cancel) =>
        ReadChannel(
            "conversations.open",
            await _http.Write("conversations.open", SlackJson.Write(new OpenConversation(userId)), cancel)
        );

    async Task<Conversation> IConversationsApi.Join(string channelId, CancellationToken cancel) =>
        ReadChannel(
            "conversations.join",
            await _http.Write("conversations.join", SlackJson.Write(new JoinConversation(channelId)), cancel)
        );

    async Task<IReadOnlyList<UserGroup>> IUserGroupsApi.List(bool includeDisabled, CancellationToken cancel)
    {
        var answer = await _http.Read(
            "usergroups.list",
            [("include_disabled", includeDisabled ? "true" : "false")],
            cancel
        );
        return [.. answer.Objects("usergroups").Select(UserGroup.Read)];
    }

    async Task<IReadOnlyList<string>> IUserGroupUsersApi.List(string userGroupId, CancellationToken cancel)
    {
        var answer = await _http.Read("usergroups.users.list", [("usergroup", userGroupId)], cancel);
        return [.. answer.Texts("users")];
    }

    private async Task<User> ReadUser(string method, string field, string value, CancellationToken cancel)
    {
        var user = User.Read((await _http.Read(method, [(field, value)], cancel)).Object("user") ?? default);
        return user.Id.Length > 0 ? user : throw SlackHttp.Unreadable(method);
    }

    private static Conversation ReadChannel(string method, JsonElement answer)
    {
        var channel = Conversation.Read(answer.Object("channel") ?? default);
        return channel.Id.Length > 0 ? channel : throw SlackHttp.Unreadable(method);
    }

    private static string Needed(string method, JsonElement answer, string field) =>
        answer.Text(field) is { Length: > 0 } value ? value : throw SlackHttp.Unreadable(method);
}
