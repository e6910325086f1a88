using AccessSlack.Hosting.Checks;
using AccessSlack.Hosting.Checks.Person;
using AccessSlack.Hosting.Checks.Rules;

namespace AccessSlack.Hosting;

/// <summary>What is checked beside the main job, without delaying a start or a reload.</summary>
internal sealed class BackgroundChecks(
    RuleMonitor rules,
    RecipientMonitor recipients,
    PrincipalMonitor principals,
    TraitMonitor trait,
    PersonReviewMonitor reviews,
    MonitoringRuleMonitor monitoringRules
)
{
    /// <summary>After the start and after every reload.</summary>
    /// <param name="isAsked">An operator asked for it; otherwise, credentials were renewed.</param>
    public void Run(bool isAsked)
    {
        rules.Check();
        recipients.Check(isAsked);
        principals.Watch();
    }

    /// <summary>After the start, which has asked Teleport about our rights.</summary>
    public void ReportRights()
    {
        trait.WarnIfNotRead();
        reviews.Report();
    }

    /// <summary>After a reload.</summary>
    /// <param name="isAsked">An operator asked for it.</param>
    public void Reloaded(bool isAsked) => monitoringRules.Reloaded(isAsked);

    /// <summary>After a reload that an operator asked for, perhaps because users or roles were corrected.</summary>
    public void CheckRights()
    {
        trait.Check();
        reviews.Check();
    }
}
