using System.Collections.Immutable;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack.Calls;
using SlackApi;

namespace AccessSlack.Slack.Lookups;

/// <summary>Looks up users, user groups, channels and our own app, mostly from caches.</summary>
internal sealed class SlackDirectory(
    SlackCaller caller,
    AppIdentity app,
    UserLookup users,
    ChannelLookup channels,
    MemberLookup members,
    IBotsApi bots
) : ISlackDirectory
{
    public string AppId => app.AppId;

    /// <summary>https://docs.slack.dev/reference/methods/auth.test</summary>
    public Task<SlackResult<SlackApp>> AuthenticateAsync(CancellationToken cancel) =>
        caller.CallAsync(
            "auth.test",
            repeatable: true,
            async (api, limit) =>
            {
                var us = await api.Auth.Test(limit);
                return new SlackApp(us.TeamId, us.Team, us.EnterpriseId, us.UserId, us.User, us.BotId, us.Scopes)
                {
                    ServerTime = us.Date,
                };
            },
            cancel
        );

    public async Task<SlackResult<string>> GetAppIdAsync(string botId, CancellationToken cancel)
    {
        var id = await caller.CallAsync("bots.info", repeatable: true, (_, limit) => bots.AppOf(botId, limit), cancel);
        return id.Then(app =>
            SlackIds.IsId(app)
                ? new SlackResult<string>.Ok(app)
                : SlackResults.Destination<string>("not_an_app_id", "")
        );
    }

    public Task<SlackResult<SlackUser>> GetUserAsync(string userId, TimeSpan maxAge, CancellationToken cancel) =>
        users.GetAsync(userId, maxAge, cancel);

    public Task<SlackResult<SlackUser>> FindUserByEmailAsync(string email, CancellationToken cancel) =>
        users.FindByEmailAsync(email, cancel);

    public async Task<SlackResult<string>> GetChannelNameAsync(string channelId, CancellationToken cancel) =>
        (await channels.GetAsync(channelId, cancel)).Map(channel => channel.Name);

    public async Task<SlackResult<ChannelInfo>> GetChannelAsync(string channel, CancellationToken cancel)
    {
        var found = await channels.FindIdAsync(channel, cancel);
        return await found.ThenAsync(id => channels.GetAsync(id, cancel));
    }

    public Task<SlackResult<ChannelSearch>> FindChannelsAsync(
        IReadOnlyCollection<string> names,
        CancellationToken cancel
    ) => channels.FindAllAsync(names, cancel);

    public Task<SlackResult<ImmutableDictionary<string, GroupInfo>>> GetGroupsAsync(CancellationToken cancel) =>
        members.GetGroupsAsync(cancel);

    public Task<SlackResult<ImmutableHashSet<string>>> GroupMembersAsync(
        string handle,
        TimeSpan freshness,
        CancellationToken cancel
    ) => members.OfGroupAsync(handle, freshness, cancel);

    public Task<SlackResult<ImmutableHashSet<string>>> ChannelMembersAsync(
        string channel,
        TimeSpan freshness,
        CancellationToken cancel
    ) => members.OfChannelAsync(channel, freshness, cancel);
}
