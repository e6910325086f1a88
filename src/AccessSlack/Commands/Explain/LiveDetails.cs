using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Reconciliation.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Routing;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Teleport;

namespace AccessSlack.Commands.Explain;

/// <summary>
/// What the daemon would look up when it first sees a request. What cannot be looked up is left out, and named.
/// </summary>
internal sealed class LiveDetails(ITeleport teleport, ISlackDirectory slack, Settings settings)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public List<string> Notes { get; } = [];

    public async Task<RequestDetails> FindAsync(ApprovalPolicy policy, AccessRequest request, CancellationToken cancel) =>
        new()
        {
            RuleRecipients = await RuleRecipientsAsync(request, cancel),
            Routing = await RoutingAsync(policy, request, cancel),
            RequesterGroups = await RequesterGroupsAsync(policy, request, cancel),
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

    private async Task<RoutingFacts?> RoutingAsync(ApprovalPolicy policy, AccessRequest request, CancellationToken cancel)
    {
        var isAsked = policy.Recipients.Routes.Any(route => !route.Labels.IsEmpty || !route.Resources.IsEmpty);
        if (!isAsked || request.ResourceIds.IsEmpty) return null;
        var answer = await teleport.DescribeResourcesAsync(request.ResourceIds, cancel);
        if (answer.Found.Length < request.ResourceIds.Length)
            Notes.Add("Teleport did not describe every resource, so no route that asks for labels applies.");
        return RoutingFacts.Of(request.ResourceIds, answer.Found, policy.Recipients.RoutingLabels);
    }

    private async Task<ImmutableSortedDictionary<string, bool>> RequesterGroupsAsync(
        ApprovalPolicy policy,
        AccessRequest request,
        CancellationToken cancel
    )
    {
        var known = ImmutableSortedDictionary<string, bool>.Empty;
        var groups = policy.Settings.Rules.SelectMany(rule => rule.RequesterGroups).Distinct().ToList();
        if (groups.Count == 0) return known;
        var account = RequesterAddress.Of(request.User, policy.Settings.Users) switch
        {
            RequesterAddress.SlackUserId found => found.Id,
            RequesterAddress.Email email =>
                await slack.FindUserByEmailAsync(email.Address, cancel) is SlackResult<SlackUser>.Ok { Value: var user }
                    ? user.Id
                    : null,
            _ => null,
        };
        if (account is null) Notes.Add("The requester's Slack account is not known, so rules that ask for a group do not apply.");
        foreach (var group in groups)
            if (account is not null
                && await slack.GroupMembersAsync(group.Name, Fresh, cancel)
                    is SlackResult<ImmutableHashSet<string>>.Ok { Value: var members })
                known = known.SetItem(group.ToString(), members.Contains(account));
        return known;
    }
}
