using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Slack;

namespace AccessSlack.Reconciliation;

/// <summary>What a group of recipients resolved to.</summary>
/// <param name="Names">Recipients of the configuration, or suggested reviewers, that are this destination.</param>
/// <param name="Address">Where to post: a channel name or id, or a user id.</param>
/// <param name="Failure">Why it cannot be resolved; then <paramref name="Address"/> is the recipient itself.</param>
internal sealed record Destination(ImmutableArray<string> Names, string Address, SlackFailure? Failure = null)
{
    /// <summary>
    /// A claim knows its address. If a look-up that fails just now replaced it, the message that may have been posted
    /// there would be forgotten.
    /// </summary>
    public Destination AsClaimedIn(Ledger? ledger) =>
        Failure is not null && ledger?.Claimed.FirstOrDefault(claimed => Names.Any(claimed.IsFor)) is { } left
            ? this with { Address = left.Address, Failure = null }
            : this;

    public bool IsOf(Delivery.Claimed claimed) => Names.Any(claimed.IsFor);

    /// <summary>The ledger with this destination claimed, or noted as failed.</summary>
    public Ledger ClaimIn(Ledger ledger)
    {
        if (ledger.Posted.FirstOrDefault(posted => posted.Channel == Address) is { } told)
            return ledger.With(told with { Names = [.. told.Names.Union(Names)] });
        var known = ledger.Deliveries.FirstOrDefault(delivery => Names.Any(delivery.IsFor));
        ImmutableArray<string> names = known is null ? Names : [.. known.Names.Union(Names)];
        return ledger.With(
            Failure is { } failure ? new Delivery.Failed(names, failure.Code) : new Delivery.Claimed(names, Address)
        );
    }
}
