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
            await CheckAsync(policy.Settings, i, botUserId, findings, cancel);
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
        ApprovalSettings settings,
        int index,
        string botUserId,
        List<Finding> findings,
        CancellationToken cancel
    )
    {
        var (rule, name) = (settings.Rules[index], $"Rule {index + 1} of [approvals]");
        if (rule is { Approvers: null } or { Buttons: Buttons.Link }) return;
        var (people, isCertain) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), true);
        foreach (var approver in rule.Approvers.Value)
        {
            switch (await FindAsync(approver, cancel))
            {
                case SlackResult<ImmutableHashSet<string>>.Ok { Value: var found }:
                    people.UnionWith(found.Remove(botUserId).Select(id => settings.Users.GetValueOrDefault(id, id)));
                    break;
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

    /// <summary>An upper bound: guests and bots among them are only found at the click.</summary>
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
