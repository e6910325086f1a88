using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;

namespace AccessSlack.Hosting.Checks;

/// <summary>
/// Finds approvers that others than the operator can change: names that can be taken over, channels that anyone can
/// join, groups that members edit.
/// </summary>
/// <param name="slack">Knows them.</param>
/// <param name="policy">With the ids of its names.</param>
internal sealed class PrincipalChecks(ISlackDirectory slack, ApprovalPolicy policy)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CheckReport report, SlackApp app, CancellationToken cancel)
    {
        if (!policy.CanDecide) return;
        var sources = Sources().ToList();
        foreach (var named in sources) CheckName(named, report);
        if (sources.Where(policy.Principals.Ids.ContainsKey).ToList() is { Count: > 0 } names)
            report.Facts.Add(
                ("Slack IDs", string.Join(", ", names.Select(named => $"{named} = {policy.Principals.IdOf(named)}")))
            );
        var areAllPublic = true;
        foreach (var channel in sources.Where(named => named.Kind == ApproverKind.Channel))
        {
            if (policy.Principals.IdOf(channel) is ['D', ..]) continue;
            var found = policy.Principals.IdOf(channel) is { } id ? await slack.GetChannelAsync(id, cancel) : null;
            CheckChannel(found, report);
            areAllPublic &= found is SlackResult<ChannelInfo>.Ok { Value.IsPrivate: false };
        }

        await CheckGroupsAsync([.. sources.Where(named => named.Kind == ApproverKind.Group)], report, cancel);
        CheckScopes(app, areAllPublic, report);
    }

    /// <summary>Everything in the configuration that lets someone decide.</summary>
    private IEnumerable<Approver> Sources() =>
        (policy.DecidesByPlace ? policy.Recipients.All.Select(ResolvedPrincipals.Of) : [])
            .Concat(policy.Settings.Rules.SelectMany(rule => (rule.Approvers ?? []).AddRange(rule.RequesterGroups)))
            .Distinct();

    private void CheckName(Approver named, CheckReport report)
    {
        if (named.IsId || policy.Principals.IdOf(named) is not { } id) return;
        report.Findings.Add(
            Finding.Warning(
                "name_not_id",
                named.ToString(),
                "This lets someone decide by a name, and names can be taken over: after a restart it may mean another.",
                $"Write the id, {id}."
            )
        );
    }

    private static void CheckChannel(SlackResult<ChannelInfo>? found, CheckReport report)
    {
        if (found is not SlackResult<ChannelInfo>.Ok { Value: var channel }) return;
        if (channel.MemberCount > ISlackDirectory.MostMembers)
            report.Findings.Add(
                Finding.Warning(
                    "channel_too_large",
                    $"{channel.Name} ({channel.Id})",
                    "The channel has more than 10,000 members, so being one lets no one decide.",
                    "Use a smaller channel, or name approvers under [[approvals.rules]]."
                )
            );
        else if (channel.IsPrivate == false)
            report.Findings.Add(
                Finding.Warning(
                    "public_approver_channel",
                    $"{channel.Name} ({channel.Id})",
                    "The channel is public: anyone in the workspace can join it, and its members can approve.",
                    "Make it private, or name approvers under [[approvals.rules]]."
                )
            );
    }

    /// <summary>Slack does not say who may edit groups. If someone who is no administrator did, members may.</summary>
    private async Task CheckGroupsAsync(List<Approver> groups, CheckReport report, CancellationToken cancel)
    {
        if (
            groups.Count == 0
            || await slack.GetGroupsAsync(cancel)
                is not SlackResult<ImmutableDictionary<string, GroupInfo>>.Ok { Value: var all }
        )
            return;
        foreach (var named in groups)
        {
            var group = all.Values.FirstOrDefault(group => group.Id == policy.Principals.IdOf(named));
            if (group is not { UpdatedBy.Length: > 0 }) continue;
            if (
                await slack.GetUserAsync(group.UpdatedBy, Freshness, cancel)
                is SlackResult<SlackUser>.Ok { Value: { IsAdmin: false, IsOwner: not true } member }
            )
                report.Findings.Add(
                    Finding.Warning(
                        "group_editable",
                        named.ToString(),
                        $"{member.Id} ({member.DisplayName}), who is no administrator, was the last to edit this " +
                        "user group: members can add themselves, and so approve.",
                        "Let only administrators edit user groups (Slack's workspace settings), or name people."
                    )
                );
        }
    }

    private void CheckScopes(SlackApp app, bool areAllPublic, CheckReport report)
    {
        var channels = Sources().Where(named => named.Kind == ApproverKind.Channel).ToList();
        if (!policy.DecidesByPlace || channels.Count == 0) return;
        if (app.MissingForMembers(areAllPublic) is { Length: > 0 } missing)
            report.Findings.Add(
                Finding.Warning(
                    "members_unchecked",
                    "slack.token",
                    $"The Slack app lacks {missing}, so whether people who click are still members of the channel " +
                    "cannot be checked.",
                    "Add it on the app's page OAuth & Permissions under Bot Token Scopes, and install the app again."
                )
            );
    }
}
