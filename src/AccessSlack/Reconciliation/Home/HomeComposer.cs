using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Messages;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Reconciliation.Home;

/// <summary>Looks up what one person's Home tab must show now.</summary>
internal sealed class HomeComposer(VisibleRequests requests, MessageLinks links)
{
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
        var found = await links.FindAsync(viewer, [.. Shown(own), .. Shown(toDecide)], cancel);
        var tab = HomeTab.Compose(List(toDecide, found), List(own, found), viewer.IsPartlyKnown);
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

    private HomeList List(ImmutableArray<KnownRequest> all, ImmutableDictionary<string, Uri> found)
    {
        var entries = Shown(all).Select(known =>
            new HomeEntry(requests.View(known), known.Request.Created, found.GetValueOrDefault(known.Tracked.Id))
        ).ToImmutableArray();
        return new(entries, all.Length - entries.Length);
    }
}
