using System.Net;
using AccessSlack.Approvals;
using AccessSlack.Configuration;

namespace AccessSlack.Tests.Configuration;

/// <summary>What good configurations mean.</summary>
public sealed class ConfigReaderTests
{
    private const string Minimal = """
        [teleport]
        identity = "/id"
        [slack]
        token = "xoxb-1"
        recipients = ["access"]
        [http]
        insecure = true
        """;

    [Fact]
    public void Read_Minimal_HasTheDefaults()
    {
        var settings = Valid(Minimal);
        Assert.Equal(new TeleportSettings("localhost:3025", null, null, null, "/id"), settings.Teleport);
        Assert.Equal("xoxb-1", settings.Slack.Token.Reveal());
        Assert.Empty(settings.Slack.SigningSecrets);
        Assert.Equal(
            (false, false, TimeSpan.FromDays(7), "https://slack.com/api/"),
            (
                settings.Slack.NotifyOnly,
                settings.Slack.AutoJoin,
                settings.Slack.Lookback,
                settings.Slack.ApiUrl.AbsoluteUri
            )
        );
        Assert.Equal(["access"], settings.Recipients.Default.AsEnumerable());
        Assert.Empty(settings.Recipients.Roles);
        Assert.Equal(
            (Via.Auto, false, false, false, false),
            (
                settings.Approvals.Via,
                settings.Approvals.AllowSelf,
                settings.Approvals.AllowGuests,
                settings.Approvals.AllowExternal,
                settings.Approvals.StrictIdentity
            )
        );
        Assert.Empty(settings.Approvals.Users);
        Assert.Equal(
            new HttpSettings(new IPEndPoint(IPAddress.IPv6Any, 8081), null, null, null, true, null) { IsUsed = false },
            settings.Http
        );
        Assert.Equal(new LogSettings("stderr", LogSeverity.Info, LogFormat.Text), settings.Log);
    }

    [Fact]
    public void Read_Everything_IsUnderstood()
    {
        var settings = Valid("""
            [teleport]
            addr = "auth.example.com"
            auth_server = "old.example.com:1"
            client_key = "/k"
            client_crt = "/c"
            root_cas = "/r"
            refresh_identity = true
            refresh_identity_interval = "1m"
            [slack]
            token = "xoxb-2"
            secret = ["0123456789abcdef0123456789abcdef", "ffffffffffffffffffffffffffffffff"]
            recipients = ["#Access", "U01ABCDEF23"]
            channel = "ops"
            notify_only = true
            auto_join = true
            lookback = "1h30m"
            api_url = "http://127.0.0.1:9/api"
            [role_to_recipients]
            dba = "#db"
            "prod-*" = ["a@example.com", "A@example.com", "prod"]
            [approvals]
            via = "review"
            allow_self = true
            allow_guests = true
            allow_external = true
            strict_identity = true
            [users]
            U01ABCDEF23 = "alice"
            [http]
            listen_addr = "127.0.0.1:0"
            public_addr = "slack.example.com"
            https_key_file = "/hk"
            https_cert_file = "/hc"
            diagnostics_addr = "[::1]:9000"
            [log]
            output = "/var/log/slack.log"
            severity = "Warning"
            format = "JSON"
            """);
        Assert.Equal(new TeleportSettings("auth.example.com:3025", "/k", "/c", "/r", null), settings.Teleport);
        Assert.Equal(
            ["0123456789abcdef0123456789abcdef", new('f', 32)],
            settings.Slack.SigningSecrets.Select(secret => secret.Reveal())
        );
        Assert.Equal(
            (true, true, TimeSpan.FromMinutes(90), "http://127.0.0.1:9/api/"),
            (
                settings.Slack.NotifyOnly,
                settings.Slack.AutoJoin,
                settings.Slack.Lookback,
                settings.Slack.ApiUrl.AbsoluteUri
            )
        );
        Assert.Equal(["access", "U01ABCDEF23", "ops"], settings.Recipients.Default.AsEnumerable());
        Assert.Equal(["db"], settings.Recipients.Roles["dba"].AsEnumerable());
        Assert.Equal(["a@example.com", "prod"], settings.Recipients.Roles["prod-*"].AsEnumerable());
        Assert.Equal(
            (Via.Review, true, true, true, true),
            (
                settings.Approvals.Via,
                settings.Approvals.AllowSelf,
                settings.Approvals.AllowGuests,
                settings.Approvals.AllowExternal,
                settings.Approvals.StrictIdentity
            )
        );
        Assert.Equal("alice", settings.Approvals.Users["U01ABCDEF23"]);
        Assert.Equal(
            new HttpSettings(
                new IPEndPoint(IPAddress.Loopback, 0),
                new Uri("https://slack.example.com"),
                "/hk",
                "/hc",
                false,
                new IPEndPoint(IPAddress.IPv6Loopback, 9000)
            )
            {
                IsUsed = false, // notify_only
            },
            settings.Http
        );
        Assert.Equal(new LogSettings("/var/log/slack.log", LogSeverity.Warning, LogFormat.Json), settings.Log);
    }

