using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Routing;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Details;

/// <summary>
/// Labels and friendly names of requested resources, as far as routes ask for them. An answer that comes later moves no
/// request to other people.
/// </summary>
internal sealed partial class RouteDetails(
    ResourceNames names,
    CurrentPolicy policy,
    StopSignal stop,
    ILogger<RouteDetails> logger
) : IDetailSource
{
    public async Task<Func<RequestDetails, RequestDetails>?> FindAsync(
        AccessRequest request,
        CancellationToken cancel
    )
    {
        List<string> labels = [.. policy.Now.Policy.Recipients.RoutingLabels];
        if (request.ResourceIds.IsEmpty || !IsAskedFor(labels)) return null;
        var facts = await FindAsync(request, labels, cancel);
        if (labels.Count > 0 && facts?.Labels is null) Log.Unknown(logger, request.Id);
        return facts is null ? null : details => details with { Routing = facts };
    }

    /// <summary>Friendly names alone are no reason for a call.</summary>
    private bool IsAskedFor(List<string> labels) =>
        labels.Count > 0
        || (policy.Now.Resources.AreLookedUp
            && policy.Now.Policy.Recipients.Routes.Any(route => !route.Resources.IsEmpty));

    private async Task<RoutingFacts?> FindAsync(AccessRequest request, List<string> labels, CancellationToken cancel) =>
        await names.InTimeAsync(names.FindAsync(request, stop.Token), cancel) is { } found
            ? RoutingFacts.Of(request.ResourceIds, found.Found, labels)
            : null;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5882,
            Level = LogLevel.Information,
            Message = "Request {RequestId}: the labels of its resources were not all known in time, or Teleport does " +
                "not show them to us, so no route that asks for labels applies to it"
        )]
        public static partial void Unknown(ILogger logger, string requestId);
    }
}
