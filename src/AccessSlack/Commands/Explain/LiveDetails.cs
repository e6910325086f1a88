using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Hosting.Checks;
using AccessSlack.Reconciliation.Details;
using AccessSlack.Reconciliation.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Routing;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Commands.Explain;

/// <summary>
/// What the daemon would look up when it first sees a request. What cannot be looked up is left out, and named.
/// </summary>
internal sealed class LiveDetails(ITeleport teleport, ISlackDirectory slack, Settings settings, TimeProvider time)
{
    public List<string> Notes { get; } = [];

    public async Task<RequestDetails> FindAsync(
        PolicySnapshot snapshot,
        AccessRequest request,
        CancellationToken cancel
    ) => new()
    {
        RuleRecipients = await RuleRecipientsAsync(request, cancel),
        Routing = await RoutingAsync(snapshot.Policy, request, cancel),
        RequesterGroups = await RequesterGroupsAsync(snapshot, request, cancel),
    };

    private async Task<ImmutableArray<string>> RuleRecipientsAsync(AccessRequest request, CancellationToken cancel)
    {
        if (settings.MonitoringRules.Follow == RuleFollowing.Never) return [];
        try
        {
            var listed = await teleport.ListMonitoringRulesAsync(settings.MonitoringRules.Name, cancel);
            var created = request.Created ?? TimeProvider.System.GetUtcNow();
            var rules = RuleBook.Of(listed.Select(RuleReader.Read)).Followed
                .Where(rule => rule.IsOnSchedule(created) && !rule.Recipients.IsEmpty)
                .ToList();
            if (rules.Count == 0) return [];
            var facts = RuleFacts.Of(request, await TraitsAsync(rules, request.User, cancel), []);
            return RuleRecipientSource.Unite(
                rules.Where(rule => rule.Condition.Evaluate(facts).IsTrue).SelectMany(rule => rule.Recipients)
            );
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.Unsupported)
        {
            return [];
        }
    }

    private async Task<ImmutableDictionary<string, ImmutableArray<string>>> TraitsAsync(
        List<FollowedRule> rules,
        string user,
        CancellationToken cancel
    )
    {
        var none = ImmutableDictionary<string, ImmutableArray<string>>.Empty;
        if (user.Length == 0 || !rules.Exists(rule => rule.Condition.ReadsTraits)) return none;
        try
        {
            return await teleport.FindTraitsAsync(user, cancel);
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.Unsupported)
        {
            Notes.Add("Teleport does not tell the requester's traits, which an Access Monitoring Rule asks for.");
            return none;
        }
    }

    private async Task<RoutingFacts?> RoutingAsync(
        ApprovalPolicy policy,
        AccessRequest request,
        CancellationToken cancel
    )
    {
        var isAsked = policy.Recipients.Routes.Any(route => !route.Labels.IsEmpty || !route.Resources.IsEmpty);
        if (!isAsked || request.ResourceIds.IsEmpty) return null;
        var answer = await teleport.DescribeResourcesAsync(request.ResourceIds, cancel);
        if (answer.Found.Length < request.ResourceIds.Length)
            Notes.Add("Teleport did not describe every resource, so no route that asks for labels applies.");
        return RoutingFacts.Of(request.ResourceIds, answer.Found, policy.Recipients.RoutingLabels);
    }

    /// <summary>As the daemon finds them out, or explain would name other rules than those that count.</summary>
    private async Task<ImmutableSortedDictionary<string, bool>> RequesterGroupsAsync(
        PolicySnapshot snapshot,
        AccessRequest request,
        CancellationToken cancel
    )
    {
        var known = ImmutableSortedDictionary<string, bool>.Empty;
        if (snapshot.Policy.Settings.Rules.All(rule => rule.RequesterGroups.IsEmpty)) return known;
        var mayReadUsers = await TraitAccess.TestAsync(teleport, cancel);
        var current = new CurrentPolicy
        {
            Now = snapshot with { Facts = snapshot.Facts with { MayReadUsers = mayReadUsers } },
        };
        var identity = new RequesterIdentity(slack, teleport, current);
        var groups = new RequesterGroups(slack, identity, current, time, NullLogger<RequesterGroups>.Instance);
        if (await groups.FindAsync(request, cancel) is { } change) known = change(RequestDetails.None).RequesterGroups;
        foreach (var group in groups.GroupsOf(request).Where(group => !known.ContainsKey(group.ToString())))
            Notes.Add($"Whether the requester is in {group} is not known, so rules that ask for it decide nothing.");
        return known;
    }
}