    [Fact]
    public void Read_FlatForm_IsAccepted()
    {
        var settings = Valid("""
            auth_server = "auth:3025"
            identity = "/id"
            token = "xoxb-3"
            secret = "0123456789abcdef0123456789abcdef"
            channel = "ops"
            readonly = true
            APIURL = "https://slack-gov.com/api/"
            listen_addr = "[::1]:8081"
            https_key_file = "/hk"
            https_cert_file = "/hc"
            output = "stdout"
            severity = "err"
            """);
        Assert.Equal("auth:3025", settings.Teleport.Address);
        Assert.True(settings.Slack.NotifyOnly);
        Assert.Equal("slack-gov.com", settings.Slack.ApiUrl.Host);
        Assert.Equal(["ops"], settings.Recipients.Default.AsEnumerable());
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 8081), settings.Http.Listen);
        Assert.Equal(new LogSettings("stdout", LogSeverity.Error, LogFormat.Text), settings.Log);
    }

    [Fact]
    public void Read_InsecureOption_StandsForTheKey()
    {
        var toml = $"secret = '0123456789abcdef0123456789abcdef'\n"
            + Minimal.Replace("insecure = true", "", StringComparison.Ordinal);
        Assert.False(FakeConfigSource.Read(toml).IsValid);
        Assert.True(FakeConfigSource.Read(toml, insecure: true).Settings!.Http.Insecure);
    }

    [Fact]
    public void Read_EmptyText_MeansUnset()
    {
        var settings = Valid("""
            token = ""
            secret = ""
            app_token = ""
            [teleport]
            addr = ""
            auth_server = "other"
            identity = "/id"
            client_key = ""
            [slack]
            token = "xoxb-1"
            channel = ""
            notify_only = ""
            lookback = ""
            [role_to_recipients]
            "*" = "all"
            [http]
            insecure = true
            listen_addr = ""
            diagnostics_addr = ""
            [log]
            severity = ""
            """);
        Assert.Equal("other:3025", settings.Teleport.Address);
        Assert.Equal(
            (8081, LogSeverity.Info, TimeSpan.FromDays(7)),
            (settings.Http.Listen.Port, settings.Log.Severity, settings.Slack.Lookback)
        );
        Assert.Empty(settings.Recipients.Default);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0s")]
    public void Read_LookbackZero_MeansAnyAge(string lookback) =>
        Assert.Null(
            Valid(
                Minimal.Replace("[http]", $"lookback = '{lookback}'\n[http]", StringComparison.Ordinal)
            ).Slack.Lookback
        );

    [Theory]
    [InlineData("stderr", "stderr")]
    [InlineData("ERROR", "stderr")]
    [InlineData("2", "stderr")]
    [InlineData("Out", "stdout")]
    [InlineData("1", "stdout")]
    public void Read_LogOutput_KnowsGoSynonyms(string written, string meant) =>
        Assert.Equal(meant, Valid($"{Minimal}\n[log]\noutput = '{written}'").Log.Output);

    [Fact]
    public void Read_ByteOrderMark_IsNoFault() => Assert.True(FakeConfigSource.Read("\uFEFF" + Minimal).IsValid);

    [Theory]
    [InlineData("/run/token")]
    [InlineData("env:SLACK_TOKEN")]
    [InlineData("credential:token")]
    public void Read_SecretFromElsewhere_IsTrimmed(string written)
    {
        var source = new FakeConfigSource
        {
            Variables = { ["SLACK_TOKEN"] = " xoxb-9 ", ["CREDENTIALS_DIRECTORY"] = "/run/credentials" },
        };
        source.AddFile("/run/token", "xoxb-9\n");
        source.AddFile("/run/credentials/token", "xoxb-9\r\n");
        var result = source.ReadConfig(Minimal.Replace("xoxb-1", written, StringComparison.Ordinal));
        Assert.Empty(result.Problems);
        Assert.Equal("xoxb-9", result.Settings!.Slack.Token.Reveal());
    }

    [Fact]
    public void Read_ManyFaults_ReportsAllInTheOrderOfTheFile()
    {
        var result = FakeConfigSource.Read("""
            [slack]
            tokn = "x"
            lookback = 7
            [log]
            severity = "LOUD"
            """);
        Assert.Null(result.Settings);
        Assert.Equal(
            [
                (1, "slack.token"),
                (1, "slack.recipients"),
                (2, "slack.tokn"),
                (3, "slack.lookback"),
                (5, "log.severity"),
                (0, "teleport.identity"),
            ],
            result.Problems.Select(problem => (problem.Line, problem.Key))
        );
    }

    internal static Settings Valid(string toml)
    {
        var result = FakeConfigSource.Read(toml);
        Assert.Empty(result.Problems);
        return result.Settings!;
    }
}
