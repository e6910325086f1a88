using System.Collections.Immutable;
using AccessSlack.Configuration.Values;

namespace AccessSlack.Configuration.Sections;

/// <summary>The tokens and secrets of <c>[slack]</c>, each of which must be one of its kind.</summary>
internal sealed class SlackSecrets(ConfigFile file, SecretReader reader)
{
    private const string BotToken = "xoxb-";
    private const string AppLevelToken = "xapp-";

    private const string TokenRemedy =
        "Copy the Bot User OAuth Token from the app's page OAuth & Permissions; it begins with xoxb-.";

    private const string AppTokenRemedy =
        "Create an app-level token with the scope connections:write on the app's page Basic Information, under " +
        "App-Level Tokens; it begins with xapp-.";

    private const string SigningRemedy = "Copy the Signing Secret from the app's page Basic Information.";
    private const string ClientIdFault = "This is not a client ID, which is two numbers with a dot between them.";
    private const string ClientIdRemedy = "Copy the Client ID from the app's page Basic Information.";
    private const string ClientRemedy = "Copy the Client Secret from the app's page Basic Information.";

    /// <summary>Slack's secrets are 16 bytes in hexadecimal digits.</summary>
    private const int SecretLength = 32;

    /// <summary>Other kinds of token, by how they begin (docs/protocols/slack.md 16).</summary>
    private static readonly (string Prefix, string Message)[] OtherTokens =
    [
        ("xoxp-", "This is a user token: the daemon would act as a person."),
        (AppLevelToken, "This is an app-level token, which belongs under app_token."),
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

    private Section Slack => file.Section("slack");

    /// <summary>Whether a signing secret is set, although it may be faulty.</summary>
    public bool HasSigningSecret => IsSet(Slack.Find("secret"));

    /// <summary>Whether an app-level token is set, although it may be faulty.</summary>
    public bool HasAppToken => IsSet(AppToken);

    /// <summary>The file of the bot token; null if it is given in another way, or not at all.</summary>
    public string? TokenFile => Slack.Find("token")?.Value is string and ['/', ..] path ? path : null;

    /// <summary>The newest Go plugin has it in <c>[review]</c>, and reads it there only if that is enabled.</summary>
    private Item<object>? AppToken
    {
        get
        {
            if (Slack.Find("app_token") is { } token) return token;
            var review = file.Section(Schema.Review);
            return review.Find("enabled") is { Value: true } ? review.Find("app_token") : null;
        }
    }

    public Secret ReadToken()
    {
        if (Slack.Find("token") is null) Slack.ReportMissing("token", "The bot token is missing.", TokenRemedy);
        var token = Slack.Text("token") is { } written ? reader.Read(written, TokenFault) : null;
        return new Secret(token?.Value ?? "");
    }

    public ImmutableArray<Secret> ReadSigningSecrets() =>
        ReadAll(Slack.Find("secret"), secret => SecretFault(secret, "a signing secret", SigningRemedy));

    public ImmutableArray<Secret> ReadAppTokens() => ReadAll(AppToken, AppTokenFault);

    /// <summary>Not a secret, but often kept beside the client secret, so it can be given like one.</summary>
    public string? ReadClientId()
    {
        if (Slack.Text("client_id") is not { } written) return null;
        return SecretReader.IsElsewhere(written.Value)
            ? reader.Read(written, id => TryParseClientId(id, out _) ? null : (ClientIdFault, ClientIdRemedy))?.Value
            : Slack.Parse<string?>("client_id", null, TryParseClientId, ClientIdFault, ClientIdRemedy);
    }

    public Secret? ReadClientSecret() =>
        Slack.Text("client_secret") is { } written
        && reader.Read(written, secret => SecretFault(secret, "a client secret", ClientRemedy)) is { } secret
            ? new Secret(secret.Value)
            : null;

    private static bool TryParseClientId(string text, out string? id)
    {
        id = text;
        return text.Split('.') is [{ Length: > 0 } first, { Length: > 0 } second]
            && first.All(char.IsAsciiDigit)
            && second.All(char.IsAsciiDigit);
    }

    private static bool IsSet(Item<object>? item) => item?.Elements().Any() == true;

    private ImmutableArray<Secret> ReadAll(Item<object>? item, Func<string, (string, string)?> faultOf) =>
        item is null
            ? []
            : [
                .. file.AsTexts(item)
                    .Select(written => reader.Read(written, faultOf))
                    .OfType<Item<string>>()
                    .Select(secret => new Secret(secret.Value)),
            ];

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

    private static (string, string)? AppTokenFault(string token)
    {
        if (token.StartsWith(BotToken, StringComparison.Ordinal))
            return ("This is a bot token, which belongs under token.", AppTokenRemedy);
        return token.StartsWith(AppLevelToken, StringComparison.Ordinal) && token.Length > AppLevelToken.Length
            ? null
            : ("This is not an app-level token.", AppTokenRemedy);
    }

    private static (string, string)? SecretFault(string secret, string kind, string remedy)
    {
        if (IsToken(secret)) return ($"This is a token, not {kind}.", remedy);
        return secret.Length == SecretLength && secret.All(char.IsAsciiHexDigit)
            ? null
            : ($"This is not {kind}, which has 32 hexadecimal digits.", remedy);
    }

    private static bool IsToken(string secret) =>
        secret.StartsWith(BotToken, StringComparison.Ordinal)
        || OtherTokens.Any(other => secret.StartsWith(other.Prefix, StringComparison.Ordinal));
}
