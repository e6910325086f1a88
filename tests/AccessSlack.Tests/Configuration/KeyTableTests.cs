using System.Globalization;
using AccessSlack.Configuration;

namespace AccessSlack.Tests.Configuration;

/// <summary>The configuration as a table: each key with its old names, formats and synonyms, and its meaning.</summary>
public sealed class KeyTableTests
{
    private const string One = "11111111111111111111111111111111";
    private const string Two = "22222222222222222222222222222222";
    private const string Three = "33333333333333333333333333333333";

    /// <summary>Good settings; a row replaces those with its own key.</summary>
    private static readonly (string Section, string Line)[] Base =
    [
        ("teleport", "identity = '/id'"),
        ("slack", "token = 'xoxb-1'"),
        ("slack", "recipients = ['access']"),
        ("http", "https_key_file = '/hk'"),
        ("http", "https_cert_file = '/hc'"),
    ];

    private static readonly Dictionary<string, Func<Settings, object?>> Meanings = new()
    {
        ["server"] = s => s.Teleport.Address,
        ["client key"] = s => s.Teleport.ClientKey,
        ["client certificate"] = s => s.Teleport.ClientCertificate,
        ["root CAs"] = s => s.Teleport.RootCas,
        ["identity"] = s => s.Teleport.Identity,
        ["upgrade"] = s => s.Teleport.ConnectionUpgrade?.ToString() ?? "auto",
        ["HTTP proxy"] = s => s.Teleport.HttpProxy,
        ["cluster"] = s => s.Teleport.Cluster,
        ["resource names"] = s => s.Teleport.Resources.AreLookedUp,
        ["resource labels"] = s => string.Join(' ', s.Teleport.Resources.Labels),
        ["token"] = s => s.Slack.Token.Reveal(),
        ["secrets"] = s => string.Join(' ', s.Slack.SigningSecrets.Select(secret => secret.Reveal())),
        ["app tokens"] = s => string.Join(' ', s.Slack.AppTokens.Select(token => token.Reveal())),
        ["home"] = s => s.Slack.Home,
        ["client id"] = s => s.Slack.ClientId,
        ["client secret"] = s => s.Slack.ClientSecret?.Reveal(),
        ["team"] = s => s.Slack.Team,
        ["recipients"] = s => string.Join(' ', s.Recipients.Default),
        ["roles"] = s =>
            string.Join(
                ' ',
                s.Recipients.Roles.Select(role => $"{role.Key}={string.Join(',', role.Value)}")
                    .Order(StringComparer.Ordinal)
            ),
        ["notify only"] = s => s.Slack.NotifyOnly,
        ["auto join"] = s => s.Slack.AutoJoin,
        ["lookback"] = s => s.Slack.Lookback?.ToString(null, CultureInfo.InvariantCulture) ?? "any age",
        ["API"] = s => s.Slack.ApiUrl.AbsoluteUri,
        ["via"] = s => s.Approvals.Via.ToString(),
        ["trait"] = s => s.Approvals.SlackIdTrait,
        ["e-mail match"] = s => s.Approvals.AllowEmailMatch,
        ["self"] = s => s.Approvals.AllowSelf,
        ["guests"] = s => s.Approvals.AllowGuests,
        ["external"] = s => s.Approvals.AllowExternal,
        ["strict"] = s => s.Approvals.StrictIdentity,
        ["rules"] = s =>
            string.Join(' ', s.Approvals.Rules.Select(rule => $"{string.Join(',', rule.Roles)}={rule.Required}")),
        ["rules followed"] = s => $"{s.MonitoringRules.Follow} {s.MonitoringRules.Name}",
        ["notify"] = s => s.Notifications.Requester.ToString(),
        ["before end"] = s => s.Notifications.BeforeEnd,
        ["quiet"] = s => s.Notifications.Reminders?.Quiet?.ToString(),
        ["reminders"] = s => s.Notifications.Reminders?.ToString(),
        ["users"] = s => string.Join(' ', s.Approvals.Users.Select(user => $"{user.Key}={user.Value}")),
        ["listener"] = s => s.Http.Listen.ToString(),
        ["public address"] = s => s.Http.PublicAddress?.AbsoluteUri,
        ["listener key"] = s => s.Http.KeyFile,
        ["listener certificate"] = s => s.Http.CertificateFile,
        ["insecure"] = s => s.Http.Insecure,
        ["diagnostics"] = s => s.Http.Diagnostics?.ToString(),
        ["output"] = s => s.Log.Output,
        ["severity"] = s => s.Log.Severity.ToString(),
        ["format"] = s => s.Log.Format.ToString(),
    };

