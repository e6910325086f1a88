using AccessSlack.Requests;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Reconciliation.Details;

/// <summary>One kind of look-up before a request is announced.</summary>
internal interface IDetailSource
{
    /// <summary>
    /// What it found, as a change to the details; null if there is nothing to look up, which must be known without a
    /// call. It keeps its own time limit, and a failure is no exception: the request is announced without.
    /// </summary>
    Task<Func<RequestDetails, RequestDetails>?> FindAsync(AccessRequest request, CancellationToken cancel);
}
