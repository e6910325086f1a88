using AccessSlack.Configuration.Values;

namespace AccessSlack.Configuration.Sections;

/// <summary><c>[slack]</c> without its recipients.</summary>
internal static class SlackSection
{
    private const string TeamFault = "This is not the ID of a workspace.";
    private const string TeamRemedy =
        "Write the ID, which begins with T; it is in the address when Slack is open in a browser " +
        "(app.slack.com/client/T…).";

    private const int LongestId = 32;

    private const string ApiRemedy = "Write an address such as https://slack.com/api/, without a query.";
    private static readonly Uri DefaultApi = new("https://slack.com/api/");
    private static readonly TimeSpan DefaultLookback = TimeSpan.FromDays(7);

    public static SlackSettings Read(ConfigFile file, SlackSecrets secrets)
    {
        var section = file.Section("slack");
        var settings = new SlackSettings(
            secrets.ReadToken(),
            secrets.ReadSigningSecrets(),
            section.Flag("notify_only"),
            section.Flag("auto_join"),
            ReadLookback(section),
            section.Parse("api_url", DefaultApi, TryParseApi, "This is not the address of an API.", ApiRemedy))
        {
            AppTokens = secrets.ReadAppTokens(),
            NamesAppToken = secrets.HasAppToken,
            Home = section.Flag("home"),
            ClientId = secrets.ReadClientId(),
            ClientSecret = secrets.ReadClientSecret(),
            Team = section.Parse<string?>("team", null, TryParseTeam, TeamFault, TeamRemedy),
        };
        if (settings.Home) CheckHome(section, secrets, settings.NotifyOnly);
        return settings;
    }

    /// <summary>Slack tells the app when someone opens the Home tab, and that needs a way in.</summary>
    private static void CheckHome(Section section, SlackSecrets secrets, bool notifyOnly)
    {
        if (secrets.HasAppToken || (secrets.HasSigningSecret && !notifyOnly)) return;
        section.Report(
            section.Find("home")!,
            notifyOnly
                ? "With notify_only nothing listens for Slack, so the Home tab would stay empty."
                : "Without a signing secret nothing listens for Slack, so the Home tab would stay empty.",
            notifyOnly
                ? "Set app_token (Socket Mode), or remove home or notify_only."
                : "Set app_token (Socket Mode) or secret (HTTP), or remove home."
        );
    }

    private static TimeSpan? ReadLookback(Section section)
    {
        var lookback = section.Parse(
            "lookback",
            DefaultLookback,
            GoDuration.TryParse,
            GoDuration.Fault,
            GoDuration.Remedy
        );
        return lookback == TimeSpan.Zero ? null : lookback;
    }

    private static bool TryParseApi(string text, out Uri address)
    {
        address = DefaultApi;
        if (!NetworkAddress.TryParseWeb(text, out var parsed) || parsed.Query.Length > 0) return false;
        address = parsed.AbsolutePath.EndsWith('/') ? parsed : new Uri(parsed.AbsoluteUri + "/");
        return true;
    }

    private static bool TryParseTeam(string text, out string? id)
    {
        id = text;
        return text.Length is > 1 and <= LongestId
            && text[0] == 'T'
            && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
    }
}