    /// <summary>Key, what is written, which setting it is, and what it must be.</summary>
    private static readonly (string Key, string Written, string Meaning, object? Expected)[] Table =
    [
        ("teleport.addr", "addr = 'auth.example.com'", "server", "auth.example.com:3025"),
        ("teleport.addr", "addr = '0.0.0.0:3025'", "server", "0.0.0.0:3025"),
        ("teleport.addr", "addr = 'new:1'\nauth_server = 'old:2'", "server", "new:1"),
        ("teleport.resource_names", "resource_names = false", "resource names", false),
        ("teleport.resource_names", "resource_names = true", "resource names", true),
        ("teleport.resource_names", "", "resource names", true),
        ("teleport.resource_labels", "resource_labels = ['region', 'env', 'env']", "resource labels", "region env"),
        ("teleport.resource_labels", "resource_labels = 'region'", "resource labels", "region"),
        ("teleport.resource_labels", "resource_labels = []", "resource labels", ""),
        ("teleport.resource_labels", "resource_labels = ''", "resource labels", "env team"),
        ("teleport.auth_server", "auth_server = 'old.example.com:443'", "server", "old.example.com:443"),
        (
            "teleport.client_key",
            "client_key = 'k.pem'\nclient_crt = '/c'\nroot_cas = '/r'\nidentity = ''",
            "client key",
            "k.pem"
        ),
        (
            "teleport.client_crt",
            "client_crt = '/c'\nclient_key = '/k'\nroot_cas = '/r'\nidentity = ''",
            "client certificate",
            "/c"
        ),
        ("teleport.root_cas", "root_cas = '/r'\nclient_key = '/k'\nclient_crt = '/c'\nidentity = ''", "root CAs", "/r"),
        ("teleport.identity", "identity = '/auth_id'", "identity", "/auth_id"),
        ("teleport.refresh_identity", "refresh_identity = true", "identity", "/id"),
        ("teleport.refresh_identity_interval", "refresh_identity_interval = '1m'", "identity", "/id"),
        ("teleport.refresh_identity_interval", "refresh_identity_interval = '1m30.5s'", "identity", "/id"),
        ("teleport.refresh_identity_interval", "refresh_identity_interval = 60_000_000_000", "identity", "/id"),
        ("teleport.connection_upgrade", "connection_upgrade = 'auto'", "upgrade", "auto"),
        ("teleport.connection_upgrade", "connection_upgrade = 'Always'", "upgrade", "True"),
        ("teleport.connection_upgrade", "connection_upgrade = 'never'", "upgrade", "False"),
        ("teleport.http_proxy", "http_proxy = true", "HTTP proxy", true),
        ("teleport.cluster", "cluster = 'prod.example.com'", "cluster", "prod.example.com"),

        ("slack.token", "token = 'xoxb-2'", "token", "xoxb-2"),
        ("slack.token", "token = '/token'", "token", "xoxb-file"),
        ("slack.token", "token = 'env:TOKEN'", "token", "xoxb-env"),
        ("slack.token", "token = 'credential:token'", "token", "xoxb-credential"),
        ("slack.secret", "secret = '0123456789abcdef0123456789abcdef'", "secrets", "0123456789abcdef0123456789abcdef"),
        ("slack.secret", $"secret = ['{One}', 'env:SECRET', '/secret']", "secrets", $"{One} {Two} {Three}"),
        (
            "slack.recipients",
            "recipients = ['#access', 'C01ABCDEF23', 'U01ABCDEF23', 'a@example.com']",
            "recipients",
            "access C01ABCDEF23 U01ABCDEF23 a@example.com"
        ),
        ("slack.recipients", "recipients = '#access'", "recipients", "access"),
        ("slack.channel", "channel = '#ops'", "recipients", "access ops"),
        ("slack.channel", "channel = 'access'", "recipients", "access"),
        ("slack.app_token", "app_token = 'xapp-1'", "app tokens", "xapp-1"),
        ("slack.app_token", "app_token = ['xapp-1', 'xapp-2']", "app tokens", "xapp-1 xapp-2"),
        ("slack.home", "home = true\napp_token = 'xapp-1'", "home", true),
        ("slack.home", "home = false", "home", false),
        ("slack.client_id", "client_id = '1111.2222'", "client id", "1111.2222"),
        ("slack.client_id", "client_id = 'env:CLIENT_ID'", "client id", "3333.4444"),
        ("slack.client_secret", $"client_secret = '{One}'", "client secret", One),
        ("slack.team", "team = 'T01ABCDEF23'", "team", "T01ABCDEF23"),
        ("slack.notify_only", "notify_only = true", "notify only", true),
        ("slack.notify_only", "notify_only = false", "notify only", false),
        ("slack.readonly", "readonly = true", "notify only", true),
        ("slack.auto_join", "auto_join = true", "auto join", true),
        ("slack.lookback", "lookback = '0'", "lookback", "any age"),
        ("slack.lookback", "lookback = '2d12h'", "lookback", "2.12:00:00"),
        ("slack.lookback", "lookback = '1.5h'", "lookback", "01:30:00"),
        ("slack.lookback", "lookback = '1h0m500ms'", "lookback", "01:00:00.5000000"),
        ("slack.api_url", "api_url = 'https://slack-gov.com/api'", "API", "https://slack-gov.com/api/"),
        ("slack.APIURL", "APIURL = 'https://slack-gov.com/api/'", "API", "https://slack-gov.com/api/"),
        (
            "role_to_recipients",
            "dba = '#db'\n'*' = ['access', 'a@example.com']",
            "roles",
            "*=access,a@example.com dba=db"
        ),
        ("role_to_recipients", "'prod-*' = ['#a', '#b']", "roles", "prod-*=a,b"),

        ("approvals.via", "via = 'auto'", "via", "Auto"),
        ("approvals.via", "via = 'State'", "via", "State"),
        ("approvals.via", "via = 'review'", "via", "Review"),
        ("approvals.via", "via = 'person'", "via", "Person"),
        ("approvals.allow_self", "allow_self = true", "self", true),
        ("approvals.allow_guests", "allow_guests = true", "guests", true),
        ("approvals.allow_external", "allow_external = true", "external", true),
        ("approvals.strict_identity", "strict_identity = true", "strict", true),
        ("approvals.slack_user_id_trait", "slack_user_id_trait = 'chat/slack'", "trait", "chat/slack"),
        ("approvals.slack_user_id_trait", "slack_user_id_trait = ''", "trait", "slack_uid"),
        ("approvals.allow_email_username_match", "allow_email_username_match = true", "e-mail match", true),
        ("approvals.rules", "rules = [{roles = ['dba'], required = 2}, {roles = ['*']}]", "rules", "dba=2 *=1"),
        ("users", "U01ABCDEF23 = 'alice'", "users", "U01ABCDEF23=alice"),
        ("monitoring_rules.enabled", "enabled = 'auto'", "rules followed", "Auto slack"),
        ("monitoring_rules.enabled", "enabled = 'Always'", "rules followed", "Always slack"),
        ("monitoring_rules.enabled", "enabled = 'never'", "rules followed", "Never slack"),
        ("monitoring_rules.name", "name = 'slack-default'", "rules followed", "Auto slack-default"),
        ("monitoring_rules.name", "name = ''", "rules followed", "Auto slack"),
        ("notify.requester", "requester = 'never'", "notify", "Never"),
        ("notify.requester", "requester = 'Decision'", "notify", "Decision"),
        ("notify.requester", "requester = 'all'", "notify", "All"),
        ("notify.before_end", "before_end = '30m'", "before end", TimeSpan.FromMinutes(30)),
        ("notify.before_end", "before_end = '1m'", "before end", TimeSpan.FromMinutes(1)),
        ("notify.before_end", "before_end = ''", "before end", null),
        (
            "reminders.after",
            "after = '1h'",
            "reminders",
            "ReminderSettings { After = 01:00:00, Every = , Max = , Quiet =  }"
        ),
        (
            "reminders.every",
            "every = '1m'\nafter = '1d'",
            "reminders",
            "ReminderSettings { After = 1.00:00:00, Every = 00:01:00, Max = , Quiet =  }"
        ),
        (
            "reminders.max",
            "max = 3\nafter = '1h'",
            "reminders",
            "ReminderSettings { After = 01:00:00, Every = , Max = 3, Quiet =  }"
        ),
        ("reminders.quiet", "quiet = '22:00-07:00 Europe/Berlin'\nafter = '1h'", "quiet", "22:00-07:00 Europe/Berlin"),
        (
            "reminders.quiet",
            "quiet = ['22:00-07:00 Europe/Berlin', 'SAT, sun 00:00-24:00 UTC']\nafter = '1h'",
            "quiet",
            "22:00-07:00 Europe/Berlin; sat,sun 00:00-24:00 UTC"
        ),
        ("http.listen_addr", "listen_addr = ':8081'", "listener", "[::]:8081"),
        ("http.listen_addr", "listen_addr = '0.0.0.0:443'", "listener", "0.0.0.0:443"),
        ("http.public_addr", "public_addr = 'slack.example.com'", "public address", "https://slack.example.com/"),
        (
            "http.public_addr",
            "public_addr = 'http://slack.example.com:80/slack/commands/'",
            "public address",
            "http://slack.example.com/"
        ),
        ("http.https_key_file", "https_key_file = '/other'", "listener key", "/other"),
        ("http.https_cert_file", "https_cert_file = '/other'", "listener certificate", "/other"),
        ("http.insecure", "insecure = true\nhttps_key_file = ''\nhttps_cert_file = ''", "insecure", true),
        ("http.tls", "tls = {verify_client_cert = ''}", "insecure", false),
        ("http.basic_auth", "basic_auth = {user = '', password = ''}", "insecure", false),
        ("http.diagnostics_addr", "diagnostics_addr = '127.0.0.1:8082'", "diagnostics", "127.0.0.1:8082"),

        ("log.output", "output = '/var/lib/teleport/slack.log'", "output", "/var/lib/teleport/slack.log"),
        ("log.output", "output = 'stderr'", "output", "stderr"),
        ("log.output", "output = 'error'", "output", "stderr"),
        ("log.output", "output = '2'", "output", "stderr"),
        ("log.output", "output = 'stdout'", "output", "stdout"),
        ("log.output", "output = 'out'", "output", "stdout"),
        ("log.output", "output = '1'", "output", "stdout"),
        ("log.severity", "severity = 'info'", "severity", "Info"),
        ("log.severity", "severity = 'err'", "severity", "Error"),
        ("log.severity", "severity = 'ERROR'", "severity", "Error"),
        ("log.severity", "severity = 'DEBUG'", "severity", "Debug"),
        ("log.severity", "severity = 'Warn'", "severity", "Warning"),
        ("log.severity", "severity = 'warning'", "severity", "Warning"),
        ("log.format", "format = 'text'", "format", "Text"),
        ("log.format", "format = 'json'", "format", "Json"),
    ];

