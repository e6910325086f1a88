using System.Net;
using System.Text;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>Slash commands are real signed forms, and an answer that Slack would not show is not shown.</summary>
public sealed class SlackCommandTests : SlackSimulatorTest
{
    [Fact]
    public async Task Command_SendsWhatSlackSends()
    {
        await using var app = await RequestUrl.StartAsync();
        string[] fields =
        [
            "command",
            "text",
            "user_id",
            "user_name",
            "channel_id",
            "channel_name",
            "team_id",
            "api_app_id",
            "is_enterprise_install",
        ];
        var ack = await Slack.CommandAsync(Bob, "show id-1 & more", app.Url, Channel);
        Assert.Equal(
            (200, "/slack/commands", "application/x-www-form-urlencoded"),
            (ack.Status, app.Path, app.Headers["Content-Type"].ToString())
        );
        Assert.Equal(
            [
                "/teleport",
                "show id-1 & more",
                Bob.Id,
                "bob",
                Channel.Id,
                "access",
                Slack.Options.TeamId,
                Slack.Options.AppId,
                "false",
            ],
            fields.Select(field => app.Form[field])
        );
        Assert.False(app.Form.ContainsKey("payload"));
        Assert.False(app.Form.ContainsKey("enterprise_id"));
        Assert.Equal(
            SlackSigner.Sign(Slack.Options.SigningSecret, app.Headers["X-Slack-Request-Timestamp"]!, app.Body),
            app.Headers["X-Slack-Signature"]
        );
        Assert.Contains(Slack.Secrets.All, secret =>
            secret.Kind == "response_url" && secret.Value == app.Form["response_url"]
        );
        Assert.Contains(Slack.Secrets.All, secret =>
            secret.Kind == "trigger_id" && secret.Value == app.Form["trigger_id"]
        );
    }

    [Theory]
    [InlineData("only you", "text/plain", "only you")]
    [InlineData("""{"text":"only you"}""", "application/json", "only you")]
    [InlineData("""{"response_type":"ephemeral","text":"only you"}""", "application/json; charset=utf-8", "only you")]
    [InlineData("", "text/plain", null)]
    public async Task Command_Answer_IsShownToThePersonOnly(string body, string type, string? shown)
    {
        await using var app = await RequestUrl.StartAsync();
        app.Answer = (200, body, type);
        await Slack.CommandAsync(Bob, "list", app.Url);
        Assert.Equal(shown, Slack.Ephemerals.SingleOrDefault()?.Text);
        Assert.All(Slack.Ephemerals, told =>
            Assert.Equal((Bob.Id, "command", 'D', true), (told.UserId, told.Via, told.Channel[0], told.IsShown))
        );
        Assert.Empty(Slack.Messages);
        Assert.Empty(Slack.Complaints);
    }

    [Fact]
    public async Task Command_AnswerInChannel_IsReadByAll()
    {
        await using var app = await RequestUrl.StartAsync();
        app.AnswerJson("""{"response_type":"in_channel","text":"all of you"}""");
        await Slack.CommandAsync(Bob, "list", app.Url, Channel);
        Assert.Equal(("all of you", Channel.Id), (Assert.Single(Slack.Messages).Text, Slack.Messages[0].Channel));
    }

    [Theory]
    [InlineData(500, "secret trace", "text/plain", 0)]
    [InlineData(200, "{}", "application/json", 1)]
    [InlineData(200, "oops", "application/json", 1)]
    [InlineData(200, """{"text":"x","blocks":[{"type":"section"}]}""", "application/json", 1)]
    public async Task Command_AnswerThatSlackDoesNotTake_IsNotShown(
        int status,
        string body,
        string type,
        int complaints
    )
    {
        await using var app = await RequestUrl.StartAsync();
        app.Answer = (status, body, type);
        Assert.Equal(status, (await Slack.CommandAsync(Bob, "list", app.Url)).Status);
        Assert.Empty(Slack.Ephemerals);
        Assert.Equal(complaints, Slack.Complaints.Length);
    }

    [Fact]
    public async Task Command_ResponseUrl_TellsThePersonFiveTimes()
    {
        await using var app = await RequestUrl.StartAsync();
        app.Answer = (200, "", "");
        await Slack.CommandAsync(Bob, "list", app.Url, Channel);
        using var http = new HttpClient();
        for (var i = 0; i < 6; i++)
        {
            using var response = await http.PostAsync(
                new Uri(app.Form["response_url"]),
                new StringContent("""{"text":"late","replace_original":false}""", Encoding.UTF8, "application/json")
            );
            Assert.Equal(i < 5 ? HttpStatusCode.OK : HttpStatusCode.NotFound, response.StatusCode);
        }

        Assert.Equal(5, Slack.Ephemerals.Length);
        Assert.All(Slack.Ephemerals, told =>
            Assert.Equal((Bob.Id, Channel.Id, "late"), (told.UserId, told.Channel, told.Text))
        );
    }

    [Fact]
    public async Task Command_WhereThePersonIsNotOrTheAppHasNone_IsImpossible()
    {
        var nowhere = new Uri("http://127.0.0.1:1/");
        var secret = Slack.Put(new SlackChannel("C1", "secret") { IsPrivate = true });
        await Assert.ThrowsAsync<InvalidOperationException>(() => Slack.CommandAsync(Bob, "list", nowhere, secret));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Slack.CommandAsync(Slack.AddGuest("gus", null), "list", nowhere, Channel)
        );
        Slack.Scopes = Slack.Scopes.Remove("commands");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Slack.CommandAsync(Bob, "list", nowhere));
    }

    [Fact]
    public async Task Command_Forged_DiffersAsOrdered()
    {
        await using var app = await RequestUrl.StartAsync();
        await Slack.CommandAsync(
            Bob,
            "list",
            app.Url,
            forgery: new()
            {
                SigningSecret = "other",
                AppId = "A9",
                TeamId = "T9",
                Edit = form => form["user_id"] = "U9",
            }
        );
        Assert.Equal(("A9", "T9", "U9"), (app.Form["api_app_id"], app.Form["team_id"], app.Form["user_id"]));
        Assert.Equal(
            SlackSigner.Sign("other", app.Headers["X-Slack-Request-Timestamp"]!, app.Body),
            app.Headers["X-Slack-Signature"]
        );
    }

    [Fact]
    public async Task Command_OnAnOrgWideInstall_NamesTheOrganisationAndSaysSoAsText()
    {
        await using var grid = await SlackSimulator.StartAsync(
            new()
            {
                OrgWideInstall = true,
                EnterpriseId = "E1",
                Time = Time,
            }
        );
        await using var app = await RequestUrl.StartAsync();
        await grid.CommandAsync(grid.AddPerson("bob"), "list", app.Url);
        Assert.Equal(("E1", "true"), (app.Form["enterprise_id"], app.Form["is_enterprise_install"]));
    }
}
