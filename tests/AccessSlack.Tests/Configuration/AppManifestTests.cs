using System.Text.Json;
using System.Text.Json.Nodes;
using AccessSlack.Configuration;

namespace AccessSlack.Tests.Configuration;

/// <summary>
/// The manifest asks for exactly what the configuration uses, within Slack's schema (docs/protocols/slack.md 15).
/// </summary>
public sealed class AppManifestTests
{
    private const string Base = """
        [teleport]
        identity = '/id'
        [slack]
        token = 'xoxb-1'
        recipients = ['access']

        """;

    /// <summary>
    /// Every property that we write, with the shortest and longest text it may have (docs/protocols/slack.md 15).
    /// </summary>
    private static readonly Dictionary<string, (int Least, int Most)> Schema = new()
    {
        ["_metadata.major_version"] = default,
        ["_metadata.minor_version"] = default,
        ["display_information.name"] = (1, 35),
        ["display_information.description"] = (1, 140),
        ["display_information.background_color"] = (4, 7),
        ["features.bot_user.display_name"] = (1, 80),
        ["features.bot_user.always_online"] = default,
        ["features.app_home.home_tab_enabled"] = default,
        ["features.app_home.messages_tab_enabled"] = default,
        ["features.app_home.messages_tab_read_only_enabled"] = default,
        ["features.slash_commands[].command"] = (2, 32),
        ["features.slash_commands[].url"] = (1, 3500),
        ["features.slash_commands[].description"] = (1, 2000),
        ["features.slash_commands[].usage_hint"] = (1, 1000),
        ["features.slash_commands[].should_escape"] = default,
        ["oauth_config.redirect_urls[]"] = (1, 2500),
        ["oauth_config.scopes.bot[]"] = (1, 50),
        ["settings.event_subscriptions.request_url"] = (1, 3500),
        ["settings.event_subscriptions.bot_events[]"] = (1, 255),
        ["settings.interactivity.is_enabled"] = default,
        ["settings.interactivity.request_url"] = (1, 3500),
        ["settings.org_deploy_enabled"] = default,
        ["settings.socket_mode_enabled"] = default,
        ["settings.token_rotation_enabled"] = default,
    };

    /// <summary>More of the configuration, and the scopes beyond chat:write, users:read and users:read.email.</summary>
    public static TheoryData<string, string> Uses => new()
        {
            { "", "commands channels:read groups:read channels:history groups:history" },
            { "notify_only = true", "channels:history groups:history" },
            {
                "channel = 'lead@example.com'",
                "commands channels:read groups:read channels:history groups:history im:history im:write"
            },
            { "notify_only = true\nauto_join = true", "channels:read channels:join channels:history groups:history" },
            { "auto_join = true", "commands channels:read groups:read channels:join channels:history groups:history" },
            {
                "[[approvals.rules]]\nroles = ['*']\napprovers = ['group:leads']",
                "commands usergroups:read channels:read groups:read channels:history groups:history"
            },
            {
                "[[approvals.rules]]\nroles = ['*']\napprovers = ['channel:leads']",
                "commands channels:read groups:read channels:history groups:history"
            },
            {
                "notify_only = true\n[[approvals.rules]]\nroles = ['*']\napprovers = ['group:leads']",
                "channels:history groups:history"
            },
        };

    [Theory]
    [MemberData(nameof(Uses))]
    public void Of_Configuration_AsksForExactlyItsScopes(string more, string scopes)
    {
        var asked = Manifest(more)["oauth_config"]!["scopes"]!["bot"]!
            .AsArray()
            .Select(scope => scope!.GetValue<string>());

        Assert.Equal(
            [
                "chat:write",
                "users:read",
                "users:read.email",
                .. scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ],
            asked
        );
    }

    private static readonly string[] AppTokens = ["", "app_token = 'xapp-1-A1-1'\n", "app_token = '/missing'\n"];

    /// <summary>The last is as long as a name may be.</summary>
    private static readonly string[] Addresses =
    [
        "",
        "slack.example.com",
        "https://example.com:8443",
        "http://example.com",
        string.Join('.', Enumerable.Repeat(new string('a', 60), 4)) + ".com",
    ];

    /// <summary>Every combination of what the manifest depends on, as lines of the configuration.</summary>
    private static IEnumerable<string> Combinations =>
        from notifyOnly in WithAndWithout("notify_only = true\n")
        from appToken in AppTokens
        from secret in WithAndWithout("secret = '0123456789abcdef0123456789abcdef'\n")
        from home in WithAndWithout("home = true\n")
        from joins in WithAndWithout("auto_join = true\n")
        from address in Addresses
        from rules in WithAndWithout("[[approvals.rules]]\nroles = ['*']\napprovers = ['group:leads', 'channel:dba']\n")
        select notifyOnly
            + appToken
            + secret
            + home
            + joins
            + (address.Length > 0 ? $"[http]\npublic_addr = '{address}'\n" : "")
            + rules;

