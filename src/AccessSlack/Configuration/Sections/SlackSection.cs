using System.Collections.Immutable;
using AccessSlack.Configuration.Values;

namespace AccessSlack.Configuration.Sections;

/// <summary><c>[slack]</c> without its recipients.</summary>
internal static class SlackSection
{
    private const string BotToken = "xoxb-";
    private const string TokenRemedy =
        "Copy the Bot User OAuth Token from the app's page OAuth & Permissions; it begins with xoxb-.";
    private const string SecretRemedy = "Copy the Signing Secret from the app's page Basic Information.";

    /// <summary>Slack's are 16 bytes in hexadecimal digits.</summary>
    private const int SecretLength = 32;

    private const string ApiRemedy = "Write an address such as https://slack.com/api/, without a query.";
    private static readonly Uri DefaultApi = new("https://slack.com/api/");
    private static readonly TimeSpan DefaultLookback = TimeSpan.FromDays(7);

    /// <summary>Other kinds of token, by how they begin (docs/protocols/slack.md 16).</summary>
    private static readonly (string Prefix, string Message)[] OtherTokens =
    [
        ("xoxp-", "This is a user token: the daemon would act as a person."),
        ("xapp-", "This is an app-level token: it only opens Socket Mode connections."),
        (
            "xoxe.",
            "This is a rotating token: it expires after 12 hours, so recreate the app without token rotation."
        ),
        ("xoxe-", "This is a refresh token: it can be used only once, so recreate the app without token rotation."),
        ("xoxa-", "This is a legacy workspace token."),
        ("xoxr-", "This is a legacy refresh token."),
        ("xoxc-", "This is a browser's session token."),
        ("xoxs-", "This is a legacy session token."),
    ];

    public static SlackSettings Read(ConfigFile file, SecretReader secrets)
    {
        var section = file.Section("slack");
        return new SlackSettings(
            ReadToken(section, secrets),
            ReadSigningSecrets(section, secrets),
            section.Flag("notify_only"),
            section.Flag("auto_join"),
            ReadLookback(section),
            section.Parse("api_url", DefaultApi, TryParseApi, "This is not the address of an API.", ApiRemedy));
    }

    /// <summary>Whether a signing secret is set, although it may be faulty.</summary>
    public static bool HasSecret(ConfigFile file) =>
        file.Section("slack").Find("secret") is { } secret && secret.Elements().Any();

    private static Secret ReadToken(Section section, SecretReader secrets)
    {
        if (section.Find("token") is null) section.ReportMissing("token", "The bot token is missing.", TokenRemedy);
        var token = section.Text("token") is { } written ? secrets.Read(written, TokenFault) : null;
        return new Secret(token?.Value ?? "");
    }

    private static (string, string)? TokenFault(string token)
    {
        if (
            OtherTokens.FirstOrDefault(other => token.StartsWith(other.Prefix, StringComparison.Ordinal)) is
            { Prefix: not null } other
        )
            return (other.Message, TokenRemedy);
        return token.StartsWith(BotToken, StringComparison.Ordinal) && token.Length > BotToken.Length
            ? null
            : ("This is not a bot token.", TokenRemedy);
    }

    private static ImmutableArray<Secret> ReadSigningSecrets(Section section, SecretReader secrets) =>
    [
        .. section.Texts("secret").Select(written => secrets.Read(written, SigningSecretFault))
            .OfType<Item<string>>()
            .Select(secret => new Secret(secret.Value)),
    ];

    private static (string, string)? SigningSecretFault(string secret)
    {
        if (IsToken(secret)) return ("This is a token, not a signing secret.", SecretRemedy);
        return secret.Length == SecretLength && secret.All(char.IsAsciiHexDigit)
            ? null
            : ("This is not a signing secret, which has 32 hexadecimal digits.", SecretRemedy);
    }

    private static bool IsToken(string secret) =>
        secret.StartsWith(BotToken, StringComparison.Ordinal)
        || OtherTokens.Any(other => secret.StartsWith(other.Prefix, StringComparison.Ordinal));

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
}
