using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Interactions;

/// <summary>What payloads of all kinds have in common. Callers hold the lock.</summary>
internal sealed class SlackPayloads(SlackState state)
{
    /// <summary>Deprecated, but still a credential: old apps accept it as proof of origin.</summary>
    public const string VerificationToken = "gIkuvaNzQIHg97ATvDxqgjtO";

    /// <summary>Fields of all kinds of payload.</summary>
    public JsonObject Create(string type, SlackPerson person) => new()
    {
        ["type"] = type,
        ["user"] = new JsonObject
        {
            ["id"] = person.Id,
            ["username"] = person.Name,
            ["name"] = person.Name,
            ["team_id"] = person.TeamId ?? state.Options.TeamId,
        },
        ["api_app_id"] = state.Options.AppId,
        ["token"] = VerificationToken,
        ["team"] = state.Options.OrgWideInstall
                ? null
                : new JsonObject { ["id"] = state.Options.TeamId, ["domain"] = "sandbox" },
        ["enterprise"] = state.Options.EnterpriseId is null
                ? null
                : new JsonObject { ["id"] = state.Options.EnterpriseId, ["name"] = "Sandbox Grid" },
        ["is_enterprise_install"] = state.Options.OrgWideInstall,
    };

    public static void Forge(JsonObject payload, SlackForgery forgery)
    {
        if (forgery.AppId is { } app) payload["api_app_id"] = app;
        if (forgery.TeamId is { } team) payload["team"] = new JsonObject { ["id"] = team, ["domain"] = "elsewhere" };
        forgery.Edit?.Invoke(payload);
    }

    public SlackPerson Require(string userId) =>
        state.Workspace.People.GetValueOrDefault(userId) ?? throw new InvalidOperationException($"No user {userId}.");

    public static void RequireSight(SlackPerson person, SlackChannel channel)
    {
        if ((channel.IsPrivate || person.IsGuest || person.IsStranger is true) && !channel.Members.Contains(person.Id))
            throw new InvalidOperationException($"{person.Name} does not see {channel.Id}.");
    }

    public static string NameFor(SlackChannel channel) =>
        channel.IsDirect ? "directmessage"
        : channel.IsPrivate ? "privategroup"
        : channel.Name;

    public string ResponseUrlFor(ResponseSource source) =>
        new Uri(state.Address, state.Workspace.ResponseUrls.Issue(state.Options.TeamId, source)).ToString();
}
