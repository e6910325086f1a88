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
    public void Read_2026_IsUnderstoodAndSaysWhatHasNoEffect()
    {
        var result = Source().ReadConfig(OldConfigurations.Of2026);

        Assert.Empty(result.Problems);
        Assert.Empty(result.Settings!.Recipients.For("dba"));
        var warning = Assert.Single(result.Warnings);
        Assert.Equal(("review.enabled", 12), (warning.Key, warning.Line));
        Assert.Contains("who clicks are not supported yet", warning.Message, StringComparison.Ordinal);
        Assert.Equal("xapp-1", Assert.Single(result.Settings.Slack.AppTokens).Reveal());
    }

    [Theory]
    [InlineData("enabled = true", "enabled = false")]
    [InlineData("enabled = true", "")]
    public void Read_2026WithReviewsOff_HasNothingToSay(string on, string off) =>
        Assert.Empty(Source().ReadConfig(OldConfigurations.Of2026.Replace(on, off, StringComparison.Ordinal)).Warnings);

    /// <summary>With buttons, another trait could let requesters approve their own requests.</summary>
    [Theory]
    [InlineData("", "review.enabled", "review.slack_user_id_trait")]
    [InlineData("notify_only = true\n", "review.enabled review.slack_user_id_trait", "")]
    [InlineData(
        "secret = \"5a4d5b0e6c7f48d2a1b3c4d5e6f70819\"\ninsecure = true\n",
        "review.enabled",
        "review.slack_user_id_trait"
    )]
    public void Read_2026WithAnotherTrait_IsAFaultWherePeopleDecide(string flat, string warnings, string problems)
    {
        var toml = flat + OldConfigurations.Of2026.Replace("slack_uid", "slack_id", StringComparison.Ordinal);

        var result = Source().ReadConfig(toml);

        Assert.Equal(warnings, string.Join(' ', result.Warnings.Select(warning => warning.Key)));
        Assert.Equal(problems, string.Join(' ', result.Problems.Select(problem => problem.Key)));
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
