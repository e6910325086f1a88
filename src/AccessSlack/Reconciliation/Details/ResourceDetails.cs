using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Serialization;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Details;

/// <summary>
/// Names and labels of requested resources for the message. It waits for them for two seconds at most; names that come
/// later update the message once.
/// </summary>
/// <param name="names">Looks them up.</param>
/// <param name="policy">Whether they are to be looked up, and which labels are shown.</param>
/// <param name="queue">Asked for late: it is what this look-up is a part of.</param>
/// <param name="stop">Ends the wait for late names.</param>
internal sealed partial class ResourceDetails(
    ResourceNames names,
    CurrentPolicy policy,
    Func<RequestQueue> queue,
    StopSignal stop,
    ILogger<ResourceDetails> logger
) : IDetailSource
{
    public async Task<Func<RequestDetails, RequestDetails>?> FindAsync(AccessRequest request, CancellationToken cancel)
    {
        if (!policy.Now.Resources.AreLookedUp || request.ResourceIds.IsEmpty) return null;
        var lookup = names.FindAsync(request, stop.Token);
        if (await names.InTimeAsync(lookup, cancel) is { } found) return Found(found);
        Log.Late(logger, request.Id);
        _ = TakeLateAsync(request, lookup);
        return null;
    }

    private Func<RequestDetails, RequestDetails>? Found(ResourceLookup lookup)
    {
        var shown = policy.Now.Resources.Labels;
        return lookup.Found.IsEmpty
            ? null
            : details => DetailsBudget.Fit(
                details with { Resources = lookup.Found.KeepLabels(shown), ShownLabels = shown },
                DetailsBudget.MaxBytes
            );
    }

    private async Task TakeLateAsync(AccessRequest asked, Task<ResourceLookup> lookup)
    {
        try
        {
            if (Found(await lookup) is { } change)
                await queue().LearnedAsync(asked.Id, tracked => Take(tracked, asked, change));
        }
        catch (OperationCanceledException)
        {
            // the daemon stops
        }
    }

    /// <summary>
    /// Not if the request has ended or changed, and not if another replica was first. Every message is sent again: what
    /// is looked up is not a part of what makes a message out of date.
    /// </summary>
    private static bool Take(
        TrackedRequest tracked,
        AccessRequest asked,
        Func<RequestDetails, RequestDetails> change
    )
    {
        if (tracked.Existing is not { State: RequestState.Pending } request || request.Digest != asked.Digest)
            return false;
        if (tracked.Details is not { Resources.IsEmpty: true } known) return false;
        tracked.SawDetails(change(known), request.Digest);
        if (tracked.Ledger is not null)
            tracked.Remember(ledger =>
                ledger.Facts.Details.Resources.IsEmpty && ledger.Digest == asked.Digest
                    ? ledger.WithoutViews() with
                    {
                        Facts = ledger.Facts with { Details = change(ledger.Facts.Details) },
                    }
                    : ledger
            );
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5862,
            Level = LogLevel.Debug,
            Message = "Request {RequestId}: its resources are not looked up yet, so they are shown by their ids"
        )]
        public static partial void Late(ILogger logger, string requestId);
    }
}
