using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Rules;

/// <summary>
/// The calls of <c>teleport.accessmonitoringrules.v1.AccessMonitoringRulesService</c> that a plugin makes.
/// </summary>
internal sealed class MonitoringRuleService(MonitoringRuleStore rules)
{
    private const string Service = "/teleport.accessmonitoringrules.v1.AccessMonitoringRulesService/";

    public IEnumerable<KeyValuePair<string, Rpc>> Calls() => new[]
    {
        new Rpc(
            "ListAccessMonitoringRules",
            Proto.ListAccessMonitoringRulesRequest.Parser,
            release => release.HasMonitoringRules,
            (user, call) => [List(user, (Proto.ListAccessMonitoringRulesRequest)call)]
        ),
        new Rpc(
            "ListAccessMonitoringRulesWithFilter",
            Proto.ListAccessMonitoringRulesWithFilterRequest.Parser,
            release => release.HasFilteredRules,
            (user, call) => [List(user, (Proto.ListAccessMonitoringRulesWithFilterRequest)call)]
        ),
    }.Select(call => KeyValuePair.Create(Service + call.Name, call));

    private Proto.ListAccessMonitoringRulesResponse List(
        TeleportUser user,
        Proto.ListAccessMonitoringRulesRequest call
    )
    {
        var (page, next) = Page(user, rules.All, call.PageSize, call.PageToken);
        return new() { Rules = { page }, NextPageToken = next };
    }

    private Proto.ListAccessMonitoringRulesWithFilterResponse List(
        TeleportUser user,
        Proto.ListAccessMonitoringRulesWithFilterRequest call
    )
    {
        var matching = rules.All.Where(rule =>
            call.Subjects.All(rule.Spec.Subjects.Contains)
            && (call.NotificationName == "" || rule.Spec.Notification?.Name == call.NotificationName)
        );
        var (page, next) = Page(user, matching, call.PageSize, call.PageToken);
        return new() { Rules = { page }, NextPageToken = next };
    }

    /// <summary>The token is the name of the first rule of the next page.</summary>
    private (IEnumerable<Proto.AccessMonitoringRule> Rules, string Next) Page(
        TeleportUser user,
        IEnumerable<Proto.AccessMonitoringRule> matching,
        long size,
        string token
    )
    {
        if (!user.MayReadRules || !user.MayListRules)
            throw GrpcFailure.Denied(
                $"access denied to perform action \"list\" on \"{WatchRules.RuleKind}\" for {user.Name}"
            );
        if (rules.HasEndlessPages) return (matching, token + "x");
        var limit = size is > 0 && size < rules.LargestPage ? (int)size : rules.LargestPage;
        var rest = matching.Where(rule => string.CompareOrdinal(rule.Metadata.Name, token) >= 0).ToList();
        return (rest.Take(limit), rest.Count > limit ? rest[limit].Metadata.Name : "");
    }
}
