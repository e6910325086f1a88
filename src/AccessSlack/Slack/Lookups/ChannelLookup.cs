using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Slack.Calls;
using SlackApi;

namespace AccessSlack.Slack.Lookups;

/// <summary>Channels by name or ID.</summary>
internal sealed class ChannelLookup(SlackCaller caller, TimeProvider time)
{
    /// <summary>
    /// How long channels are cached, and e-mail addresses; members are cached for at most this time.
    /// </summary>
    internal static readonly TimeSpan CacheTime = TimeSpan.FromMinutes(10);

    private const int MaxCached = 10_000;
    private const int ChannelsPerPage = 200;
    private const int MaxPages = 50;
    private const string PublicChannels = "public_channel";
    private const string PrivateChannels = "private_channel";
    private const string InfoMethod = "conversations.info";
    private const string ListMethod = "conversations.list";
    private const string NotFound = "channel_not_found";
    private static readonly SlackFailure TooManyChannels = new(
        SlackFailureKind.Destination,
        "too_many_channels",
        "The workspace has too many channels to find one by its name: give its id instead."
    );

    private static readonly ImmutableDictionary<string, string> NoIds =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    private const string NoSuchChannel =
        "No public channel has this name, or it is archived; a private one is found only with the scope groups:read, " +
        "and when the bot is in it.";

    private readonly ResponseCache<ChannelInfo> _channels = new(time, MaxCached);
    private readonly ResponseCache<string> _ids = new(time, MaxCached);

    /// <summary>The description of a channel given by ID.</summary>
    public Task<SlackResult<ChannelInfo>> GetAsync(string channelId, CancellationToken cancel) =>
        _channels.GetAsync(channelId, CacheTime, () => FetchAsync(channelId), cancel);

    /// <summary>
    /// The ID of a public channel, or of a private one that the bot is in, given by name or ID. Private channels, which
    /// need another scope, are searched only if no public channel has the name.
    /// </summary>
    public async Task<SlackResult<string>> FindIdAsync(string channel, CancellationToken cancel)
    {
        if (RecipientAddress.Kind(channel) is RecipientKind.User or RecipientKind.Email)
            return SlackResults.Destination<string>(NotFound, NoSuchChannel);
        var found = await FindIdAsync(channel, PublicChannels, cancel);
        if (found.Code() != NotFound) return found;
        var hidden = await FindIdAsync(channel, PrivateChannels, cancel);
        return hidden.Code() is NotFound or "missing_scope"
            ? SlackResults.Destination<string>(NotFound, NoSuchChannel)
            : hidden;
    }

    /// <inheritdoc cref="ISlackDirectory.FindChannelsAsync"/>
    public async Task<SlackResult<ChannelSearch>> FindAllAsync(
        IReadOnlyCollection<string> names,
        CancellationToken cancel
    )
    {
        var shown = await SearchAllAsync(names, PublicChannels, cancel);
        if (shown is not SlackResult<ChannelSearch>.Ok { Value: var found }) return shown;
        string[] left = [.. names.Where(name => !found.Ids.ContainsKey(name))];
        if (left.Length == 0) return shown;
        var hidden = await SearchAllAsync(left, PrivateChannels, cancel) switch
        {
            SlackResult<ChannelSearch>.Ok ok => ok.Value,
            SlackResult<ChannelSearch>.Failed failed => new(NoIds, failed.Failure),
            _ => throw new InvalidOperationException("unknown result"),
        };
        return new SlackResult<ChannelSearch>.Ok(
            new(found.Ids.AddRange(hidden.Ids), found.Failure ?? hidden.Failure)
        );
    }

    // Messages can be posted to a channel name; all other methods need the ID.
    private Task<SlackResult<string>> FindIdAsync(string channel, string types, CancellationToken cancel) =>
        RecipientAddress.Kind(channel) == RecipientKind.Channel
            ? _ids.GetAsync($"{types} {channel}", CacheTime, () => SearchAsync(channel, types), cancel)
            : Task.FromResult<SlackResult<string>>(new SlackResult<string>.Ok(channel));

    /// <summary>https://docs.slack.dev/reference/methods/conversations.info</summary>
    private Task<SlackResult<ChannelInfo>> FetchAsync(string id) =>
        caller.CallAsync(
            InfoMethod,
            repeatable: true,
            async (api, limit) => ToChannel(await api.Conversations.Info(id, limit)),
            CancellationToken.None
        );

    /// <summary>https://docs.slack.dev/reference/methods/conversations.list</summary>
    private Task<SlackResult<string>> SearchAsync(string name, string types) =>
        caller.CallAsync(
            ListMethod,
            repeatable: true,
            async (api, limit) =>
                (await SearchAsync(api, [name], types, limit)).Ids.GetValueOrDefault(name)
                ?? throw new SlackException(ListMethod, NotFound),
            CancellationToken.None
        );

    private Task<SlackResult<ChannelSearch>> SearchAllAsync(
        IReadOnlyCollection<string> names,
        string types,
        CancellationToken cancel
    ) => caller.CallAsync(ListMethod, repeatable: true, (api, limit) => SearchAsync(api, names, types, limit), cancel);

    /// <summary>
    /// All pages share the limit of one call, because a claim is held meanwhile and must not look abandoned to another
    /// replica.
    /// </summary>
    /// <exception cref="SlackException">Slack refused to list them.</exception>
    private static async Task<ChannelSearch> SearchAsync(
        ISlackApiClient api,
        IReadOnlyCollection<string> names,
        string types,
        CancellationToken limit
    )
    {
        var (left, found, cursor) = (names.ToHashSet(StringComparer.OrdinalIgnoreCase), NoIds.ToBuilder(), "");
        for (var pages = 0; pages < MaxPages && left.Count > 0; pages++)
        {
            var page = await api.Conversations.List(excludeArchived: true, ChannelsPerPage, types, cursor, limit);
            foreach (var channel in page.Channels)
                if (SlackIds.IsId(channel.Id) && left.Remove(channel.Name)) found.Add(channel.Name, channel.Id);
            cursor = page.NextCursor;
            if (cursor.Length == 0) break;
        }

        return new(found.ToImmutable(), cursor.Length == 0 || left.Count == 0 ? null : TooManyChannels);
    }

    private static ChannelInfo ToChannel(Conversation channel) =>
        new(
            SlackIds.RequireId(channel.Id, InfoMethod),
            channel.Name,
            channel.IsExtShared,
            channel.IsArchived,
            channel.IsMember
        )
        {
            IsPrivate = channel.IsPrivate,
            MemberCount = channel.MemberCount,
        };
}
