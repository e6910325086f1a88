using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Configuration;

/// <summary>The Slack app that a configuration needs, in Slack's own form (docs/protocols/slack.md 15).</summary>
internal static class AppManifest
{
    /// <summary>A placeholder until public_addr is set; the name cannot be registered (RFC 2606).</summary>
    private static readonly Uri Unknown = new("https://your-host.invalid/");

    public static JsonObject Of(Settings settings)
    {
        var (slack, oauth) = (settings.Slack, new JsonObject());
        // Slack refuses a manifest with an address that is not https.
        if (settings.Http.PublicAddress is { } address && address.Scheme == Uri.UriSchemeHttps)
            oauth["redirect_urls"] = new JsonArray(At(address, SlackPaths.OAuthCallback));
        oauth["scopes"] = new JsonObject { ["bot"] = Texts(ScopesOf(settings).Select(scope => scope.Name)) };
        return new JsonObject
        {
            ["_metadata"] = new JsonObject { ["major_version"] = 1, ["minor_version"] = 1 },
            ["display_information"] = new JsonObject
            {
                ["name"] = "Teleport Access",
                ["description"] = slack.NotifyOnly
                    ? "See Teleport access requests in Slack"
                    : "Approve or deny Teleport access requests from Slack",
                ["background_color"] = "#512fc9",
            },
            ["features"] = Features(settings),
            ["oauth_config"] = oauth,
            ["settings"] = Switches(settings),
        };
    }

    /// <summary>The bot's scopes, which <c>connect</c> asks for as well.</summary>
    public static ImmutableArray<SlackScope> ScopesOf(Settings settings) =>
        SlackScopes.Of(settings, decides: !settings.Slack.NotifyOnly);

    /// <summary>Slack sends to connections that the daemon opens; the app then has no address of ours.</summary>
    public static bool UsesSocket(SlackSettings slack) => slack.NamesAppToken && (!slack.NotifyOnly || slack.Home);

    /// <summary>Slack calls the daemon, so the app needs its address.</summary>
    public static bool NeedsAddress(SlackSettings slack) => !UsesSocket(slack) && (!slack.NotifyOnly || slack.Home);

    /// <summary>Without the messages tab, direct messages fail with messages_tab_disabled.</summary>
    private static JsonObject Features(Settings settings)
    {
        var features = new JsonObject
        {
            ["bot_user"] = new JsonObject { ["display_name"] = "teleport", ["always_online"] = true },
            ["app_home"] = new JsonObject
            {
                ["home_tab_enabled"] = settings.Slack.Home,
                ["messages_tab_enabled"] = true,
                ["messages_tab_read_only_enabled"] = true,
            },
        };
        if (!settings.Slack.NotifyOnly) features["slash_commands"] = new JsonArray(Command(settings));
        return features;
    }

    private static JsonObject Command(Settings settings)
    {
        var command = new JsonObject { ["command"] = "/teleport" };
        Address(command, "url", settings, SlackPaths.Commands);
        command["description"] = "List and show Teleport access requests";
        command["usage_hint"] = "list | show ID | who ID | help";
        command["should_escape"] = true;
        return command;
    }

    /// <summary>
    /// With token rotation a token expires after twelve hours, and rotation cannot be turned off again.
    /// </summary>
    private static JsonObject Switches(Settings settings)
    {
        var usesSocket = UsesSocket(settings.Slack);
        var switches = new JsonObject();
        if (settings.Slack.Home)
        {
            var events = new JsonObject();
            Address(events, "request_url", settings, SlackPaths.Events);
            events["bot_events"] = Texts(["app_home_opened"]);
            switches["event_subscriptions"] = events;
        }

        // Slack sends a press of a link button, too, and warns the person unless it is acknowledged. Over a socket that
        // works even with notify_only.
        var interactivity = new JsonObject { ["is_enabled"] = usesSocket || !settings.Slack.NotifyOnly };
        if (!settings.Slack.NotifyOnly) Address(interactivity, "request_url", settings, SlackPaths.Interactions);
        switches["interactivity"] = interactivity;
        switches["org_deploy_enabled"] = false;
        switches["socket_mode_enabled"] = usesSocket;
        switches["token_rotation_enabled"] = false;
        return switches;
    }

    private static void Address(JsonObject part, string key, Settings settings, string path)
    {
        if (NeedsAddress(settings.Slack)) part[key] = At(settings.Http.PublicAddress ?? Unknown, path);
    }

    private static string At(Uri address, string path) => address.AbsoluteUri.TrimEnd('/') + path;

    /// <summary>As nodes, because the generic way to add values to an array cannot be trimmed.</summary>
    private static JsonArray Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
