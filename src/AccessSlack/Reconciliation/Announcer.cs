using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Planning;
using AccessSlack.Reconciliation.Details;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>
/// Claim, post, record: posts a request wherever it has not been posted yet. A destination that refuses never stops the
/// others.
/// </summary>
internal sealed class Announcer(
    RequestDetailsFinder details,
    RecipientResolver resolver,
    LedgerStore ledgers,
    MessagePoster poster,
    MessageRecovery recovery,
    CurrentPolicy policy
)
{
    public async Task RunAsync(TrackedRequest tracked, ImmutableArray<string> recipients, CancellationToken cancel)
    {
        if (await details.FindAsync(tracked, cancel)) return; // others may have to be told
        ImmutableArray<Destination> resolved =
        [
            .. (await resolver.ResolveAsync(recipients, cancel)).Select(found => found.AsClaimedIn(tracked.Ledger)),
        ];
        // The rate limit comes before the claim, so that no claim is held while it waits.
        var destinations = resolved.RemoveAll(destination => MustWait(tracked, destination));
        if (destinations.IsEmpty && !resolved.IsEmpty && !MustSealOutcome(tracked)) return;
        var before = tracked.Ledger ?? New(tracked.Request!);
        var claim = destinations.Aggregate(before, (ledger, destination) => destination.ClaimIn(ledger));
        if (!await ledgers.TryWriteAsync(tracked, claim, cancel))
            return; // another replica was first: plan again from what it wrote
        if (destinations.IsEmpty && !resolved.IsEmpty) return;
        if (before.Deliveries.All(IsFirst)) poster.ReportLeftOut(tracked.Id, AudienceOf(tracked).LeftOut);
        var failures = ReportUnresolved(tracked, destinations);
        var ours = claim.Claimed.Where(claimed => destinations.Any(destination => destination.IsOf(claimed)));
        foreach (var claimed in ours.ToList())
        {
            var isLeftOver = before.Claimed.Any(left => left.Names.Any(claimed.IsFor));
            if (await PostAsync(tracked, claimed, isLeftOver, cancel) is { } failure) failures.Add(failure);
        }

        if (destinations.Length == resolved.Length) poster.ReportReach(tracked, failures);
    }

    /// <summary>Something else is requested than what was looked up, and there are messages already.</summary>
    public Task LookUpAgainAsync(TrackedRequest tracked, CancellationToken cancel) =>
        tracked is { Details: null, Ledger.NeedsNewerRelease: false, Existing.State: RequestState.Pending }
            ? details.FindAsync(tracked, cancel)
            : Task.CompletedTask;

    /// <summary>
    /// That rules leave the request to people is recorded before Slack has room: a process that starts meanwhile would
    /// judge it once more, and may come to another answer.
    /// </summary>
    private static bool MustSealOutcome(TrackedRequest tracked) =>
        tracked is { Ledger: null, Request.Details.Automatic: not null };

    private static bool IsFirst(Delivery delivery) => delivery is Delivery.Failed { Code: AutomaticPlan.Waiting };

    private Ledger New(AccessRequest request) =>
        new() { Facts = policy.Now.Policy.FactsOf(request), Digest = request.Digest };

    /// <summary>
    /// A destination that has to wait is parked under each of its names, because none of them is in the ledger yet.
    /// </summary>
    private bool MustWait(TrackedRequest tracked, Destination destination)
    {
        var isPosted = tracked.Ledger?.Posted.Any(posted => posted.Channel == destination.Address) == true;
        if (destination.Failure is not null || isPosted) return false; // nothing to send
        var waiter = new Waiter($"{tracked.Id} {destination.Address}", tracked.Requester)
        {
            IsSuggestion = AudienceOf(tracked).IsOnlySuggested(destination.Names),
        };
        var wait = poster.AcquirePermit(destination.Address, waiter);
        if (wait <= TimeSpan.Zero) return false;
        foreach (var name in destination.Names) tracked.Waits.Park(WaitKey.Of(name), wait);
        return true;
    }

    private Audience AudienceOf(TrackedRequest tracked) => policy.Now.Policy.Audience(tracked.Request!);

    private List<SlackFailure> ReportUnresolved(TrackedRequest tracked, ImmutableArray<Destination> destinations)
    {
        var failures = new List<SlackFailure>();
        foreach (var destination in destinations)
        {
            if (destination.Failure is not { } failure) continue;
            poster.ReportFailure(tracked, destination.Names, failure);
            failures.Add(failure);
        }

        return failures;
    }

    /// <summary>
    /// A claim that another replica left over may already have been posted. Null when the message stands.
    /// </summary>
    private async Task<SlackFailure?> PostAsync(
        TrackedRequest tracked,
        Delivery.Claimed claimed,
        bool isLeftOver,
        CancellationToken cancel
    )
    {
        switch (isLeftOver ? await recovery.FindAsync(tracked, claimed, cancel) : new ClaimLookup.NotFound())
        {
            case ClaimLookup.Unknown { Failure: var failure }:
                return failure; // the claim stays, and is looked up again when it is old
            case ClaimLookup.Found:
                await ledgers.SaveAsync(tracked, cancel);
                return null;
            default:
                return await poster.PostAsync(tracked, claimed, cancel);
        }
    }
}
