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

    [Fact]
    public void Read_2023_SaysWhichLinesAreMissingAndIsUnderstoodWithThem()
    {
        var problem = Assert.Single(Source().ReadConfig(OldConfigurations.Of2023).Problems);
        Assert.Equal("http.https_key_file", problem.Key);
        Assert.Equal(
            "Set https_key_file and https_cert_file, or insecure = true if a proxy in front terminates TLS. Add the " +
            "section [http], which this file does not have.",
            problem.Remedy);

        var result = Source().ReadConfig(OldConfigurations.Of2023 + OldConfigurations.Missing2023);
        Assert.Empty(result.Problems);
        var settings = result.Settings!;
        Assert.Equal(
            ("xoxb-1", "/var/lib/teleport/plugins/slack/auth_id"),
            (settings.Slack.Token.Reveal(), settings.Teleport.Identity)
        );
        Assert.Equal(["access"], settings.Recipients.Roles["dba"].AsEnumerable());
        Assert.Equal(["bob@example.com", "access"], settings.Recipients.Roles["*"].AsEnumerable());
    }

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
        return source;
    }
}
