using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Configuration;

/// <summary>Old files are read as they are, or refused with the line to change.</summary>
public sealed class OldConfigurationTests
{
    [Fact]
    public void Read_2020_IsUnderstoodAsItIs()
    {
        var settings = ConfigReaderTests.Valid(OldConfigurations.Of2020);
        Assert.Equal(
            new TeleportSettings(
                "auth.example.com:3025",
                "/var/lib/teleport/plugins/slack/auth.key",
                "/var/lib/teleport/plugins/slack/auth.crt",
                "/var/lib/teleport/plugins/slack/auth.cas",
                null
            ),
            settings.Teleport
        );
        Assert.Equal(["access"], settings.Recipients.Default.AsEnumerable());
        Assert.Equal((false, 1), (settings.Slack.NotifyOnly, settings.Slack.SigningSecrets.Length));
        Assert.Equal(
            ("[::]:8081", "https://slack.example.com/", false),
            (settings.Http.Listen.ToString(), settings.Http.PublicAddress!.AbsoluteUri, settings.Http.Insecure)
        );
        Assert.Equal(new LogSettings("stderr", LogSeverity.Info, LogFormat.Text), settings.Log);
    }

    [Fact]
    public void Read_2021_IsUnderstoodAsItIs()
    {
        var settings = ConfigReaderTests.Valid(OldConfigurations.Of2021);
        Assert.Equal((true, 0), (settings.Slack.NotifyOnly, settings.Slack.SigningSecrets.Length));
        Assert.Equal(["access", "bob@example.com"], settings.Recipients.Default.AsEnumerable());
        Assert.Equal(LogSeverity.Warning, settings.Log.Severity);
    }

    [Theory]
    [InlineData(OldConfigurations.OfFirstYear, "https://slack.example.com/")]
    [InlineData(OldConfigurations.OfFirstMonths, null)]
    public void Read_FirstNames_AreUnderstoodAsTheyAre(string toml, string? address)
    {
        var settings = ConfigReaderTests.Valid(toml);
        Assert.Equal(ConfigReaderTests.Valid(OldConfigurations.Of2020).Teleport, settings.Teleport);
        var http = settings.Http;
        Assert.Equal(
            ("[::]:8081", "/var/lib/teleport/plugins/slack/server.key", address),
            (http.Listen.ToString(), http.KeyFile, http.PublicAddress?.AbsoluteUri)
        );
        Assert.Equal(("/var/lib/teleport/plugins/slack/server.crt", true), (http.CertificateFile, http.IsUsed));
    }

    [Fact]
    public void Read_FirstNameBesideThePresentOne_NamesBothLines()
    {
        var toml = OldConfigurations.OfFirstYear.Replace(
            "[http]",
            "[http]\nlisten_addr = \":8081\"",
            StringComparison.Ordinal
        );
        var problem = Assert.Single(FakeConfigSource.Read(toml).Problems);
        Assert.Equal("http.listen", problem.Key);
        Assert.Contains("as http.listen_addr, in line 15 as http.listen.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_2023_IsUnderstoodAsItIs()
    {
        var result = Source().ReadConfig(OldConfigurations.Of2023);
        Assert.Empty(result.Problems);
        var settings = result.Settings!;
        Assert.Equal(
            ("xoxb-1", "/var/lib/teleport/plugins/slack/auth_id", false),
            (settings.Slack.Token.Reveal(), settings.Teleport.Identity, settings.Http.IsUsed)
        );
        Assert.Equal(["access"], settings.Recipients.Roles["dba"].AsEnumerable());
        Assert.Equal(["bob@example.com", "access"], settings.Recipients.Roles["*"].AsEnumerable());
    }

    [Fact]
    public void Read_2026_ReviewsAsThePersonWhoClicks()
    {
        var result = Source().ReadConfig(OldConfigurations.Of2026);

        Assert.Empty(result.Problems);
        Assert.Empty(result.Warnings);
        Assert.Empty(result.Settings!.Recipients.For("dba"));
        Assert.Equal("xapp-1", Assert.Single(result.Settings.Slack.AppTokens).Reveal());
        var approvals = result.Settings.Approvals;
        Assert.Equal(
            (Via.Person, "slack_uid", false),
            (approvals.Via, approvals.SlackIdTrait, approvals.AllowEmailMatch)
        );
    }

    [Theory]
    [InlineData("enabled = true", "enabled = false")]
    [InlineData("enabled = true", "")]
    public void Read_2026WithReviewsOff_ReadsNothingElseOfThem(string on, string off)
    {
        var toml = OldConfigurations.Of2026
            .Replace(on, off, StringComparison.Ordinal)
            .Replace("match = false", "match = true", StringComparison.Ordinal);

        var result = Source().ReadConfig(toml);

        Assert.Empty(result.Warnings);
        Assert.Equal((Via.Auto, false), (result.Draft!.Approvals.Via, result.Draft.Approvals.AllowEmailMatch));
    }

    [Fact]
    public void Read_2026WithOtherKeys_TakesThem()
    {
        var toml = OldConfigurations.Of2026
            .Replace("slack_uid", "chat", StringComparison.Ordinal)
            .Replace("match = false", "match = true", StringComparison.Ordinal);

        var approvals = Source().ReadConfig(toml).Settings!.Approvals;

        Assert.Equal(("chat", true), (approvals.SlackIdTrait, approvals.AllowEmailMatch));
    }

    [Fact]
    public void Read_2026WithAWayOfOurOwn_TheWayWins()
    {
        var toml = OldConfigurations.Of2026 + "\n[approvals]\nvia = \"review\"";

        Assert.Equal(Via.Review, Source().ReadConfig(toml).Settings!.Approvals.Via);
    }

    /// <summary>An operator who turned reviews on must not wonder why there are no buttons.</summary>
    [Fact]
    public void Read_2026WithoutClicks_SaysThatItHasNoEffect()
    {
        var warning = Assert.Single(Source().ReadConfig("notify_only = true\n" + OldConfigurations.Of2026).Warnings);

        Assert.Equal("review.enabled", warning.Key);
    }

    [Fact]
    public void Read_2020WithProtectionsSwitchedOff_IsAccepted() =>
        ConfigReaderTests.Valid(OldConfigurations.Of2020.Replace(
            "https_key_file",
            "tls = { verify_client_cert = false }\nhttps_key_file",
            StringComparison.Ordinal
        ));

    /// <summary>Keys that would leave a door open if they were ignored.</summary>
    [Fact]
    public void Read_2020WithAPassword_NamesEachLineToRemove()
    {
        var toml = OldConfigurations.Of2020.Replace(
            "https_key_file",
            "tls = { verify_client_cert = true }\nbasic_auth = { user = \"slack\", password = \"hunter2\" " +
            "}\nhttps_key_file",
            StringComparison.Ordinal);
        var lines = toml.Split('\n');
        Assert.Equal(
            [
                ("tls", "http.tls.verify_client_cert"),
                ("basic_auth", "http.basic_auth.user"),
                ("basic_auth", "http.basic_auth.password"),
            ],
            FakeConfigSource.Read(toml).Problems.Select(problem => (lines[problem.Line - 1].Split(' ')[0], problem.Key))
        );
    }

    private static FakeConfigSource Source()
    {
        var source = new FakeConfigSource();
        source.AddFile("/var/lib/teleport/plugins/slack/token", "xoxb-1\n");
        source.AddFile("/var/lib/teleport/plugins/slack/app_token", "xapp-1\n");
        return source;
    }
}
