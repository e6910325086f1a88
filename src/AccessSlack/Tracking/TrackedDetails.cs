using AccessSlack.Requests;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Tracking;

/// <summary>What was looked up about a request beside Teleport's record of it, and what was requested then.</summary>
internal sealed class TrackedDetails
{
    private string _digest = "";

    /// <summary>
    /// Null until they were looked up, or read from the ledger; again once something else is requested.
    /// </summary>
    public RequestDetails? Value { get; private set; }

    /// <summary>They were known at some time, perhaps for something else that was requested then.</summary>
    public bool AreSettled { get; private set; }

    /// <summary>The request with them, as far as they are about what it asks for.</summary>
    public AccessRequest In(AccessRequest request)
    {
        if (Value is not null && IsPending(request) && request.Digest != _digest) Value = null;
        return request with { Details = Value ?? RequestDetails.None };
    }

    /// <summary>
    /// What they are by this ledger; null if it is not about what is requested. Another replica may have looked up what
    /// we did not find in time. Who is told was settled when the request was announced, so there the ledger counts even
    /// if we found something else.
    /// </summary>
    public RequestDetails? From(Ledger? ledger, AccessRequest? request)
    {
        if (ledger is null || (IsPending(request) && request!.Digest != ledger.Digest)) return null;
        var sealedOnes = ledger.Facts.Details;
        if (Value is null || Value == RequestDetails.None) return sealedOnes;
        return Value with
        {
            RuleRecipients = sealedOnes.RuleRecipients,
            Reviewers = sealedOnes.Reviewers,
            Routing = sealedOnes.Routing,
            RequesterGroups = sealedOnes.RequesterGroups,
            Automatic = sealedOnes.Automatic,
            Escalated = sealedOnes.Escalated,
        };
    }

    /// <param name="details">What was found.</param>
    /// <param name="digest">What was requested when it was looked up.</param>
    public void Set(RequestDetails details, string digest) =>
        (Value, _digest, AreSettled) = (details, digest, true);

    /// <summary>A resolved request may hold fewer roles than were asked for.</summary>
    private static bool IsPending(AccessRequest? request) => request is { State: RequestState.Pending };
}
