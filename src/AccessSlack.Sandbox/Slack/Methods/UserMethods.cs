using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>users.* and auth.test (docs/protocols/slack.md 3).</summary>
internal static class UserMethods
{
    public static JsonObject AuthTest(SlackWorkspace slack, SlackArguments args)
    {
        var app = slack.Options;
        var answer = new JsonObject
        {
            ["url"] = "https://sandbox.slack.com/",
            ["team"] = app.TeamName,
            ["user"] = app.BotName,
            ["team_id"] = app.TeamId,
            ["user_id"] = app.BotUserId,
            ["bot_id"] = app.BotId,
            ["is_enterprise_install"] = app.OrgWideInstall,
        };
        if (app.EnterpriseId is not null) answer["enterprise_id"] = app.EnterpriseId;
        return answer;
    }

    public static JsonObject Bot(SlackWorkspace slack, SlackArguments args)
    {
        var app = slack.Options;
        if (args.Require("bot") != app.BotId) throw new SlackRefusal("bot_not_found");
        return new()
        {
            ["bot"] = new JsonObject
            {
                ["id"] = app.BotId,
                ["deleted"] = false,
                ["name"] = app.BotName,
                ["app_id"] = app.AppId,
                ["user_id"] = app.BotUserId,
            },
        };
    }

    public static JsonObject Info(SlackWorkspace slack, SlackArguments args)
    {
        if (!slack.People.TryGetValue(args.Require("user"), out var person)) throw new SlackRefusal("user_not_found");
        if (!person.IsVisible) throw new SlackRefusal("user_not_visible");
        return new() { ["user"] = Describe(slack, person) };
    }

    /// <summary>Only the primary address of an active member.</summary>
    public static JsonObject LookupByEmail(SlackWorkspace slack, SlackArguments args)
    {
        var email = args.Require("email");
        var person = slack.People.Values.FirstOrDefault(p =>
            string.Equals(p.Email, email, StringComparison.OrdinalIgnoreCase)
            && p is { Deleted: not true, IsStranger: not true, IsVisible: true }
        );
        return new() { ["user"] = Describe(slack, person ?? throw new SlackRefusal("users_not_found")) };
    }

    private static JsonObject Describe(SlackWorkspace slack, SlackPerson person)
    {
        var profile = new JsonObject { ["display_name"] = person.Name, ["real_name"] = person.RealName ?? person.Name };
        if (person.Email is not null && person.IsStranger is not true && slack.HasScope("users:read.email"))
            profile["email"] = person.Email;
        var json = new JsonObject
        {
            ["id"] = person.Id,
            ["team_id"] = person.TeamId ?? slack.Options.TeamId,
            ["name"] = person.Name,
            ["profile"] = profile,
        };
        foreach (var (name, flag) in Flags(person))
            if (flag is { } value) json[name] = value;
        if (person.EnterpriseId is { } enterprise)
            json["enterprise_user"] = new JsonObject
            {
                ["id"] = person.Id,
                ["enterprise_id"] = enterprise,
                ["teams"] = new JsonArray(person.TeamId ?? slack.Options.TeamId),
            };
        return json;
    }

    private static (string Name, bool? Value)[] Flags(SlackPerson person) =>
        [
            ("deleted", person.Deleted),
            ("is_bot", person.IsBot),
            ("is_app_user", person.IsAppUser),
            ("is_workflow_bot", person.IsWorkflowBot),
            ("is_restricted", person.IsRestricted),
            ("is_ultra_restricted", person.IsUltraRestricted),
            ("is_stranger", person.IsStranger),
            ("is_invited_user", person.IsInvitedUser),
            ("is_email_confirmed", person.IsEmailConfirmed),
            ("is_admin", person.IsAdmin),
        ];
}
