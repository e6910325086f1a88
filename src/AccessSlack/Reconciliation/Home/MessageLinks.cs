using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Slack;

namespace AccessSlack.Reconciliation.Home;

/// <summary>The addresses of messages that a person can open, for the Home tab and the slash command.</summary>
internal sealed class MessageLinks(VisibleRequests requests, ISlackHome slack)
{
    /// <summary>For a link to a message, it may be older than for what is shown.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>By the id of the request; those of which there is no link are left out.</summary>
    public async Task<ImmutableDictionary<string, Uri>> FindAsync(
        Viewer viewer,
        ImmutableArray<KnownRequest> shown,
        CancellationToken cancel
    )
    {
        var places = await FindPlacesAsync(viewer, shown, cancel);
        var found = await Task.WhenAll(shown.Select(async known =>
            (known.Tracked.Id, Link: await FindAsync(viewer, known, places, cancel))
        ));
        return found
            .Where(entry => entry.Link is not null)
            .ToImmutableDictionary(entry => entry.Id, entry => entry.Link!, StringComparer.Ordinal);
    }

    /// <summary>Of a message that they can open for certain, nothing has to be looked up.</summary>
    private Task<FoundPlaces> FindPlacesAsync(
        Viewer viewer,
        ImmutableArray<KnownRequest> shown,
        CancellationToken cancel
    ) =>
        requests.FindPlacesAsync(
            viewer.Who.Actor,
            shown
                .Where(known => FindCertain(viewer, known) is null)
                .SelectMany(known => known.Posted)
                .Select(message => message.Channel)
                .Distinct()
                .Take(VisibleRequests.MostPlaces),
            Fresh,
            cancel
        );

    /// <summary>
    /// The person's own direct message, else a message in a channel where they are. A link into a channel of which
    /// Slack does not tell the members is better than none.
    /// </summary>
    private async Task<Uri?> FindAsync(Viewer viewer, KnownRequest known, FoundPlaces places, CancellationToken cancel)
    {
        var message = FindCertain(viewer, known)
            ?? known.Posted.FirstOrDefault(message => places.In.Contains(message.Channel))
            ?? known.Posted.FirstOrDefault(message => places.Unknown.Contains(message.Channel));
        if (message is null) return null;
        var found = await slack.FindPermalinkAsync(message.Channel, message.Ts, cancel);
        return found is SlackResult<Uri>.Ok { Value: var link } ? link : null;
    }

    private static Delivery.Posted? FindCertain(Viewer viewer, KnownRequest known) =>
        known.Posted.FirstOrDefault(message => IsDirectTo(viewer.Who.Actor, message))
        ?? known.Posted.FirstOrDefault(message => viewer.Who.Places.Contains(message.Channel));

    private static bool IsDirectTo(Actor actor, Delivery.Posted message) =>
        message.IsDirect
        && (message.IsFor(actor.SlackUserId) || (actor.Email.Length > 0 && message.IsFor(actor.Email)));
}
