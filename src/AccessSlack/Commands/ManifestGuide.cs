using AccessSlack.Configuration;

namespace AccessSlack.Commands;

/// <summary>The comment above a manifest: what to do with it, and what Slack does not take from it.</summary>
internal static class ManifestGuide
{
    public const string NoAddress =
        "public_addr is not set under [http]: replace your-host.invalid with the address that Slack calls.";

    public static string Of(Settings settings)
    {
        IEnumerable<string> lines =
        [
            "The Slack app that this configuration needs.",
            $"To create it, open {AppsPage(settings.Slack.ApiUrl)}, choose \"Create New App\", \"From a manifest\", " +
            "and paste this.",
            "To update an existing app, paste it on the app's \"App Manifest\" page.",
            $"Then install the app to the workspace{ByConnect(settings)}, and check these settings:",
            .. WaysIn(settings.Slack),
            "  OAuth & Permissions: token rotation is off. Once turned on, it cannot be turned off again.",
            $"Copy {Secrets(settings.Slack)} into the configuration, and invite the bot to each channel.",
            "Whenever the scopes change, install the app again.",
        ];
        if (LacksAddress(settings)) lines = lines.Append(NoAddress);
        return string.Concat(lines.Select(line => $"# {line}\n"));
    }

    /// <summary>Slack would call an address that the configuration does not name.</summary>
    public static bool LacksAddress(Settings settings) =>
        settings.Http.PublicAddress is null && AppManifest.NeedsAddress(settings.Slack);

    /// <summary>Where apps are managed; GovSlack has a page of its own.</summary>
    public static Uri AppsPage(Uri apiUrl)
    {
        const string GovSlack = "slack-gov.com";
        var isGov = apiUrl.Host == GovSlack || apiUrl.Host.EndsWith("." + GovSlack, StringComparison.Ordinal);
        return new Uri(isGov ? "https://api.slack-gov.com/apps" : "https://api.slack.com/apps");
    }

    private static IEnumerable<string> WaysIn(SlackSettings slack)
    {
        if (AppManifest.UsesSocket(slack))
        {
            yield return
                "  Socket Mode: on. Under Basic Information, App-Level Tokens, create one with the scope " +
                "connections:write.";
            yield break;
        }

        if (!slack.NotifyOnly)
            yield return
                "  Interactivity & Shortcuts: the request URL is the one below, and Slack can reach it.";
        if (slack.Home)
            yield return
                "  Event Subscriptions: the request URL is verified. Slack can do that only while the daemon runs.";
    }

    private static string Secrets(SlackSettings slack) => slack switch
    {
        _ when AppManifest.UsesSocket(slack) => "the bot token and the app-level token",
        { NotifyOnly: true } => "the bot token",
        _ => "the bot token and the signing secret",
    };

    /// <summary>Slack sends people back only to an https address.</summary>
    private static string ByConnect(Settings settings) =>
        settings.Http.PublicAddress is { } address && address.Scheme == Uri.UriSchemeHttps
            ? " (teleport-slack connect does it, and writes the token)"
            : "";
}
