using System.Text.Json.Nodes;

namespace AccessSlack.Configuration;

/// <summary>The Slack app that a configuration needs, in Slack's own form (docs/protocols/slack.md 15).</summary>
internal static class AppManifest
{
    /// <summary>A placeholder until public_addr is set; the name cannot be registered (RFC 2606).</summary>
    private static readonly Uri Unknown = new("https://your-host.invalid/");

    public static JsonObject Of(Settings settings)
    {
        var (address, decides) = (settings.Http.PublicAddress ?? Unknown, !settings.Slack.NotifyOnly);
        return new JsonObject
        {
            ["_metadata"] = new JsonObject { ["major_version"] = 1, ["minor_version"] = 1 },
            ["display_information"] = new JsonObject
            {
                ["name"] = "Teleport Access",
                ["description"] = decides
                    ? "Approve or deny Teleport access requests from Slack"
                    : "See Teleport access requests in Slack",
                ["background_color"] = "#512fc9",
            },
            ["features"] = Features(address, decides),
            ["oauth_config"] = new JsonObject { ["scopes"] = new JsonObject { ["bot"] = Scopes(settings, decides) } },
            ["settings"] = Switches(address, decides),
        };
    }

    /// <summary>As nodes, because the generic way to add values to an array cannot be trimmed.</summary>
    private static JsonArray Scopes(Settings settings, bool decides) =>
        new([.. SlackScopes.Of(settings, decides).Select(scope => (JsonNode?)JsonValue.Create(scope.Name))]);

    /// <summary>Without the messages tab, direct messages fail with messages_tab_disabled.</summary>
    private static JsonObject Features(Uri address, bool decides)
    {
        var features = new JsonObject
        {
            ["bot_user"] = new JsonObject { ["display_name"] = "teleport", ["always_online"] = true },
            ["app_home"] = new JsonObject
            {
                ["home_tab_enabled"] = false,
                ["messages_tab_enabled"] = true,
                ["messages_tab_read_only_enabled"] = true,
            },
        };
        if (decides) features["slash_commands"] = new JsonArray(Command(address));
        return features;
    }

    private static JsonObject Command(Uri address) => new()
    {
        ["command"] = "/teleport",
        ["url"] = At(address, SlackPaths.Commands),
        ["description"] = "List and show Teleport access requests",
        ["usage_hint"] = "list | show ID | help",
        ["should_escape"] = true,
    };

    /// <summary>
    /// With token rotation a token expires after twelve hours, and rotation cannot be turned off again.
    /// </summary>
    private static JsonObject Switches(Uri address, bool decides)
    {
        var interactivity = new JsonObject { ["is_enabled"] = decides };
        if (decides) interactivity["request_url"] = At(address, SlackPaths.Interactions);
        return new JsonObject
        {
            ["interactivity"] = interactivity,
            ["org_deploy_enabled"] = false,
            ["socket_mode_enabled"] = false,
            ["token_rotation_enabled"] = false,
        };
    }

    private static string At(Uri address, string path) => address.AbsoluteUri.TrimEnd('/') + path;
}
