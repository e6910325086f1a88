using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Configuration;
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
internal sealed class LiveDetails(
    ITeleport teleport,
    ISlackDirectory slack,
    Settings settings,
    CurrentPolicy current,
    TimeProvider time
)
{
    public List<string> Notes { get; } = [];

    public async Task<RequestDetails> FindAsync(
        ApprovalPolicy policy,
        AccessRequest request,
        CancellationToken cancel
    ) => new()
    {
        RuleRecipients = await RuleRecipientsAsync(request, cancel),
        Routing = await RoutingAsync(policy, request, cancel),
        RequesterGroups = await RequesterGroupsAsync(request, cancel),
    };

    /// <summary>
    /// The requests of the same requester, which a rule with a limit counts; null if no rule does, or they are not
    /// known.
    /// </summary>
    public async Task<ImmutableArray<AccessRequest>?> FindOthersAsync(
        ApprovalPolicy policy,
        AccessRequest request,
        CancellationToken cancel
    )
    {
        var isAsked = policy.Settings.Rules.Any(rule => rule.Automatic is { Limit: not null });
        if (!isAsked || request.User.Length == 0) return null;
        try
        {
            return await teleport.ListOfUserAsync(request.User, cancel);
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.Unsupported)
        {
            Notes.Add("Teleport does not list the requester's other requests, which a rule with a limit counts.");
            return null;
        }
    }

    private async Task<ImmutableArray<string>> RuleRecipientsAsync(AccessRequest request, CancellationToken cancel)
    {
        if (settings.MonitoringRules.Follow == RuleFollowing.Never) return [];
        try
        {
            var listed = await teleport.ListMonitoringRulesAsync(settings.MonitoringRules.Name, cancel);
            var created = request.Created ?? time.GetUtcNow();
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

    /// <summary>Asked as the daemon asks, which alone makes the answer the same.</summary>
    private async Task<ImmutableSortedDictionary<string, bool>> RequesterGroupsAsync(
        AccessRequest request,
        CancellationToken cancel
    )
    {
        var identity = new RequesterIdentity(slack, teleport, current);
        var source = new RequesterGroups(slack, identity, current, time, NullLogger<RequesterGroups>.Instance);
        var change = await source.FindAsync(request, cancel);
        var found = change?.Invoke(RequestDetails.None) ?? RequestDetails.None;
        if (IsUndecided(current.Now.Policy, request with { Details = found }))
            Notes.Add("Whether the requester is in a group that a rule asks for is not known.");
        return found.RequesterGroups;
    }

    private static bool IsUndecided(ApprovalPolicy policy, AccessRequest request) =>
        policy.Settings.Rules.Any(rule =>
            request.Roles.Any(role => rule.Matches(role, request, policy.Cluster) is null)
        );
}
