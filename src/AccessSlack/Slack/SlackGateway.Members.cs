using System.Collections.Immutable;
using AccessSlack.Requests;
using SlackApi;

namespace AccessSlack.Slack;

/// <summary>Who is in a user group or a channel, and what kind of channel it is.</summary>
internal sealed partial class SlackGateway
{
    private const int MembersOnAPage = 999;
    private const string DisabledGroup =
        "This user group is disabled, so it stands for nobody: enable it in Slack, or name another one.";
    private const string NoSuchChannel =
        "No public channel has this name, or it is archived; a private one is found only with the scope groups:read, " +
        "and when the bot is in it.";

    public async Task<SlackResult<string>> GetChannelNameAsync(string channelId, CancellationToken cancel) =>
        (await ChannelAsync(channelId, cancel)).Map(channel => channel.Name);

    public async Task<SlackResult<ChannelInfo>> GetChannelAsync(string channel, CancellationToken cancel) =>
        await (await AnyChannelIdAsync(channel, cancel)).ThenAsync(id => ChannelAsync(id, cancel));

    public async Task<SlackResult<ImmutableHashSet<string>>> GroupMembersAsync(
        string handle,
        TimeSpan freshness,
        CancellationToken cancel
    )
    {
        var maxAge = Shorter(freshness);
        var groups = await _groups.GetAsync(
            "",
            maxAge,
            () =>
                CallAsync(
                    "usergroups.list",
                    repeatable: true,
                    limit => _slack.UserGroups.List(includeDisabled: true, limit),
                    CancellationToken.None
                ),
            cancel
        );
        return await groups
            .Then(list => Group(list, handle))
            .ThenAsync(id => _members.GetAsync(id, maxAge, () => AskGroupAsync(id), cancel));
    }

    public async Task<SlackResult<ImmutableHashSet<string>>> ChannelMembersAsync(
        string channel,
        TimeSpan freshness,
        CancellationToken cancel
    ) =>
        await (await AnyChannelIdAsync(channel, cancel)).ThenAsync(id =>
            _members.GetAsync(id, Shorter(freshness), () => AskChannelAsync(id), cancel)
        );

    private Task<SlackResult<ChannelInfo>> ChannelAsync(string id, CancellationToken cancel) =>
        _channels.GetAsync(
            id,
            NamesKeep,
            () =>
                CallAsync(
                    "conversations.info",
                    repeatable: true,
                    async limit => ToChannel(await _slack.Conversations.Info(id, limit)),
                    CancellationToken.None
                ),
            cancel
        );

    private Task<SlackResult<ImmutableHashSet<string>>> AskGroupAsync(string id) =>
        CallAsync(
            "usergroups.users.list",
            repeatable: true,
            async limit => Users(await _slack.UserGroupUsers.List(id, limit)),
            CancellationToken.None
        );

    private Task<SlackResult<ImmutableHashSet<string>>> AskChannelAsync(string id) =>
        CallAsync(
            "conversations.members",
            repeatable: true,
            limit => AllMembersAsync(id, limit),
            CancellationToken.None
        );

    /// <summary>
    /// A part of the members would be worse than none: people would be refused who are in the channel.
    /// </summary>
    private async Task<ImmutableHashSet<string>> AllMembersAsync(string id, CancellationToken limit)
    {
        var members = ImmutableHashSet.CreateBuilder<string>();
        var cursor = "";
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await _slack.Conversations.Members(id, MembersOnAPage, cursor, limit);
            members.UnionWith(Users(page.Members));
            cursor = page.NextCursor;
            if (cursor.Length == 0) return members.ToImmutable();
        }

        throw new SlackException("conversations.members", "too_many_members");
    }

    private static SlackResult<string> Group(IReadOnlyList<UserGroup> groups, string handle)
    {
        var name = handle.TrimStart('@');
        var found = groups
            .Where(group =>
                string.Equals(group.Handle, name, StringComparison.OrdinalIgnoreCase) && SlackIds.IsId(group.Id)
            )
            .ToList();
        return found.Find(group => !group.IsDisabled) is { } live ? new SlackResult<string>.Ok(live.Id)
            : found.Count > 0 ? Failed<string>("subteam_disabled", DisabledGroup)
            : Failed<string>("no_such_subteam", SlackFailures.NoSuchGroup);
    }

    /// <summary>
    /// Of a private channel as well, if the bot is in it. Its scope is asked for only when no public channel has the
    /// name.
    /// </summary>
    private async Task<SlackResult<string>> AnyChannelIdAsync(string channel, CancellationToken cancel)
    {
        if (RecipientAddress.Kind(channel) is RecipientKind.User or RecipientKind.Email)
            return Failed<string>("channel_not_found", NoSuchChannel);
        var found = await ChannelIdAsync(channel, PublicChannels, cancel);
        if (found.Code() != "channel_not_found") return found;
        var hidden = await ChannelIdAsync(channel, PrivateChannels, cancel);
        return hidden.Code() is "channel_not_found" or "missing_scope"
            ? Failed<string>("channel_not_found", NoSuchChannel)
            : hidden;
    }

    private static ImmutableHashSet<string> Users(IEnumerable<string> ids) => [.. ids.Where(SlackIds.IsUser)];

    private static ChannelInfo ToChannel(Conversation channel) =>
        new(
            SlackIds.IsId(channel.Id) ? channel.Id : throw Unreadable("conversations.info"),
            channel.Name,
            channel.IsExtShared,
            channel.IsArchived,
            channel.IsMember
        );

    private static TimeSpan Shorter(TimeSpan freshness) => freshness < NamesKeep ? freshness : NamesKeep;

    private static SlackResult<T> Failed<T>(string code, string cure) =>
        new SlackResult<T>.Failed(new(SlackFailureKind.Destination, code, cure));
}
