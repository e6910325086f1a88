using SlackApi.Blocks;
using SlackApi.WebApi;

namespace SlackApi;

/// <summary>
/// The Web API calls that we use. Every call throws <see cref="SlackException"/> when Slack refuses it (or one of its
/// kinds for rate limits and answers that are not Slack's), <see cref="HttpRequestException"/> or
/// <see cref="IOException"/> when the network does, <see cref="ArgumentException"/> when the message breaks
/// <see cref="SlackLimits"/>. Nothing is tried twice.
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
    /// Sends to a response_url, without the token: the address is the credential. The caller has checked the address.
    /// </summary>
    Task Respond(Uri responseUrl, MessageResponse message, CancellationToken cancel);
}

public interface IAuthApi
{
    /// <summary>auth.test: whose token this is. Needs no scope.</summary>
    Task<AuthTestResponse> Test(CancellationToken cancel);
}

public interface IChatApi
{
    /// <summary>chat.postMessage. Not idempotent: without an answer it may have happened. Scope chat:write.</summary>
    Task<PostMessageResponse> PostMessage(Message message, CancellationToken cancel);

    /// <summary>chat.update, of one's own message. Scope chat:write.</summary>
    Task<MessageUpdateResponse> Update(MessageUpdate update, CancellationToken cancel);

    /// <summary>
    /// chat.postEphemeral: one user sees it. Metadata is not supported and left out. Scope chat:write.
    /// </summary>
    Task<PostEphemeralResponse> PostEphemeral(string userId, Message message, CancellationToken cancel);
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
    /// At most so many channels, below 1,000; a page may be shorter and is still not the last.
    /// </param>
    /// <param name="types">Kinds of channels, separated by commas, such as <c>public_channel</c>.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ConversationListResponse> List(
        bool excludeArchived,
        int limit,
        string types,
        string cursor,
        CancellationToken cancel
    );

    /// <summary>
    /// conversations.members, one page of user ids; apps are among them. Scopes as for <see cref="Info"/>.
    /// </summary>
    /// <param name="channelId">A private channel must have the app in it, or it does not exist for it.</param>
    /// <param name="limit">At most so many, below 1,000; a page may be shorter and is still not the last.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ConversationMembersResponse> Members(string channelId, int limit, string cursor, CancellationToken cancel);

    /// <summary>
    /// conversations.history, one page, newest first, without the replies in threads. Scopes channels:history,
    /// groups:history, im:history, mpim:history by kind of channel; the app must be in it.
    /// </summary>
    /// <param name="channelId">A name is not accepted.</param>
    /// <param name="oldest">Only messages after this one's id; empty for all.</param>
    /// <param name="latest">Only messages before this one's id; empty for all.</param>
    /// <param name="limit">At most so many, below 1,000. Slack gives some apps 15 at most.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ConversationHistoryResponse> History(
        string channelId,
        string oldest,
        string latest,
        int limit,
        CancellationToken cancel
    );

    /// <summary>
    /// conversations.open, of the direct messages with one user, whom it does not notify. Scope im:write.
    /// </summary>
    Task<Conversation> Open(string userId, CancellationToken cancel);

    /// <summary>conversations.join, of a public channel. Scope channels:join.</summary>
    Task<Conversation> Join(string channelId, CancellationToken cancel);
}

public interface IUserGroupsApi
{
    /// <summary>
    /// usergroups.list, all of it; the only way from a handle to an id. Scope usergroups:read;
    /// <c>plan_upgrade_required</c> without a paid plan.
    /// </summary>
    Task<IReadOnlyList<UserGroup>> List(bool includeDisabled, CancellationToken cancel);
}

public interface IUserGroupUsersApi
{
    /// <summary>usergroups.users.list: the user ids of a group that is not disabled. Scope usergroups:read.</summary>
    Task<IReadOnlyList<string>> List(string userGroupId, CancellationToken cancel);
}

public interface IViewsApi
{
    /// <summary>views.open, for the person of the interaction. Needs no scope.</summary>
    /// <param name="triggerId">Lives 3 s from the interaction, and opens one view.</param>
    /// <param name="view">Within <see cref="SlackLimits"/>.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ViewResponse> Open(string triggerId, ModalViewDefinition view, CancellationToken cancel);
}
