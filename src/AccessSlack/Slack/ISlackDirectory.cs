using System.Collections.Immutable;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Slack;

/// <summary>
/// Users, user groups and channels, and our own app. Failures are part of the result; only cancellation throws.
/// </summary>
internal interface ISlackDirectory
{
    /// <summary>The ID of our app; empty until Slack has sent it in the response to the first message.</summary>
    string AppId { get; }

    /// <summary>auth.test: the workspace, the bot and the scopes of our token.</summary>
    Task<SlackResult<SlackApp>> AuthenticateAsync(CancellationToken cancel);

    /// <summary>users.info, cached for at most <paramref name="maxAge"/>.</summary>
    Task<SlackResult<SlackUser>> GetUserAsync(string userId, TimeSpan maxAge, CancellationToken cancel);

    /// <summary>users.lookupByEmail, cached for ten minutes.</summary>
    Task<SlackResult<SlackUser>> FindUserByEmailAsync(string email, CancellationToken cancel);

    /// <summary>
    /// The name of a channel given by ID (conversations.info, cached for ten minutes), to recognize two spellings of
    /// one channel.
    /// </summary>
    Task<SlackResult<string>> GetChannelNameAsync(string channelId, CancellationToken cancel);

    /// <summary>conversations.info of a channel given by name or ID, cached for ten minutes.</summary>
    Task<SlackResult<ChannelInfo>> GetChannelAsync(string channel, CancellationToken cancel);

    /// <summary>
    /// The IDs of the users in a user group, cached for at most <paramref name="freshness"/> and never longer than ten
    /// minutes.
    /// </summary>
    /// <param name="handle">As people type it, with or without @, in upper or lower case.</param>
    /// <param name="freshness">The greatest age of a cached response.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<SlackResult<ImmutableHashSet<string>>> GroupMembersAsync(
        string handle,
        TimeSpan freshness,
        CancellationToken cancel
    );

    /// <summary>
    /// The IDs of the users in a channel given by name or ID, including apps and guests; cached as in
    /// <see cref="GroupMembersAsync"/>.
    /// </summary>
    Task<SlackResult<ImmutableHashSet<string>>> ChannelMembersAsync(
        string channel,
        TimeSpan freshness,
        CancellationToken cancel
    );
}

/// <summary>
/// Our app in Slack. <paramref name="Scopes"/> are those granted to the token; empty if Slack does not list them.
/// </summary>
internal sealed record SlackApp(
    string TeamId,
    string TeamName,
    string EnterpriseId,
    string BotUserId,
    string BotUserName,
    string BotId,
    IReadOnlyList<string> Scopes
)
{
    /// <summary>Slack's clock when it responded, to the second; null if the response had no date.</summary>
    public DateTimeOffset? ServerTime { get; init; }
}

/// <summary>
/// A channel as conversations.info describes it. A flag that Slack did not send is null: absent is not false.
/// </summary>
/// <param name="Id">The only identifier of the channel that all methods accept.</param>
/// <param name="Name">Without #.</param>
/// <param name="IsExternallyShared">Other companies can read it (Slack Connect).</param>
/// <param name="IsArchived">No one can post there.</param>
/// <param name="IsMember">The bot is a member.</param>
internal sealed record ChannelInfo(string Id, string Name, bool? IsExternallyShared, bool? IsArchived, bool? IsMember);
