using System.Collections.Immutable;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Slack;

/// <summary>
/// Users, user groups and channels, and our own app. Failures are part of the result; only cancellation throws.
/// </summary>
internal interface ISlackDirectory
{
    /// <summary>
    /// The code of a failure: Slack lists members page by page, and no channel with more than
    /// <see cref="MostMembers"/> is a source of approvers.
    /// </summary>
    const string TooManyMembers = "too_many_members";

    const int MostMembers = 10_000;

    /// <summary>The ID of our app; empty until Slack has sent it in the response to the first message.</summary>
    string AppId { get; }

    /// <summary>auth.test: the workspace, the bot and the scopes of our token.</summary>
    Task<SlackResult<SlackApp>> AuthenticateAsync(CancellationToken cancel);

    /// <summary>bots.info: the ID of the app that a bot belongs to.</summary>
    Task<SlackResult<string>> GetAppIdAsync(string botId, CancellationToken cancel);

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
    /// The channels with these names: one search for all of them, never from a cache, because names move.
    /// </summary>
    Task<SlackResult<ChannelSearch>> FindChannelsAsync(IReadOnlyCollection<string> names, CancellationToken cancel);

    /// <summary>usergroups.list: the enabled user groups by handle, never from a cache.</summary>
    Task<SlackResult<ImmutableDictionary<string, GroupInfo>>> GetGroupsAsync(CancellationToken cancel);

    /// <summary>
    /// The IDs of the users in a user group, cached for at most <paramref name="freshness"/> and never longer than ten
    /// minutes.
    /// </summary>
    /// <param name="handle">Its ID, or as people type it, with or without @, in upper or lower case.</param>
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
    private const string PublicScope = "channels:read";
    private const string PrivateScope = "groups:read";

    /// <summary>Slack's clock when it responded, to the second; null if the response had no date.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>Whether the app may read the history of channels, as far as we know.</summary>
    public bool MayReadHistory =>
        Scopes.Count == 0 || Scopes.Any(scope => scope is "channels:history" or "groups:history");

    /// <summary>Whether Slack tells anything about channels, as far as we know.</summary>
    public bool MayReadChannels => Scopes.Count == 0 || Scopes.Contains(PublicScope) || Scopes.Contains(PrivateScope);

    /// <summary>The scopes that listing members needs and the app lacks; empty if none, or if not known.</summary>
    /// <param name="areAllPublic">No channel in question is private.</param>
    public string MissingForMembers(bool areAllPublic) =>
        Scopes.Count == 0
            ? ""
            : string.Join(
                " and ",
                new[] { PublicScope, PrivateScope }.Take(areAllPublic ? 1 : 2).Except(Scopes)
            );
}

/// <summary>
/// A channel as conversations.info describes it. A flag that Slack did not send is null: absent is not false.
/// </summary>
/// <param name="Id">The only identifier of the channel that all methods accept.</param>
/// <param name="Name">Without #.</param>
/// <param name="IsExternallyShared">Other companies can read it (Slack Connect).</param>
/// <param name="IsArchived">No one can post there.</param>
/// <param name="IsMember">The bot is a member.</param>
internal sealed record ChannelInfo(string Id, string Name, bool? IsExternallyShared, bool? IsArchived, bool? IsMember)
{
    /// <summary>Only invited people are in it.</summary>
    public bool? IsPrivate { get; init; }

    /// <summary>How many people and apps are in it.</summary>
    public int? MemberCount { get; init; }
}

/// <summary>A user group.</summary>
/// <param name="Id">S… .</param>
/// <param name="UpdatedBy">The user ID of the last person who changed it; empty if Slack does not say.</param>
internal sealed record GroupInfo(string Id, string UpdatedBy);

/// <param name="Ids">The ID of each channel that was found, by name.</param>
/// <param name="Failure">
/// Why a part of the list could not be read; null if every other name belongs to no channel that the bot can see.
/// </param>
internal sealed record ChannelSearch(ImmutableDictionary<string, string> Ids, SlackFailure? Failure);