    /// <summary>What the operator wrote, where, and a part of the words that refuse it.</summary>
    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "http", "tls.verify_client_cert = true", "http.tls.verify_client_cert", "put a proxy in front" },
        { "http.basic_auth", "user = 'u'", "http.basic_auth.user", "put a proxy in front" },
        { "http", "basic_auth.password = 'p'", "http.basic_auth.password", "put a proxy in front" },
        { "http", "public_addr = 'https://u:p@slack.example.com'", "http.public_addr", "put a proxy in front" },
        { "", "tls.verify_client_cert = true", "tls.verify_client_cert", "put a proxy in front" },
        { "", "basic_auth.user = 'u'", "basic_auth.user", "put a proxy in front" },
        // Only the plugin's own keys ever had hyphens.
        { "approvals", "allow-self = true", "approvals.allow-self", "Did you mean allow_self?" },
        // The names of the plugin's first year.
        { "http", "tls.verify-client-cert = true", "http.tls.verify-client-cert", "put a proxy in front" },
        { "http", "basic-auth.password = 'p'", "http.basic-auth.password", "put a proxy in front" },
        // The Go plugin's TOML reader does not mind the case of these.
        { "slack", "apiurl = 'https://slack.com/api/'", "slack.apiurl", "Did you mean APIURL?" },
        { "slack", "ReadOnly = true", "slack.ReadOnly", "Did you mean readonly?" },
    };

    public static TheoryData<string> Rows => [.. Table.Select(row => $"{row.Key}: {row.Written}")];

    public static TheoryData<string> FlatRows =>
        [.. Table.Where(row => IsFlat(row.Key)).Select(row => $"{row.Key}: {row.Written}")];

    public static TheoryData<string> Keys => [.. AcceptedKeys.All];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Read_Key_MeansWhatTheTableSays(string name) => AssertMeaning(name, flat: false);

    [Theory]
    [MemberData(nameof(FlatRows))]
    public void Read_GoKeyWithoutHeader_MeansTheSame(string name) => AssertMeaning(name, flat: true);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Read_EmptyText_MeansUnset(string key)
    {
        string[] alternatives = key switch
        {
            "teleport.identity" => ["client_key = '/k'", "client_crt = '/c'", "root_cas = '/r'"],
            "slack.recipients" => ["channel = 'ops'"],
            "http.https_key_file" => ["https_cert_file = ''", "insecure = true"],
            "http.https_cert_file" => ["https_key_file = ''", "insecure = true"],
            _ => [],
        };
        var (section, name) = Parts(key);
        var empty = Read(section, string.Join('\n', alternatives.Append($"{name} = ''")), flat: false);
        var absent = Read(section, string.Join('\n', alternatives.DefaultIfEmpty("")), flat: false, without: name);
        if (key == "slack.token") Assert.Equal("The bot token is missing.", Assert.Single(empty.Problems).Message);
        else Assert.Empty(empty.Problems);
        Assert.Equal(Describe(absent), Describe(empty));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_KeyWeDoNotOffer_IsRefusedInItsLineWithWords(
        string section,
        string written,
        string key,
        string words
    )
    {
        var toml =
            section.Length == 0
                ? $"{written}\n{Toml()}"
                : $"{Toml(without: section)}[{section}]\n{string.Concat(Of(section))}{written}\n";
        var problem = Assert.Single(FakeConfigSource.Read(toml).Problems);
        Assert.Equal(key, problem.Key);
        Assert.Contains(words, problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            key == section ? $"[{section}]" : written.Split(' ')[0].Split('.')[0],
            toml.Split('\n')[problem.Line - 1],
            StringComparison.Ordinal
        );
    }

    /// <summary>A key that is added to the reader needs a row here, and a row needs a key.</summary>
    [Fact]
    public void Table_OfTheReaderAndOfThisTest_HaveTheSameKeys()
    {
        var here = Table.Select(row => row.Key).Distinct().Except(Schema.Refused.Keys).Except(Schema.Open);
        Assert.Equal(AcceptedKeys.All.Order(StringComparer.Ordinal), here.Order(StringComparer.Ordinal));
    }

    private static void AssertMeaning(string name, bool flat)
    {
        var row = Table.Single(row => $"{row.Key}: {row.Written}" == name);
        var result = Read(Parts(row.Key).Section, row.Written, flat);
        Assert.Empty(result.Problems);
        Assert.Equal(row.Expected, Meanings[row.Meaning](result.Settings!));
    }

    private static string Describe(ConfigResult result) =>
        result.Settings is { } settings
            ? string.Join('\n', Meanings.Select(meaning => $"{meaning.Key}: {meaning.Value(settings)}"))
            : string.Join('\n', result.Problems);

    private static ConfigResult Read(string section, string written, bool flat, string? without = null)
    {
        var lines = written.Split('\n').Select(line => line + "\n");
        var own = lines.Select(KeyOf).Append(without).ToHashSet();
        var sections = Base.Where(line => !own.Contains(KeyOf(line.Line)))
            .Select(line => (line.Section, Line: line.Line + "\n"))
            .Concat(lines.Select(line => (Section: section, Line: line)))
            .GroupBy(line => line.Section, line => line.Line);
        return Source()
            .ReadConfig(
                string.Concat(sections.Select(group => (flat ? "" : $"[{group.Key}]\n") + string.Concat(group)))
            );
    }

    private static string Toml(string without = "") =>
        string.Concat(
            Base.GroupBy(line => line.Section)
                .Where(group => group.Key != without)
                .Select(group => $"[{group.Key}]\n{string.Concat(Of(group.Key))}")
        );

    private static IEnumerable<string> Of(string section) =>
        Base.Where(line => line.Section == section).Select(line => line.Line + "\n");

    private static string KeyOf(string line) => line.Split(' ')[0];

    private static (string Section, string Name) Parts(string key) =>
        key.Split('.') is [var section, var name] ? (section, name) : (key, "");

    private static bool IsFlat(string key) => Schema.FlatSection(Parts(key).Name) == Parts(key).Section;

    private static FakeConfigSource Source()
    {
        var source = new FakeConfigSource
        {
            Variables =
            {
                ["TOKEN"] = "xoxb-env",
                ["SECRET"] = Two,
                ["CLIENT_ID"] = "3333.4444",
                ["CREDENTIALS_DIRECTORY"] = "/run/credentials",
            },
        };
        source.AddFile("/token", "xoxb-file\n");
        source.AddFile("/secret", Three + "\r\n");
        source.AddFile("/run/credentials/token", " xoxb-credential");
        return source;
    }
}
