using AccessSlack.Requests.Resources;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation.Details;

/// <summary>
/// Looks up what determines who is told of a new request, and what its message shows, beside the request itself. Once
/// for what is requested: then the ledger keeps it.
/// </summary>
internal sealed class RequestDetailsFinder(IEnumerable<IDetailSource> sources)
{
    /// <summary>What takes longer is left out: no look-up delays a message further.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <returns>
    /// Whether something was found, or something else is requested by now, so that it has to be planned again.
    /// </returns>
    public async Task<bool> FindAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (tracked is not { Details: null, Request: { } request }) return false;
        var found = await Task.WhenAll(sources.Select(source => source.FindAsync(request, cancel)));
        var details = found.Aggregate(RequestDetails.None, (all, change) => change?.Invoke(all) ?? all);
        tracked.SawDetails(details, request.Digest);
        return details != RequestDetails.None || tracked.Details is null;
    }
}
