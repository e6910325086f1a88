using SlackApi.Blocks;
using SlackApi.WebApi;

namespace SlackApi;

/// <summary>
/// The Web API calls that we use. Every call throws <see cref="SlackException"/> if Slack refuses it (or a subtype for
/// rate limits and for answers that are not Slack's), <see cref="HttpRequestException"/> or <see cref="IOException"/>
/// if the network fails, and <see cref="ArgumentException"/> if the message exceeds <see cref="SlackLimits"/>. Nothing
/// is retried.
/// </summary>
public interface ISlackApiClient
{
    IAuthApi Auth { get; }

    IChatApi Chat { get; }

    IUsersApi Users { get; }

    IConversationsApi Conversations { get; }

    IUserGroupsApi UserGroups { get; }

    IUserGroupUsersApi UserGroupUsers { get; }

    IViewsApi Views { get; }

    /// <summary>
    /// Sends to a response_url, without the token: the URL is the credential. The caller has validated the URL.
    /// </summary>
    Task Respond(Uri responseUrl, MessageResponse message, CancellationToken cancel);
}

public interface IAuthApi
{
    /// <summary>auth.test: the identity behind the token. Needs no scope.</summary>
    Task<AuthTestResponse> Test(CancellationToken cancel);
}

public interface IChatApi
{
    /// <summary>
    /// chat.postMessage. Not idempotent: without an answer, the message may have been posted. Scope chat:write.
    /// </summary>
    Task<PostMessageResponse> PostMessage(Message message, CancellationToken cancel);

    /// <summary>chat.update, only for the app's own messages. Scope chat:write.</summary>
    Task<MessageUpdateResponse> Update(MessageUpdate update, CancellationToken cancel);

    /// <summary>
    /// chat.postEphemeral: visible to one user. Metadata is not supported and left out. Scope chat:write.
    /// </summary>
    Task<PostEphemeralResponse> PostEphemeral(string userId, Message message, CancellationToken cancel);

    /// <summary>chat.getPermalink: the address of a message, which never changes. Needs no scope.</summary>
    Task<Uri> GetPermalink(string channelId, string ts, CancellationToken cancel);
}

public interface IUsersApi
{
    /// <summary>users.info. Scope users:read, and users:read.email for the e-mail address.</summary>
    Task<User> Info(string userId, CancellationToken cancel);

    /// <summary>users.lookupByEmail, by primary address only. Scope users:read.email.</summary>
    Task<User> LookupByEmail(string email, CancellationToken cancel);
}

public interface IConversationsApi
{
    /// <summary>conversations.info. Scopes channels:read, groups:read, im:read, mpim:read by kind of channel.</summary>
    Task<Conversation> Info(string channelId, CancellationToken cancel);

    /// <summary>conversations.list, one page. Scopes as for <see cref="Info"/>.</summary>
    /// <param name="excludeArchived">Without archived channels.</param>
    /// <param name="limit">
    /// Maximum number of channels, below 1,000; a page may be shorter without being the last one.
    /// </param>
    /// <param name="types">Kinds of channels, separated by commas, such as <c>public_channel</c>.</param>
    /// <param name="cursor">From the previous page; empty for the first.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ConversationListResponse> List(
        bool excludeArchived,
        int limit,
        string types,
        string cursor,
        CancellationToken cancel
    );

    /// <summary>
    /// conversations.members, one page of user ids, including apps. Scopes as for <see cref="Info"/>.
    /// </summary>
    /// <param name="channelId">
    /// The app must be a member of a private channel; otherwise Slack says that it does not exist.
    /// </param>
    /// <param name="limit">Maximum, below 1,000; a page may be shorter without being the last one.</param>
    /// <param name="cursor">From the previous page; empty for the first.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ConversationMembersResponse> Members(string channelId, int limit, string cursor, CancellationToken cancel);

    /// <summary>
    /// conversations.history, one page, newest first, without thread replies. Scopes channels:history, groups:history,
    /// im:history, mpim:history by kind of channel; the app must be a member.
    /// </summary>
    /// <param name="channelId">A name is not accepted.</param>
    /// <param name="oldest">Only messages after this one's id; empty for all.</param>
    /// <param name="latest">Only messages before this one's id; empty for all.</param>
    /// <param name="limit">Maximum, below 1,000. Slack limits some apps to 15.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ConversationHistoryResponse> History(
        string channelId,
        string oldest,
        string latest,
        int limit,
        CancellationToken cancel
    );

    /// <summary>
    /// conversations.history for one message; null if there is none. Scopes as for <see cref="History"/>.
    /// </summary>
    Task<HistoryMessage?> Message(string channelId, string ts, CancellationToken cancel);

    /// <summary>conversations.open, for direct messages with one user, who is not notified. Scope im:write.</summary>
    Task<Conversation> Open(string userId, CancellationToken cancel);

    /// <summary>conversations.join, for public channels. Scope channels:join.</summary>
    Task<Conversation> Join(string channelId, CancellationToken cancel);
}

public interface IUserGroupsApi
{
    /// <summary>
    /// usergroups.list, unpaged; the only way to resolve a handle to an id. Scope usergroups:read;
    /// <c>plan_upgrade_required</c> without a paid plan.
    /// </summary>
    Task<IReadOnlyList<UserGroup>> List(bool includeDisabled, CancellationToken cancel);
}

public interface IUserGroupUsersApi
{
    /// <summary>usergroups.users.list: the user ids in an enabled group. Scope usergroups:read.</summary>
    Task<IReadOnlyList<string>> List(string userGroupId, CancellationToken cancel);
}

public interface IViewsApi
{
    /// <summary>views.open, for the user of the interaction. Needs no scope.</summary>
    /// <param name="triggerId">Valid for 3 s after the interaction, for one view.</param>
    /// <param name="view">Within <see cref="SlackLimits"/>.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ViewResponse> Open(string triggerId, ModalViewDefinition view, CancellationToken cancel);

    /// <summary>
    /// views.publish: replaces the Home tab that one person sees, at any time. Needs no scope;
    /// <c>not_enabled</c> if the app has no Home tab.
    /// </summary>
    /// <param name="userId">The person.</param>
    /// <param name="hash">
    /// Of the view that is to be replaced: <c>hash_conflict</c> if it is no longer the newest. Empty to replace
    /// any.
    /// </param>
    /// <param name="view">Within <see cref="SlackLimits"/>.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ViewResponse> Publish(string userId, string hash, HomeViewDefinition view, CancellationToken cancel);
}