    [Fact]
    public void Of_EveryCombination_FitsSlacksSchema()
    {
        Assert.All(
            Combinations,
            more =>
            {
                foreach (var (path, value) in Leaves(Draft(more), ""))
                {
                    Assert.True(Schema.ContainsKey(path), path);
                    if (value.GetValueKind() == JsonValueKind.String)
                        Assert.InRange(value.GetValue<string>().Length, Schema[path].Least, Schema[path].Most);
                }
            }
        );
    }

    /// <summary>The way in that the manifest names is the one that the daemon opens, and no half of one.</summary>
    [Fact]
    public void Of_EveryCombination_NamesTheWayInThatTheDaemonTakes()
    {
        Assert.All(
            Combinations,
            more =>
            {
                var (isQuiet, home) = (Has(more, "notify_only"), Has(more, "home"));
                var socket = Has(more, "app_token") && (!isQuiet || home);
                var paths = Leaves(Draft(more), "")
                    .DistinctBy(leaf => leaf.Path)
                    .ToDictionary(leaf => leaf.Path, leaf => leaf.Value);

                Assert.Equal(socket, paths["settings.socket_mode_enabled"].GetValue<bool>());
                Assert.Equal(home, paths["features.app_home.home_tab_enabled"].GetValue<bool>());
                Assert.Equal(home, paths.ContainsKey("settings.event_subscriptions.bot_events[]"));
                Assert.Equal(socket || !isQuiet, paths["settings.interactivity.is_enabled"].GetValue<bool>());
                Assert.Equal(!isQuiet, paths.ContainsKey("features.slash_commands[].command"));
                Assert.Equal(!socket && home, paths.ContainsKey("settings.event_subscriptions.request_url"));
                Assert.Equal(!socket && !isQuiet, paths.ContainsKey("settings.interactivity.request_url"));
                Assert.Equal(!socket && !isQuiet, paths.ContainsKey("features.slash_commands[].url"));
                Assert.Equal(
                    Has(more, "public_addr") && !Has(more, "http://"),
                    paths.ContainsKey("oauth_config.redirect_urls[]")
                );
            }
        );
    }

    [Fact]
    public void Of_HomeOverHttp_IsToldWhenItIsOpened()
    {
        var manifest = Draft("home = true\n[http]\npublic_addr = 'slack.example.com'");

        Assert.Equal(
            """{"request_url":"https://slack.example.com/slack/events","bot_events":["app_home_opened"]}""",
            manifest["settings"]!["event_subscriptions"]!.ToJsonString()
        );
        Assert.Equal(
            """["https://slack.example.com/slack/oauth/callback"]""",
            manifest["oauth_config"]!["redirect_urls"]!.ToJsonString()
        );
    }

    [Theory]
    [InlineData("slack.example.com", "https://slack.example.com/slack/")]
    [InlineData("https://example.com:8443/", "https://example.com:8443/slack/")]
    [InlineData("https://example.com:8443/slack/interactions", "https://example.com:8443/slack/")]
    [InlineData("https://example.com/slack/commands/", "https://example.com/slack/")]
    public void Of_PublicAddress_ItsOwnUrls(string address, string root)
    {
        var manifest = Manifest($"[http]\npublic_addr = '{address}'");

        Assert.Equal(root + "interactions", manifest["settings"]!["interactivity"]!["request_url"]!.GetValue<string>());
        Assert.Equal(root + "commands", manifest["features"]!["slash_commands"]![0]!["url"]!.GetValue<string>());
    }

    [Fact]
    public void Of_NotifyOnly_AsksForNoClicks()
    {
        var manifest = Manifest("notify_only = true");

        Assert.False(manifest["settings"]!["interactivity"]!["is_enabled"]!.GetValue<bool>());
        Assert.Null(manifest["features"]!["slash_commands"]);
    }

    private static JsonObject Manifest(string more) =>
        AppManifest.Of(FakeConfigSource.Read(Base + more, insecure: true).Settings!);

    private static JsonObject Draft(string more) =>
        AppManifest.Of(FakeConfigSource.Read(Base + more, insecure: true).Draft!);

    private static string[] WithAndWithout(string line) => ["", line];

    private static bool Has(string more, string text) => more.Contains(text, StringComparison.Ordinal);

    private static IEnumerable<(string Path, JsonValue Value)> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject fields => fields.SelectMany(field =>
            Leaves(field.Value, path.Length == 0 ? field.Key : $"{path}.{field.Key}")
        ),
        JsonArray items => items.SelectMany(item => Leaves(item, path + "[]")),
        JsonValue value => [(path, value)],
        _ => throw new InvalidOperationException($"null at {path}"),
    };
}
