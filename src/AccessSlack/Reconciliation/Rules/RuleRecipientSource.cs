using System.Collections.Immutable;
using System.Text;
using AccessSlack.Configuration;
using AccessSlack.MonitoringRules.Conditions;
using AccessSlack.Reconciliation.Details;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Rules;

/// <summary>
/// Whom Access Monitoring Rules tell of a request, when it is first seen. What a condition asks beyond the request
/// itself is looked up only if one does.
/// </summary>
internal sealed partial class RuleRecipientSource(
    ITeleport teleport,
    CurrentPolicy policy,
    CurrentRules rules,
    ResourceNames names,
    TimeProvider time,
    ILogger<RuleRecipientSource> logger
) : IDetailSource
{
    /// <summary>A rule that fails for one request fails for many.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private const string NoAnswer = "Teleport did not answer in time";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _said = new(StringComparer.Ordinal);

    public async Task<Func<RequestDetails, RequestDetails>?> FindAsync(AccessRequest request, CancellationToken cancel)
    {
        if (policy.Now.MonitoringRules.Follow == RuleFollowing.Never) return null;
        var (known, created) = (await rules.KnownAsync(cancel), request.Created ?? time.GetUtcNow());
        var candidates = known.Followed.Where(rule => rule.IsOnSchedule(created) && !rule.Recipients.IsEmpty).ToList();
        if (candidates.Count == 0) return null;
        var facts = await FactsAsync(request, candidates, cancel);
        var hits = candidates.Where(rule => Applies(rule, facts)).ToList();
        var recipients = Unite(hits.SelectMany(rule => rule.Recipients));
        if (recipients.IsEmpty) return null;
        Log.Told(logger, request.Id, string.Join(", ", hits.Select(rule => rule.Name)), recipients.Length);
        return details => details with { RuleRecipients = recipients };
    }

    /// <summary>Without duplicates, and as many as a ledger holds.</summary>
    internal static ImmutableArray<string> Unite(IEnumerable<string> recipients)
    {
        var room = RequestDetails.MaxRuleRecipientBytes;
        return
        [
            .. recipients.Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(RequestDetails.MaxRuleRecipients)
                .TakeWhile(recipient => (room -= Encoding.UTF8.GetByteCount(recipient) + 3) >= 0),
        ];
    }

    private async Task<ConditionFacts> FactsAsync(
        AccessRequest request,
        List<FollowedRule> candidates,
        CancellationToken cancel
    )
    {
        var traits = candidates.Exists(rule => rule.Condition.ReadsTraits)
            ? TraitsAsync(request.User, cancel)
            : null;
        var labels = candidates.Exists(rule => rule.Condition.ReadsLabels) && !request.ResourceIds.IsEmpty
            ? LabelsAsync(request, cancel)
            : null;
        return RuleFacts.Of(
            request,
            traits is null ? Nothing : await traits ?? Nothing,
            labels is null ? [] : (await labels)?.Found ?? []
        );
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Nothing =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Null if Teleport does not tell, or not in time: a condition sees none then.</summary>
    private async Task<ImmutableDictionary<string, ImmutableArray<string>>?> TraitsAsync(
        string user,
        CancellationToken cancel
    )
    {
        using var limit = new CancellationTokenSource(RequestDetailsFinder.Longest, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await teleport.FindTraitsAsync(user, end.Token);
        }
        catch (TeleportException e)
        {
            SayNotTold("user.traits", e.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            SayNotTold("user.traits", NoAnswer);
        }

        return null;
    }

    /// <inheritdoc cref="TraitsAsync"/>
    private async Task<ResourceLookup?> LabelsAsync(AccessRequest request, CancellationToken cancel)
    {
        var found = await names.InTimeAsync(names.FindAsync(request, cancel), cancel);
        if (found is null) SayNotTold("labels", NoAnswer);
        return found;
    }

    private void SayNotTold(string what, string detail)
    {
        if (MaySay(what)) Log.NotTold(logger, what, detail);
    }

    private bool Applies(FollowedRule rule, ConditionFacts facts)
    {
        var outcome = rule.Condition.Evaluate(facts);
        if (outcome.Fault is { } fault && MaySay($"rule {rule.Name}")) Log.Failed(logger, rule.Name, fault);
        return outcome.IsTrue;
    }

    private bool MaySay(string what)
    {
        lock (_lock)
        {
            if (_said.TryGetValue(what, out var last) && time.GetElapsedTime(last) < Pause) return false;
            if (_said.Count > 2 * RuleBook.MaxRules) _said.Clear(); // names come from outside
            _said[what] = time.GetTimestamp();
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5850,
            Level = LogLevel.Information,
            Message = "Request {RequestId} is announced to {Count} recipients of the Access Monitoring Rules {Rules}"
        )]
        public static partial void Told(ILogger logger, string requestId, string rules, int count);

        [LoggerMessage(
            EventId = 5851,
            Level = LogLevel.Warning,
            Message = "Access Monitoring Rule {Rule} does not apply to a request, because its condition has no " +
                "value. {Fault} This line comes at most every 10 minutes for a rule"
        )]
        public static partial void Failed(ILogger logger, string rule, string fault);

        [LoggerMessage(
            EventId = 5852,
            Level = LogLevel.Warning,
            Message = "Access Monitoring Rules that ask for {What} see none: {Detail}. The right for it is user: " +
                "[read] for traits, and review_requests.preview_as_roles for labels. This line comes at most every " +
                "10 minutes"
        )]
        public static partial void NotTold(ILogger logger, string what, string detail);
    }
}
