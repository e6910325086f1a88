using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>usergroups.* (docs/protocols/slack.md 3).</summary>
internal static class UserGroupMethods
{
    public static JsonObject List(SlackWorkspace slack, SlackArguments args)
    {
        RequirePlan(slack, args);
        var groups = slack.Groups.Values.Where(group => !group.IsDisabled || args.Flag("include_disabled"));
        return new() { ["usergroups"] = new JsonArray([.. groups.Select(group => Describe(slack, group, args))]) };
    }

    public static JsonObject Users(SlackWorkspace slack, SlackArguments args)
    {
        RequirePlan(slack, args);
        if (!slack.Groups.TryGetValue(args.Require("usergroup"), out var group))
            throw new SlackRefusal("no_such_subteam");
        if (group.IsDisabled && !args.Flag("include_disabled")) throw new SlackRefusal("no_such_subteam");
        return new() { ["users"] = Ids(group) };
    }

    private static void RequirePlan(SlackWorkspace slack, SlackArguments args)
    {
        if (!slack.Options.HasUserGroups) throw new SlackRefusal("plan_upgrade_required");
        if (slack.Options.OrgWideInstall) args.Require("team_id");
    }

    private static JsonObject Describe(SlackWorkspace slack, SlackUserGroup group, SlackArguments args)
    {
        var json = new JsonObject
        {
            ["id"] = group.Id,
            ["team_id"] = slack.Options.TeamId,
            ["is_usergroup"] = true,
            ["name"] = group.Handle,
            ["handle"] = group.Handle,
            ["is_external"] = false,
            ["date_delete"] = group.IsDisabled ? slack.Options.Time.GetUtcNow().ToUnixTimeSeconds() : 0,
        };
        if (group.UpdatedBy is { } editor) json["updated_by"] = editor;
        if (args.Flag("include_users")) json["users"] = Ids(group);
        return json;
    }

    private static JsonArray Ids(SlackUserGroup group) =>
        new([.. group.Users.Order(StringComparer.Ordinal).Select(id => (JsonNode)id)]);
}
