using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;

namespace AccessSlack.Hosting.Checks;

/// <summary>
/// Finds rules that no one can satisfy, before a click does. Slack may know the people tomorrow, so none of this
/// prevents a start.
/// </summary>
internal sealed class RuleChecks(ISlackDirectory slack)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    /// <summary>Each costs one call, and Slack allows about a hundred per minute.</summary>
    private const int MostUsers = 50;

    /// <param name="policy">Has the rules.</param>
    /// <param name="botUserId">Our own user: a member of the channels that never votes.</param>
    /// <param name="cancel">Ends the checks.</param>
    public async Task<List<Finding>> RunAsync(ApprovalPolicy policy, string botUserId, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        if (!policy.CanDecide) return findings;
        for (var i = 0; i < policy.Settings.Rules.Length; i++)
            await CheckAsync(policy, i, botUserId, findings, cancel);
        foreach (var id in policy.Settings.Users.Keys.Take(MostUsers))
            if (
                await slack.GetUserAsync(id, Freshness, cancel) is SlackResult<SlackUser>.Failed
                {
                    Failure: { Kind: SlackFailureKind.Destination } failure
                }
            )
                findings.Add(
                    Finding.Warning(
                        "user_unknown",
                        "users",
                        $"[users] names {id}, and Slack knows no user with that ID ({failure.Code}).",
                        failure.Remedy
                    )
                );
        return findings;
    }

    private async Task CheckAsync(
        ApprovalPolicy policy,
        int index,
        string botUserId,
        List<Finding> findings,
        CancellationToken cancel
    )
    {
        var settings = policy.Settings;
        var (rule, name) = (settings.Rules[index], NameOf(settings.Rules[index], index));
        if (rule is { Approvers: null } or { Buttons: Buttons.Link }) return;
        var (people, isCertain) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), true);
        foreach (var approver in rule.Approvers.Value)
        {
            switch (await FindAsync(approver, cancel))
            {
                case SlackResult<ImmutableHashSet<string>>.Ok { Value: var found }:
                    people.UnionWith(found.Remove(botUserId).Select(id => settings.Users.GetValueOrDefault(id, id)));
                    if (await FindEndAsync(approver, found, name, cancel) is { } end) findings.Add(end);
                    break;
                case SlackResult<ImmutableHashSet<string>>.Failed when policy.Principals.Missing.Contains(approver):
                    break; // the resolver has said so
                case SlackResult<ImmutableHashSet<string>>.Failed { Failure: var failure }:
                    findings.Add(
                        Finding.Fault(
                            "approver_unknown",
                            "approvals.rules",
                            $"{name} names {approver}, which cannot be looked up in Slack ({failure.Code}). Clicks " +
                            "that depend on it are refused.",
                            failure.Remedy
                        )
                    );
                    isCertain &= failure.Kind == SlackFailureKind.Destination;
                    break;
            }
        }

        var needed = Math.Max(rule.Required, rule.DenyRequired);
        if (isCertain && people.Count < needed)
            findings.Add(
                Finding.Fault(
                    "rule_never_met",
                    "approvals.rules",
                    $"{name} can never be met: {needed} people must agree, but it names only {people.Count} whom " +
                    "Slack knows.",
                    "Name more approvers, or lower the number."
                )
            );
    }

    /// <summary>As an operator finds it in the file.</summary>
    private static string NameOf(ApprovalRule rule, int index) => rule.Name.Length > 0
        ? $"Rule {index + 1} ({rule.Name}) of [approvals]"
        : $"Rule {index + 1} of [approvals]";

    /// <summary>Slack knows it, but it is no longer in use.</summary>
    private async Task<Finding?> FindEndAsync(
        Approver approver,
        ImmutableHashSet<string> found,
        string rule,
        CancellationToken cancel
    ) =>
        approver.Kind switch
        {
            ApproverKind.User or ApproverKind.Email when found.IsEmpty =>
                Ended("approver_deactivated", $"{rule} names {approver}, whose Slack account is deactivated."),
            ApproverKind.Channel when await slack.GetChannelAsync(approver.Name, cancel)
                is SlackResult<ChannelInfo>.Ok { Value.IsArchived: true } =>
                Ended("approver_archived", $"{rule} names {approver}, and this channel is archived."),
            _ => null,
        };

    private static Finding Ended(string code, string message) =>
        Finding.Warning(code, "approvals.rules", message, "Name someone else, or remove it.");

    /// <summary>
    /// An upper bound: guests and bots among them are only found at the click. Empty for a deactivated person.
    /// </summary>
    private async Task<SlackResult<ImmutableHashSet<string>>> FindAsync(Approver approver, CancellationToken cancel) =>
        approver.Kind switch
        {
            ApproverKind.User => Alone(await slack.GetUserAsync(approver.Name, Freshness, cancel)),
            ApproverKind.Email => Alone(await slack.FindUserByEmailAsync(approver.Name, cancel)),
            ApproverKind.Group => await slack.GroupMembersAsync(approver.Name, Freshness, cancel),
            _ => await slack.ChannelMembersAsync(approver.Name, Freshness, cancel),
        };

    private static SlackResult<ImmutableHashSet<string>> Alone(SlackResult<SlackUser> found) => found switch
    {
        SlackResult<SlackUser>.Ok { Value: var user } => new SlackResult<ImmutableHashSet<string>>.Ok(
            user.Deleted == true ? [] : [user.Id]
        ),
        SlackResult<SlackUser>.Failed { Failure: var failure } => new SlackResult<ImmutableHashSet<string>>.Failed(
            failure
        ),
        _ => throw new InvalidOperationException("unknown result"),
    };
}
