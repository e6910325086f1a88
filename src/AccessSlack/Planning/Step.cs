using System.Collections.Immutable;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

namespace AccessSlack.Planning;

/// <summary>The next thing to do about a request, with the reason for the log.</summary>
internal abstract record Step(string Reason)
{
    /// <summary>Nothing to do, until <paramref name="Until"/> or the next event.</summary>
    /// <param name="Until">When to reconcile again without an event; null for never.</param>
    /// <param name="Forget">Nothing about this request needs to stay in memory.</param>
    /// <param name="Reason">See <see cref="Step"/>.</param>
    internal sealed record Rest(DateTimeOffset? Until, bool Forget, string Reason) : Step(Reason);

    internal sealed record ReadLedger(string Reason) : Step(Reason);

    /// <summary>Write what is known of the request in place of an entry that is not accepted.</summary>
    internal sealed record ReplaceEntry(string Reason) : Step(Reason);

    /// <summary>Find out from the messages whether the ledger is older than they are.</summary>
    internal sealed record CompareWithMessages(string Reason) : Step(Reason);

    /// <summary>Find out whether a rule decides it by itself; otherwise people do, from now on.</summary>
    internal sealed record Judge(string Reason) : Step(Reason);

    /// <summary>Claim the decision of a rule, and carry it out.</summary>
    internal sealed record DecideByRule(string Reason) : Step(Reason);

    /// <summary>Claim these recipients in one write, then post to each and record it.</summary>
    internal sealed record Announce(ImmutableArray<string> Recipients, string Reason) : Step(Reason);

    /// <summary>
    /// Find out whether a process that died with these claims had posted a message, now that there is nothing left to
    /// announce; then record the result.
    /// </summary>
    internal sealed record Recover(ImmutableArray<Delivery.Claimed> Claims, string Reason) : Step(Reason);

    /// <summary>
    /// Record that these rules (<see cref="RuleEscalation.MarkOf"/>) have escalated; the announcement is a later step.
    /// </summary>
    internal sealed record Escalate(ImmutableArray<string> Rules, string Reason) : Step(Reason);

    /// <summary>Drop these destinations from the ledger.</summary>
    internal sealed record ForgetDestinations(ImmutableArray<Delivery.Failed> Destinations, string Reason)
        : Step(Reason);

    /// <summary>Update these messages, then record what they show.</summary>
    internal sealed record Update(ImmutableArray<Delivery.Posted> Messages, string Reason) : Step(Reason);

    /// <summary>
    /// Record how the request ended. No update records that: it ended while it was being posted, or Slack takes no
    /// update just now.
    /// </summary>
    internal sealed record RecordEnd(string Reason) : Step(Reason);

    /// <summary>Ask Teleport for the request by its id.</summary>
    internal sealed record LookUp(string Reason) : Step(Reason);

    /// <summary>The request is pending again: clear votes, decision and resolution in one write.</summary>
    internal sealed record Reopen(string Reason) : Step(Reason);

    /// <summary>Claim this notification, send it to those who wait for it, then record it.</summary>
    internal sealed record Notify(Notification Notification, string Reason) : Step(Reason);

    /// <summary>
    /// Record that this claimed notification is given up: it may have been sent, and twice is worse than never.
    /// </summary>
    internal sealed record GiveUp(Notification Notification, string Reason) : Step(Reason);

    /// <summary>Record this notification as one that is never to be sent.</summary>
    internal sealed record Dismiss(Notification Notification, string Reason) : Step(Reason);

    /// <summary>Look the request up once more, and carry out the decision in the ledger.</summary>
    internal sealed record CarryOut(Decision Decision, string Reason) : Step(Reason);
}
