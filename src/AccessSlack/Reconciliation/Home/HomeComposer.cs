using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;

namespace AccessSlack.Reconciliation.Home;

/// <summary>Looks up what one person's Home tab must show now.</summary>
internal sealed class HomeComposer(VisibleRequests requests, ISlackHome slack)
{
    /// <summary>For a link to a message, it may be older than for what is shown.</summary>
    private static readonly TimeSpan FreshForLinks = TimeSpan.FromMinutes(10);

    public async Task<(ComposedHome Tab, HomeContent Content)> ComposeAsync(
        SlackActor account,
        CancellationToken cancel
    )
    {
        var identity = await requests.IdentifyAsync(account, cancel);
        return await identity.Match(
            actor => ComposeAsync(actor, cancel),
            refusal => Task.FromResult(
                refusal.IsUnconfirmed
                    ? Of(HomeTab.Unavailable(), HomeContent.Unknown with { IsPartial = true })
                    : Of(HomeTab.ForOutsiders(), HomeContent.Unknown)
            )
        );
    }

    private async Task<(ComposedHome Tab, HomeContent Content)> ComposeAsync(Actor actor, CancellationToken cancel)
    {
        var viewer = await requests.FindViewerEverywhereAsync(actor, cancel);
        var all = requests.All.ToList();
        var own = Sorted(all.Where(known =>
            VisibleRequests.IsMine(actor, known.Request) && VisibleRequests.IsPending(known)
        ));
        var ownIds = own.Select(known => known.Tracked.Id).ToHashSet(StringComparer.Ordinal);
        var toDecide = Sorted(
            all.Where(known => !ownIds.Contains(known.Tracked.Id) && requests.MayDecide(viewer, known))
        );
        var places = await FindPlacesAsync(viewer, [.. Shown(own), .. Shown(toDecide)], cancel);
        var tab = HomeTab.Compose(
            await ListAsync(viewer, toDecide, places, cancel),
            await ListAsync(viewer, own, places, cancel),
            viewer.IsPartlyKnown
        );
        var ids = own.Concat(toDecide).Select(known => known.Tracked.Id).Take(HomeContent.MostRequests);
        return Of(tab, new HomeContent("", actor, [.. ids])
        {
            HasMore = own.Length + toDecide.Length > HomeContent.MostRequests,
            IsPartial = viewer.IsPartlyKnown,
        });
    }

    private static (ComposedHome Tab, HomeContent Content) Of(ComposedHome tab, HomeContent content) =>
        (tab, content with { Digest = tab.Digest });

    private static IEnumerable<KnownRequest> Shown(ImmutableArray<KnownRequest> requests) =>
        requests.Take(HomeTab.MostListed);

    private static ImmutableArray<KnownRequest> Sorted(IEnumerable<KnownRequest> requests) =>
    [
        .. requests
            .OrderByDescending(known => known.Request.Created ?? DateTimeOffset.MinValue)
            .ThenBy(known => known.Tracked.Id, StringComparer.Ordinal),
    ];

    private Task<FoundPlaces> FindPlacesAsync(
        Viewer viewer,
        ImmutableArray<KnownRequest> shown,
        CancellationToken cancel
    ) =>
        requests.FindPlacesAsync(
            viewer.Who.Actor,
            shown
                .SelectMany(known => known.Posted)
                .Select(message => message.Channel)
                .Distinct()
                .Take(VisibleRequests.MostPlaces),
            FreshForLinks,
            cancel
        );

    private async Task<HomeList> ListAsync(
        Viewer viewer,
        ImmutableArray<KnownRequest> all,
        FoundPlaces places,
        CancellationToken cancel
    )
    {
        var entries = await Task.WhenAll(Shown(all).Select(async known => new HomeEntry(
            requests.View(known),
            known.Request.Created,
            await FindLinkAsync(viewer, known, places, cancel)
        )));
        return new([.. entries], all.Length - entries.Length);
    }

    /// <summary>
    /// The person's own direct message, else a message in a channel where they are. A link into a channel of which
    /// Slack does not tell the members is better than none.
    /// </summary>
    private async Task<Uri?> FindLinkAsync(
        Viewer viewer,
        KnownRequest known,
        FoundPlaces places,
        CancellationToken cancel
    )
    {
        var message = known.Posted.FirstOrDefault(message => IsDirectTo(viewer.Who.Actor, message))
            ?? known.Posted.FirstOrDefault(message => places.In.Contains(message.Channel))
            ?? known.Posted.FirstOrDefault(message => places.Unknown.Contains(message.Channel));
        if (message is null) return null;
        var found = await slack.FindPermalinkAsync(message.Channel, message.Ts, cancel);
        return found is SlackResult<Uri>.Ok { Value: var link } ? link : null;
    }

    private static bool IsDirectTo(Actor actor, Delivery.Posted message) =>
        message.IsDirect
        && (message.IsFor(actor.SlackUserId) || (actor.Email.Length > 0 && message.IsFor(actor.Email)));
}
