using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Slack.Calls;
using SlackApi;

namespace AccessSlack.Slack.Lookups;

/// <summary>The members of user groups and channels.</summary>
internal sealed class MemberLookup(SlackCaller caller, ChannelLookup channels, TimeProvider time)
{
    private const int MaxCached = 500;
    private const int MembersPerPage = 999;
    private const int MaxPages = 50;
    private const string MembersMethod = "conversations.members";
    private const string DisabledGroup =
        "This user group is disabled and has no members: enable it in Slack, or name another one.";

    private readonly ResponseCache<IReadOnlyList<UserGroup>> _groups = new(time, capacity: 1);
    private readonly ResponseCache<ImmutableHashSet<string>> _members = new(time, MaxCached);

    /// <inheritdoc cref="ISlackDirectory.GroupMembersAsync"/>
    public async Task<SlackResult<ImmutableHashSet<string>>> OfGroupAsync(
        string handle,
        TimeSpan freshness,
        CancellationToken cancel
    )
    {
        var maxAge = MaxAge(freshness);
        if (RecipientAddress.IsGroupId(handle))
            return await _members.GetAsync(handle, maxAge, () => FetchGroupMembersAsync(handle), cancel);
        var groups = await _groups.GetAsync("", maxAge, FetchGroupsAsync, cancel);
        return await groups
            .Then(list => FindGroup(list, handle))
            .ThenAsync(id => _members.GetAsync(id, maxAge, () => FetchGroupMembersAsync(id), cancel));
    }

    /// <inheritdoc cref="ISlackDirectory.ChannelMembersAsync"/>
    public async Task<SlackResult<ImmutableHashSet<string>>> OfChannelAsync(
        string channel,
        TimeSpan freshness,
        CancellationToken cancel
    )
    {
        var found = await channels.FindIdAsync(channel, cancel);
        return await found.ThenAsync(id =>
            _members.GetAsync(id, MaxAge(freshness), () => FetchChannelMembersAsync(id), cancel)
        );
    }

    /// <inheritdoc cref="ISlackDirectory.GetGroupsAsync"/>
    public async Task<SlackResult<ImmutableDictionary<string, GroupInfo>>> GetGroupsAsync(CancellationToken cancel) =>
        (await FetchGroupsAsync().WaitAsync(cancel)).Map(groups => groups
            .Where(group => !group.IsDisabled && SlackIds.IsId(group.Id))
            .DistinctBy(group => group.Handle, StringComparer.OrdinalIgnoreCase)
            .ToImmutableDictionary(
                group => group.Handle,
                group => new GroupInfo(group.Id, group.UpdatedBy),
                StringComparer.OrdinalIgnoreCase
            )
        );

    private static TimeSpan MaxAge(TimeSpan freshness) =>
        freshness < ChannelLookup.CacheTime ? freshness : ChannelLookup.CacheTime;

    private static SlackResult<string> FindGroup(IReadOnlyList<UserGroup> groups, string handle)
    {
        var name = handle.TrimStart('@');
        var found = groups
            .Where(group =>
                string.Equals(group.Handle, name, StringComparison.OrdinalIgnoreCase) && SlackIds.IsId(group.Id)
            )
            .ToList();
        return found.Find(group => !group.IsDisabled) is { } enabled ? new SlackResult<string>.Ok(enabled.Id)
            : found.Count > 0 ? SlackResults.Destination<string>("subteam_disabled", DisabledGroup)
            : SlackResults.Destination<string>("no_such_subteam", SlackFailures.NoSuchGroup);
    }

    /// <summary>https://docs.slack.dev/reference/methods/usergroups.list</summary>
    private Task<SlackResult<IReadOnlyList<UserGroup>>> FetchGroupsAsync() =>
        caller.CallAsync(
            "usergroups.list",
            repeatable: true,
            (api, limit) => api.UserGroups.List(includeDisabled: true, limit),
            CancellationToken.None
        );

    /// <summary>https://docs.slack.dev/reference/methods/usergroups.users.list</summary>
    private Task<SlackResult<ImmutableHashSet<string>>> FetchGroupMembersAsync(string id) =>
        caller.CallAsync(
            "usergroups.users.list",
            repeatable: true,
            async (api, limit) => UserIds(await api.UserGroupUsers.List(id, limit)),
            CancellationToken.None
        );

    /// <summary>https://docs.slack.dev/reference/methods/conversations.members</summary>
    private Task<SlackResult<ImmutableHashSet<string>>> FetchChannelMembersAsync(string id) =>
        caller.CallAsync(
            MembersMethod,
            repeatable: true,
            (api, limit) => ReadAllPagesAsync(api, id, limit),
            CancellationToken.None
        );

    /// <summary>
    /// Fails unless all pages could be read, and there are not too many: with a part of the members, people who are in
    /// the channel would be refused.
    /// </summary>
    private static async Task<ImmutableHashSet<string>> ReadAllPagesAsync(
        ISlackApiClient api,
        string id,
        CancellationToken limit
    )
    {
        var members = ImmutableHashSet.CreateBuilder<string>();
        var cursor = "";
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await api.Conversations.Members(id, MembersPerPage, cursor, limit);
            members.UnionWith(UserIds(page.Members));
            if (members.Count > ISlackDirectory.MostMembers) break;
            cursor = page.NextCursor;
            if (cursor.Length == 0) return members.ToImmutable();
        }

        throw new SlackException(MembersMethod, ISlackDirectory.TooManyMembers);
    }

    private static ImmutableHashSet<string> UserIds(IEnumerable<string> ids) => [.. ids.Where(SlackIds.IsUser)];
}
