using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Decisions.Automatic;
using AccessSlack.Reconciliation.Details;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Automatic;

/// <summary>
/// Finds out whether a rule decides a request by itself, when this process first sees it. What cannot be found out
/// leaves it to people.
/// </summary>
internal sealed partial class AutomaticJudge(
    RequestDetailsFinder details,
    ITeleport teleport,
    CurrentPolicy policy,
    ILogger<AutomaticJudge> logger
)
{
    public async Task RunAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        await details.FindAsync(tracked, cancel);
        if (tracked is not { Details: { } found, Request: { } request }) return; // changed meanwhile: people decide it
        var judgement = await JudgeAsync(policy.Now.Policy, request with { Details = found }, tracked.Now, cancel);
        tracked.SawDetails(found with { Automatic = judgement.Outcome }, request.Digest);
        Report(request, judgement);
    }

    private async Task<AutomaticJudgement> JudgeAsync(
        ApprovalPolicy rules,
        AccessRequest request,
        DateTimeOffset seen,
        CancellationToken cancel
    )
    {
        var judgement = AutomaticJudgement.Judge(rules, request, seen);
        return judgement.NeedsCount && await ListAsync(request, cancel) is { } others
            ? AutomaticJudgement.Judge(rules, request, seen, others)
            : judgement;
    }

    /// <summary>
    /// All requests of the same requester; null without them. A role that has lost a right is shown fewer, without an
    /// error: a list that lacks the request itself proves nothing.
    /// </summary>
    private async Task<ImmutableArray<AccessRequest>?> ListAsync(AccessRequest request, CancellationToken cancel)
    {
        try
        {
            var others = await teleport.ListOfUserAsync(request.User, cancel);
            if (others.Any(other => other.Id == request.Id)) return others;
            Log.NoCount(logger, request.Id, request.User, "the list lacks this request");
        }
        catch (TeleportException e)
        {
            Log.NoCount(logger, request.Id, request.User, e.Message);
        }

        return null;
    }

    private void Report(AccessRequest request, AutomaticJudgement judgement)
    {
        var user = AutomaticReport.Shorten(request.User);
        var roles = AutomaticReport.Shorten(string.Join(", ", request.Roles));
        if (judgement.DryRun is { } would) Log.WouldDecide(logger, would.Rule, would.State, request.Id, user, roles);
        if (judgement.Verdict is not AutomaticVerdict.ByPeople { Cause: var cause }) return;
        var skipped = judgement.Roles
            .SelectMany(role => role.Findings)
            .Where(found => found.Finding is not (AutomaticFinding.ForPeople or AutomaticFinding.DryRun))
            .Select(found => found.Sentence)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (skipped.Count > 0) Log.Skipped(logger, request.Id, AutomaticReport.Shorten(string.Join(' ', skipped)));
        else Log.ForPeople(logger, request.Id, cause.Sentence());
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5941,
            Level = LogLevel.Information,
            Message = "Dry run: rule {Rule} would have decided request {RequestId} of {Requester} for {Roles}: {State}"
        )]
        public static partial void WouldDecide(
            ILogger logger,
            string rule,
            RequestState state,
            string requestId,
            string requester,
            string roles
        );

        [LoggerMessage(
            EventId = 5942,
            Level = LogLevel.Warning,
            Message = "Request {RequestId}: how many requests of {Requester} are open could not be found out " +
                "({Detail}), so rules with a limit do not decide it, and people do"
        )]
        public static partial void NoCount(ILogger logger, string requestId, string requester, string detail);

        [LoggerMessage(
            EventId = 5943,
            Level = LogLevel.Information,
            Message = "Request {RequestId} is left to people. {Findings}"
        )]
        public static partial void Skipped(ILogger logger, string requestId, string findings);

        [LoggerMessage(
            EventId = 5944,
            Level = LogLevel.Debug,
            Message = "Request {RequestId} is left to people. {Cause}"
        )]
        public static partial void ForPeople(ILogger logger, string requestId, string cause);
    }
}
