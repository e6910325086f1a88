using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Planning;

/// <summary>
/// When a request that is not decided is announced to more recipients. Pure. That it was is a fact of the ledger, so a
/// clock that is set back takes nothing back; the announcement itself is the ordinary one.
/// </summary>
internal static class EscalationPlan
{
    /// <summary>Waking up in vain once a month is better than a time that overflows.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>Null if no rule is due.</summary>
    public static Step? Next(Situation now, ApprovalPolicy policy)
    {
        ImmutableArray<string> due =
            [.. Waiting(now, policy).Where(rule => now.Now >= DueAt(now, rule)).Select(RuleEscalation.MarkOf)];
        return due.IsEmpty ? null : new Step.Escalate(due, "not decided in time");
    }

    /// <summary>When the next rule is due; null if none will be.</summary>
    public static DateTimeOffset? NextTime(Situation now, ApprovalPolicy policy)
    {
        if (Waiting(now, policy).Min(rule => (DateTimeOffset?)DueAt(now, rule)) is not { } next) return null;
        return next - now.Now < LongestWait ? next : now.Now + LongestWait;
    }

    /// <summary>
    /// The ledger with these rules escalated, and with what the threads must be told of it. The places to which it
    /// escalates have no thread yet.
    /// </summary>
    public static Ledger In(Ledger ledger, AccessRequest request, ImmutableArray<string> rules, ApprovalPolicy policy)
    {
        var details = ledger.Facts.Details;
        details = details with
        {
            Escalated =
                [.. details.Escalated.Union(rules, StringComparer.OrdinalIgnoreCase).Take(RequestDetails.MaxEscalated)],
        };
        var next = ledger with { Facts = ledger.Facts with { Details = details } };
        var stamp = StampOf(policy.EscalationsOf(request with { Details = details }));
        // A rule that was only renamed escalates once more, and there is nothing new to say.
        return ledger.NotificationOf(Notification.Escalated)?.Stamp == stamp
            ? next
            : next.With(new Notification(Notification.Escalated, stamp)
            {
                Waiting = [.. ledger.Posted.Select(message => message.Channel).Distinct()],
            });
    }

    private static IEnumerable<ApprovalRule> Waiting(Situation now, ApprovalPolicy policy) =>
        now is { Request: { State: RequestState.Pending } request, Ledger.Decision: null, IsGone: false }
        && !(now.Now >= request.Expires)
        && request.Details.Escalated.Length < RequestDetails.MaxEscalated
            ? policy.EscalatingRules(request).Where(rule => !RuleEscalation.HasEscalated(rule, request))
            : [];

    /// <summary>Every server tells when a request was made; without, the first message counts.</summary>
    private static DateTimeOffset DueAt(Situation now, ApprovalRule rule)
    {
        var start = now.Request!.Created ?? ReminderSchedule.Asked(now.Ledger!) ?? now.LedgerSeen;
        var after = rule.Escalation!.After;
        return after < DateTimeOffset.MaxValue - start ? start + after : DateTimeOffset.MaxValue;
    }

    private static string StampOf(ImmutableArray<Escalation> escalations)
    {
        var parts = escalations.SelectMany(escalation =>
            escalation.To.Prepend(escalation.After.Ticks.ToString(CultureInfo.InvariantCulture))
        );
        var text = string.Concat(parts.Select(part => $"{part.Length}:{part}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
