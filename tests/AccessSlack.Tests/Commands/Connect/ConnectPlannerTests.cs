using AccessSlack.Commands.Connect;
using AccessSlack.Tests.Configuration;

namespace AccessSlack.Tests.Commands.Connect;

public class ConnectPlannerTests
{
    private const string Complete = """
        [slack]
        token = '/nowhere/token'
        recipients = ['access']
        client_id = '11.22'
        client_secret = '0123456789abcdef0123456789abcdef'
        [http]
        public_addr = 'slack.example.com'
        insecure = true

        """;

    /// <summary>Teleport, the signing secret and the token itself come later.</summary>
    [Fact]
    public void Of_OnlyWhatConnectNeeds_IsAPlan()
    {
        var plan = Plan(Complete);

        Assert.Equal("/nowhere/token", plan.TokenFile);
        Assert.Equal("https://slack.example.com/slack/oauth/callback", plan.Callback.AbsoluteUri);
        Assert.Null(plan.Team);
        Assert.True(plan.Http.IsUsed);
    }

    [Theory]
    [InlineData("https://slack.com/api/", "https://slack.com/oauth/v2/authorize?")]
    [InlineData("https://slack-gov.com/api/", "https://slack-gov.com/oauth/v2/authorize?")]
    [InlineData("http://127.0.0.1:8085/slack/api", "http://127.0.0.1:8085/oauth/v2/authorize?")]
    public void Address_OfTheApi_IsAtItsOrigin(string api, string address) =>
        Assert.StartsWith(
            address + "client_id=11.22&scope=chat%3Awrite%2C",
            Plan(Complete.Replace("[http]", $"api_url = '{api}'\n[http]")).Address("s").AbsoluteUri,
            StringComparison.Ordinal
        );

    [Fact]
    public void Of_AppToken_NamesTheApp() =>
        Assert.Equal(
            ("A0123ABC", "T1"),
            Plan(Complete.Replace("[http]", "app_token = 'xapp-1-A0123ABC-9-f'\nteam = 'T1'\n[http]"))
                is { AppId: var app, Team: var team } ? (app, team) : default
        );

    [Theory]
    [InlineData(64, "http.public_addr", "public_addr = 'slack.example.com'", "")]
    [InlineData(64, "http.public_addr", "'slack.example.com'", "'http://slack.example.com'")]
    [InlineData(78, "slack.client_id", "client_id = '11.22'", "")]
    [InlineData(78, "slack.client_id", "'11.22'", "'11'")]
    [InlineData(78, "slack.client_secret", "client_secret = '0123456789abcdef0123456789abcdef'", "")]
    [InlineData(77, "slack.client_secret", "'0123456789abcdef0123456789abcdef'", "'/nowhere/secret'")]
    [InlineData(78, "slack.token", "'/nowhere/token'", "'xoxb-1'")]
    [InlineData(78, "slack.token", "'/nowhere/token'", "'env:TOKEN'")]
    [InlineData(78, "slack.token", "'/nowhere/token'", "'credential:token'")]
    [InlineData(78, "slack.token", "token = '/nowhere/token'", "")]
    [InlineData(78, "slack.token", "'/nowhere/token'", "'<bot token>'")]
    [InlineData(78, "http.https_key_file", "insecure = true", "")]
    [InlineData(78, "http.https_key_file", "insecure = true", "https_key_file = '/k'")]
    [InlineData(78, "slack.app_token", "[http]", "app_token = 'xoxb-1'\n[http]")]
    [InlineData(78, "slack.home", "[http]", "home = true\nnotify_only = true\n[http]")]
    public void Of_SomethingMissing_NamesIt(int exitCode, string key, string old, string now)
    {
        Assert.Contains(old, Complete, StringComparison.Ordinal);

        var result = ConnectPlanner.Of(FakeConfigSource.Read(Complete.Replace(old, now, StringComparison.Ordinal)));

        Assert.Null(result.Plan);
        Assert.Equal((exitCode, key), (result.ExitCode, Assert.Single(result.Problems).Key));
        Assert.DoesNotContain("xoxb-1", result.Problems[0].ToString(), StringComparison.Ordinal);
    }

    /// <summary>As with Socket Mode, where nothing else needs an address or a certificate.</summary>
    [Fact]
    public void Of_NeitherAddressNorCertificate_AsksForTheAddress()
    {
        var toml = Complete.Split("[http]")[0] + "app_token = 'xapp-1-A0123ABC-9-f'\n";

        var result = ConnectPlanner.Of(FakeConfigSource.Read(toml));

        Assert.Equal((64, "http.public_addr"), (result.ExitCode, Assert.Single(result.Problems).Key));
    }

    private static ConnectPlan Plan(string toml)
    {
        var result = ConnectPlanner.Of(FakeConfigSource.Read(toml));
        Assert.Empty(result.Problems);
        return result.Plan!;
    }
}
