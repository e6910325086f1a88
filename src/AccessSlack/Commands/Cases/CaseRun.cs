using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Configuration;
using AccessSlack.Simulation.Cases;
using AccessSlack.Tracking;

namespace AccessSlack.Commands.Cases;

/// <summary>The results of one file.</summary>
internal sealed record FileResults(string Path, ImmutableArray<CaseResult> Results);

/// <summary>All results, and what no case was about.</summary>
/// <param name="Policy">What was tested.</param>
/// <param name="Places">Where its rules and routes are in the file.</param>
/// <param name="Files">In the order of the arguments.</param>
internal sealed record CaseRun(ApprovalPolicy Policy, PolicyPlaces Places, ImmutableArray<FileResults> Files)
{
    private IEnumerable<CaseResult> Results => Files.SelectMany(file => file.Results);

    public int Count => Results.Count();

    public int Failed => Results.Count(result => !result.Passed);

    /// <summary>Indexes of rules that decided no role of any case.</summary>
    public IEnumerable<int> UntouchedRules =>
        Enumerable.Range(0, Policy.Settings.Rules.Length)
            .Except(Results.SelectMany(result => result.Roles).Select(role => role.Number - 1))
            .Except(Results.SelectMany(result => result.ByThemselves).Select(IndexOfRule));

    /// <summary>Indexes of routes that chose the recipients of no case.</summary>
    public IEnumerable<int> UntouchedRoutes =>
        Enumerable.Range(0, Policy.Recipients.Routes.Length)
            .Except(Results.Where(result => result.Route is not null)
                .Select(result => Policy.Recipients.Routes.IndexOf(result.Route!)));

    private int IndexOfRule(string name) =>
        Policy.RuleNamed(name) is { } rule ? Policy.Settings.Rules.IndexOf(rule) : -1;

    /// <summary>A rule with its number, its name and its line.</summary>
    public string RuleAt(int index) => Places.Rule(index, Policy.NameOf(Policy.Settings.Rules[index]));

    public static CaseRun Of(Settings settings, ApprovalPolicy policy, PolicyPlaces places, IEnumerable<CaseFile> files)
    {
        var ready = policy with { Cluster = settings.Teleport.Cluster ?? "", ServerGrantsRoles = true };
        return new(
            ready,
            places,
            [
                .. files.Select(file => new FileResults(
                    file.Path,
                    [.. file.Cases.Select(one => CaseRunner.Run(one, ready))]
                )),
            ]
        );
    }

    /// <summary>
    /// The policy of a configuration whose secrets may still be missing: clicks arrive where they are configured to.
    /// </summary>
    public static ApprovalPolicy PolicyOf(Settings settings, IEnumerable<Problem> problems)
    {
        var policy = PolicySnapshot.PolicyOf(settings);
        var isMissing = problems.Any(problem => problem.KeyName is "secret" or "app_token");
        return policy with { CanDecide = policy.CanDecide || (isMissing && !settings.Slack.NotifyOnly) };
    }
}
