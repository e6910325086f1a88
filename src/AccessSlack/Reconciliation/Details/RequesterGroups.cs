using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Details;

/// <summary>
/// Whether a requester is in the user groups by which rules select requesters. Only what Slack says now counts: what is
/// not known in time stays unknown, and a rule that depends on it decides nothing.
/// </summary>
internal sealed partial class RequesterGroups(
    ISlackDirectory slack,
    RequesterIdentity identity,
    CurrentPolicy policy,
    TimeProvider time,
    ILogger<RequesterGroups> logger
) : IDetailSource
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(60);

    public async Task<Func<RequestDetails, RequestDetails>?> FindAsync(AccessRequest request, CancellationToken cancel)
    {
        if (GroupsOf(request) is not { IsEmpty: false } groups) return null;
        using var limit = new CancellationTokenSource(RequestDetailsFinder.Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var found = ImmutableSortedDictionary.CreateBuilder<string, bool>(StringComparer.Ordinal);
        try
        {
            var account = await identity.FindAsync(request.User, either.Token);
            if (account.Fault is { } fault) Report(request, groups, fault);
            else foreach (var group in groups) await AskAsync(group, account, request, found, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Report(request, groups, "there was no answer in time");
        }

        return found.Count == 0 ? null : details => details with { RequesterGroups = found.ToImmutable() };
    }

    /// <summary>Those on which the choice of a rule depends for some role.</summary>
    public ImmutableArray<Approver> GroupsOf(AccessRequest request)
    {
        var rules = policy.Now.Policy;
        if (!rules.CanDecide) return [];
        return
        [
            .. rules.Settings.Rules
                .Where(rule => request.Roles.Any(role => rule.Matches(role, request, rules.Cluster) is null))
                .SelectMany(rule => rule.RequesterGroups)
                .Distinct()
                .Take(RequestDetails.MaxGroups),
        ];
    }

    private async Task AskAsync(
        Approver group,
        RequesterSlackAccount account,
        AccessRequest request,
        ImmutableSortedDictionary<string, bool>.Builder found,
        CancellationToken cancel
    )
    {
        var known = policy.Now.Policy.Principals;
        if (known.Missing.Contains(group))
        {
            Report(request, [group], "Slack did not know this group when the daemon resolved it");
            return;
        }

        switch (await slack.GroupMembersAsync(known.IdOf(group) ?? group.Name, Freshness, cancel))
        {
            case SlackResult<ImmutableHashSet<string>>.Ok { Value: var members }
                when !account.IsEntitled && members.Contains(account.UserId):
                // As no member they would be spared a rule that denies; as a member, one that approves would count.
                Report(request, [group], "the account is a member, and could not press buttons itself");
                break;
            case SlackResult<ImmutableHashSet<string>>.Ok { Value: var members }:
                found[group.ToString()] = members.Contains(account.UserId);
                break;
            case SlackResult<ImmutableHashSet<string>>.Failed { Failure: var failure }:
                Report(request, [group], $"{failure.Code}: {failure.Remedy}");
                break;
        }
    }

    private void Report(AccessRequest request, ImmutableArray<Approver> groups, string detail) =>
        Log.Unknown(logger, request.Id, request.User, string.Join(", ", groups), detail);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5940,
            Level = LogLevel.Warning,
            Message = "Request {RequestId}: whether {Requester} is in {Groups} is not known ({Detail}). Rules that " +
                "depend on it decide nothing: no automatic one decides, and a role for which another one could be is " +
                "left to Teleport"
        )]
        public static partial void Unknown(
            ILogger logger,
            string requestId,
            string requester,
            string groups,
            string detail
        );
    }
}
