using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Planning;

/// <summary>
/// What must happen to the destinations of a pending request: those that have no message yet, and those that the
/// configuration no longer names. Pure, like the <see cref="Planner"/>.
/// </summary>
/// <param name="now">The request.</param>
/// <param name="ledger">Its destinations so far.</param>
/// <param name="audience">Everyone who is to be notified under the present policy.</param>
internal sealed class DestinationPlan(Situation now, Ledger ledger, ImmutableArray<string> audience)
{
    /// <summary>Null if every destination has its message, or waits.</summary>
    public Step? Next()
    {
        if (Untold() is { IsEmpty: false } untold) return new Step.Announce(untold, "not announced there yet");
        if (Abandoned() is { IsEmpty: false } claims)
            return new Step.Recover(claims, "a process may have posted it, and it is no longer configured");
        return Forgotten() is { IsEmpty: false } forgotten
            ? new Step.ForgetDestinations(forgotten, "no longer configured, and nothing was posted there")
            : null;
    }

    private ImmutableArray<string> Untold() =>
        [
            .. audience.Where(recipient => !ledger.HasDeliveryFor(recipient) && !now.IsParked(recipient)),
            .. ledger
                .Deliveries.Where(delivery => IsConfigured(delivery) && !now.IsParked(delivery))
                .Where(delivery =>
                    delivery is Delivery.Failed
                    || (delivery is Delivery.Claimed claimed && Planner.IsDue(now, claimed))
                )
                .Select(delivery => delivery.Names[0]),
        ];

    /// <summary>Nobody posts there any more, but a message that is there must not stay as it was.</summary>
    private ImmutableArray<Delivery.Claimed> Abandoned() =>
        [.. ledger.Claimed.Where(claim => !IsConfigured(claim) && Planner.IsDue(now, claim))];

    /// <summary>A mistyped recipient that was corrected must not be tried again.</summary>
    private ImmutableArray<Delivery.Failed> Forgotten() =>
        [.. ledger.Deliveries.OfType<Delivery.Failed>().Where(failed => !IsConfigured(failed))];

    private bool IsConfigured(Delivery delivery) => audience.Any(delivery.IsFor);
}
