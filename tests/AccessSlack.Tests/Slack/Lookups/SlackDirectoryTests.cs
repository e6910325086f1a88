using AccessSlack.Slack;

namespace AccessSlack.Tests.Slack.Lookups;

public sealed class SlackDirectoryTests : SlackTest
{
    [Fact]
    public async Task Authenticate_Response_DescribesOurApp()
    {
        Slack.On(
            "api/auth.test",
            """{"ok":true,"team":"Acme","user":"access","team_id":"T1","user_id":"U1","bot_id":"B1","enterprise_id":"E1"}"""
        );
        Assert.Equal(
            new SlackApp("T1", "Acme", "E1", "U1", "access", "B1", []),
            Value(await Directory().AuthenticateAsync(default)) with
            {
                Scopes = [],
                ServerTime = null,
            }
        );
        Assert.Equal("Bearer xoxb-test", Slack.Seen[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task Authenticate_TokenRefused_NamesTheRemedy()
    {
        Slack.On("api/auth.test", Error("invalid_auth"));
        var failure = Failure(await Directory().AuthenticateAsync(default));
        Assert.Equal((SlackFailureKind.Credentials, "invalid_auth"), (failure.Kind, failure.Code));
        Assert.Contains("xoxb-", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetChannelName_Id_ReturnsTheName()
    {
        Slack.On("api/conversations.info", """{"ok":true,"channel":{"id":"C1","name":"ops"}}""");
        Assert.Equal("ops", Value(await Directory().GetChannelNameAsync("C1", default)));
    }

    [Fact]
    public async Task GetChannel_NameOrId_DistinguishesAbsentFromFalse()
    {
        Slack
            .On("api/conversations.list", Channels("", ("C024BE91L", "ops")))
            .On(
                "api/conversations.info",
                """{"ok":true,"channel":{"id":"C024BE91L","name":"ops","is_ext_shared":true,"is_archived":false}}"""
            );
        var directory = Directory();
        Assert.Equal(
            new ChannelInfo("C024BE91L", "ops", true, false, null),
            Value(await directory.GetChannelAsync("ops", default))
        );
        Assert.Equal("ops", Value(await directory.GetChannelNameAsync("C024BE91L", default)));
        Assert.Equal("ops", Value(await directory.GetChannelAsync("C024BE91L", default)).Name);
        Assert.Equal(2, Slack.Seen.Count);
    }

    [Theory]
    [InlineData("A1", "A1")]
    [InlineData("A1 or so", "")]
    public async Task AppId_OfAResponse_IsAcceptedOnlyIfItIsAnId(string appId, string accepted)
    {
        Slack.On(
            "api/chat.postMessage",
            $$$"""{"ok":true,"channel":"C1","ts":"1.2","message":{"app_id":"{{{appId}}}"}}"""
        );
        var client = Client();
        Value(await client.Messages.PostAsync("C1", new("r1", "prod", "text", [], []), default));
        Assert.Equal(accepted, client.Directory.AppId);
    }
}
