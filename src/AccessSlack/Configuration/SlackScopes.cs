using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Configuration;

/// <summary>Exactly the scopes that a configuration uses (docs/protocols/slack.md 3).</summary>
internal static class SlackScopes
{
    /// <param name="settings">The configuration.</param>
    /// <param name="decides">Whether clicks count, which requires a signing secret and not notify_only.</param>
    public static ImmutableArray<SlackScope> Of(Settings settings, bool decides)
    {
        var approvers = decides ? settings.Approvals.Rules.SelectMany(rule => rule.Approvers ?? []).ToList() : [];
        var groups = decides && (approvers.Exists(approver => approver.Kind == ApproverKind.Group)
            || settings.Approvals.Rules.Any(rule => !rule.RequesterGroups.IsEmpty));
        var members = approvers.Exists(approver => approver.Kind == ApproverKind.Channel);
        var people = settings
            .Recipients.All
            .Any(recipient => RecipientAddress.Kind(recipient) is RecipientKind.User or RecipientKind.Email);
        SlackScope?[] all =
        [
            new("chat:write", "posting and updating messages", IsRequired: true),
            new("users:read", decides ? "knowing who clicked" : "finding people by their e-mail address", decides),
            new(
                "users:read.email",
                decides ? "knowing the e-mail address of who clicked" : "finding people by their e-mail address",
                decides
            ),
            decides ? new("commands", "the slash command /teleport", IsRequired: false) : null,
            groups ? new("usergroups:read", "members of the user groups that rules name", IsRequired: true) : null,
            decides || settings.Slack.AutoJoin ? new("channels:read", Reading("public", members), members) : null,
            decides ? new("groups:read", Reading("private", members), IsRequired: false) : null,
            settings.Slack.AutoJoin ? new("channels:join", "auto_join", IsRequired: false) : null,
            new("channels:history", Finding("public channels"), IsRequired: false),
            new("groups:history", Finding("private channels"), IsRequired: false),
            people ? new("im:history", Finding("direct messages"), IsRequired: false) : null,
            people ? new("im:write", Finding("direct messages"), IsRequired: false) : null,
        ];
        return [.. all.OfType<SlackScope>()];
    }

    private static string Finding(string where) =>
        $"finding a message in {where} again after an answer of Slack was lost, instead of posting it twice, and " +
        "noticing at a start that plugin data were put back to an older state";

    private static string Reading(string kind, bool members) =>
        members
            ? $"members of the {kind} channels that rules name"
            : $"knowing about {kind} channels: their ids and members, and whether they are archived or shared";
}
