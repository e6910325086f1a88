using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Reconciliation.Rules;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Hosting.Checks.Rules;

/// <summary>
/// Whether Access Monitoring Rules can be followed, which of them cannot be read, and what the others change for the
/// people whom the configuration names: the same as the daemon warns of.
/// </summary>
internal sealed class MonitoringRuleChecks(ITeleport teleport, Settings settings)
{
    private const string Subject = "monitoring_rules";

    private bool IsNeeded => settings.MonitoringRules.Follow == RuleFollowing.Always;

    /// <param name="report">Receives what is found. Other checks have said whether Teleport can be reached.</param>
    /// <param name="principals">What the names of the configuration stand for.</param>
    /// <param name="cancel">Ends the checks.</param>
    public async Task RunAsync(CheckReport report, ResolvedPrincipals principals, CancellationToken cancel)
    {
        if (settings.MonitoringRules.Follow == RuleFollowing.Never) return;
        try
        {
            switch (await SupportAsync(cancel))
            {
                case RuleSupport.Watched:
                    await CheckRulesAsync(report, principals, cancel);
                    break;
                case RuleSupport.NotPermitted:
                    AddRefused(report);
                    break;
                case RuleSupport.NotKnown:
                    AddUnknown(report);
                    break;
            }
        }
        catch (TeleportException e) when (e.Failure == TeleportFailure.NotPermitted)
        {
            AddRefused(report);
        }
        catch (TeleportException e) when (e.Failure == TeleportFailure.Unsupported)
        {
            AddUnknown(report);
        }
        catch (TeleportException e)
        {
            if (!report.HasFaults) report.Findings.Add(Unlisted(e));
        }
    }

    private async Task<RuleSupport> SupportAsync(CancellationToken cancel)
    {
        await foreach (var first in teleport.WatchAsync(WatchScope.RequestsAndRules, cancel))
            return first is TeleportEvent.Watching { Rules: var support } ? support : RuleSupport.NotAsked;
        return RuleSupport.NotAsked;
    }

    private async Task CheckRulesAsync(CheckReport report, ResolvedPrincipals principals, CancellationToken cancel)
    {
        var listed = await teleport.ListMonitoringRulesAsync(settings.MonitoringRules.Name, cancel);
        var book = RuleBook.Of(listed.Select(RuleReader.Read));
        report.Facts.Add(
            ("Access Monitoring Rules", $"{book.Followed.Count()} for the plugin {settings.MonitoringRules.Name}")
        );
        report.Findings.AddRange(book.All.Where(reading => !reading.Faults.IsEmpty).Select(Unreadable));
        if (book.IsCut) report.Findings.Add(Cut());
        var policy = PolicySnapshot.PolicyOf(settings) with { Principals = principals };
        var impact = RuleImpact.Of(book.Followed, policy);
        if (!impact.IsNone)
            report.Findings.Add(
                Finding.Warning(
                    impact.LinkOnly.IsEmpty ? "rules_replace_recipients" : "rules_take_buttons",
                    Subject,
                    impact.Text,
                    impact.LinkOnly.IsEmpty ? "" : RuleImpact.Cure + "."
                )
            );
    }

    private static Finding Unreadable(RuleReading reading) =>
        Finding.Warning(
            "rule_unreadable",
            Subject,
            $"Access Monitoring Rule {reading.Name} is " +
                $"{(reading.Rule is null ? "not followed" : "followed in part")}. {string.Join(' ', reading.Faults)}",
            "Correct it in Teleport; the other rules apply."
        );

    private static Finding Cut() =>
        Finding.Warning(
            "rules_too_many",
            Subject,
            $"There are more than {RuleBook.MaxRules} Access Monitoring Rules for this plugin. Only so many are " +
                "followed.",
            "Combine rules, or remove some."
        );

    private static Finding Unlisted(TeleportException failure) =>
        Finding.Warning(
            "rules_unlisted",
            Subject,
            failure.Message.TrimEnd(' ', '.') + ".",
            "See the auth server's log for this time."
        );

    /// <summary>Most plugins have no such right, and most clusters no such rule.</summary>
    private void AddRefused(CheckReport report)
    {
        const string Message = "not followed: the plugin's user may not read them";
        const string Role = $"Give the plugin's user a role with the rule {PluginRole.ReadingRules}";
        if (!IsNeeded) report.Facts.Add(("Access Monitoring Rules", $"{Message}. {Role} to have them followed"));
        else report.Findings.Add(Finding.Fault("rules_refused", Subject, Needed(Message), Role + "."));
    }

    private void AddUnknown(CheckReport report)
    {
        const string Message = $"not followed: {RuleAbsence.NoneHere}";
        if (!IsNeeded) report.Facts.Add(("Access Monitoring Rules", Message));
        else report.Findings.Add(Finding.Fault("rules_unknown", Subject, Needed(Message), "Set enabled = \"auto\"."));
    }

    private static string Needed(string message) =>
        $"With enabled = \"always\" the daemon does not start, because Access Monitoring Rules are {message}.";
}
