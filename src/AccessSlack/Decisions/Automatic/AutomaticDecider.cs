using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions.Automatic;

/// <summary>
/// Decides a request for a rule: claims the decision with the first entry in the ledger, and carries it out. Slack has
/// no part in it, so an outage there delays nothing.
/// </summary>
internal sealed class AutomaticDecider(
    LedgerStore ledgers,
    RequestLookup lookup,
    DecisionExecutor executor,
    CurrentPolicy policy
)
{
    private static readonly ReplyAddress NoOne = new(new Secret(""), "", "");

    /// <summary>The claim and a fresh look-up go together; then everything is checked again.</summary>
    public async Task RunAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (Claim(tracked) is not { } decision)
        {
            GiveToPeople(tracked);
            return;
        }

        tracked.SetClaim(new(decision, NoOne));
        var ledger = New(tracked.Request!, decision);
        if (!await lookup.RefreshBesideAsync(tracked, () => ledgers.TryWriteAsync(tracked, ledger, cancel), cancel))
        {
            tracked.SetClaim(null); // another replica was first: plan again from what it wrote
            return;
        }

        if (executor.FindDone(tracked, decision) is not null) return;
        var (rules, request) = (policy.Now.Policy, tracked.Existing);
        if (AutomaticCheck.Judge(rules, decision, request, tracked.Ledger!, tracked.Now) is { } over)
            executor.Withdraw(tracked, decision, over);
        else await executor.CarryOutAsync(tracked, decision, cancel);
    }

    /// <summary>People decide from now on, also in what this process still has to write.</summary>
    public static void GiveToPeople(TrackedRequest tracked)
    {
        if (tracked is { Details: { } details, Request: { } request })
            tracked.SawDetails(details with { Automatic = AutomaticOutcome.People }, request.Digest);
    }

    /// <summary>
    /// Null if the rule may no longer decide: it was judged a moment ago, or Teleport did not answer since.
    /// </summary>
    private Decision? Claim(TrackedRequest tracked)
    {
        var (snapshot, request) = (policy.Now, tracked.Existing);
        if (request is not { Details.Automatic.Rule: var name, Created: { } created }) return null;
        if (snapshot.Policy.RuleNamed(name)?.Automatic is not { Decides: var state }) return null;
        var decision = Decision.ByRule(name, state, created, snapshot.Planner.Us);
        return decision.MayBeFinished(tracked.Now)
            && AutomaticCheck.Judge(snapshot.Policy, decision, request, New(request, decision), tracked.Now) is null
            ? decision
            : null;
    }

    /// <summary>The destinations are named from the start, so that a later configuration adds none.</summary>
    private Ledger New(AccessRequest request, Decision decision) => new()
    {
        Facts = policy.Now.Policy.FactsOf(request),
        Digest = request.Digest,
        Decision = decision,
        Deliveries =
            [
                .. policy.Now.Policy.Audience(request).All
                    .Select(name => new Delivery.Failed([name], AutomaticPlan.Waiting)),
            ],
    };
}
