using AccessSlack.Slack;

namespace AccessSlack.Tests.Slack.Modals;

public sealed class RespondTests : SlackTest
{
    [Fact]
    public async Task Respond_ResponseUrl_IsEnough()
    {
        Slack.On("actions/topsecret", "ok");
        Value(await Modals().RespondAsync(new(new(ResponseUrl), "C1", "U1"), "You may not.", default));
        Assert.Equal(
            ("/actions/topsecret", """{"response_type":"ephemeral","replace_original":false,"text":"You may not."}"""),
            (Slack.Seen[0].Path, Assert.Single(Slack.Seen).Body)
        );
        Assert.False(Slack.Seen[0].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Respond_EachWayRefused_TriesTheNextAndNeverLogsTheAddress()
    {
        Slack
            .On("actions/topsecret", "expired_url", 404)
            .On("api/chat.postEphemeral", Error("user_not_in_channel"))
            .On("api/chat.postMessage", Error("messages_tab_disabled"));
        var failure = Failure(await Modals().RespondAsync(new(new(ResponseUrl), "C1", "U1"), "no", default));
        Assert.Equal("messages_tab_disabled", failure.Code);
        Assert.Equal(
            ["/actions/topsecret", "/api/chat.postEphemeral", "/api/chat.postMessage"],
            Slack.Seen.Select(seen => seen.Path)
        );
        Assert.Equal("""{"channel":"C1","user":"U1","text":"no","parse":"none"}""", Slack.Seen[1].Body);
        Assert.StartsWith("""{"channel":"U1","text":"no",""", Slack.Seen[2].Body, StringComparison.Ordinal);
        Assert.Equal(3, Log.Lines.Count);
        Assert.DoesNotContain(Log.Lines, line => line.Contains("topsecret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("C1", "/api/chat.postEphemeral")]
    [InlineData("", "/api/chat.postMessage")]
    public async Task Respond_ForeignAddress_IsNotCalled(string channel, string path)
    {
        Slack
            .On("api/chat.postEphemeral", """{"ok":true,"message_ts":"1.2"}""")
            .On("api/chat.postMessage", """{"ok":true,"channel":"D1","ts":"1.2"}""");
        Value(
            await Modals()
                .RespondAsync(
                    new(new($"http://localhost:{Slack.Url.Port}/actions/topsecret"), channel, "U1"),
                    "no",
                    default
                )
        );
        Assert.Equal(path, Assert.Single(Slack.Seen).Path);
    }

    [Fact]
    public async Task Respond_InvalidUserId_IsNotSentWhereOthersCouldReadIt()
    {
        Assert.Equal(
            (SlackFailureKind.Destination, "user_not_found"),
            KindAndCode(await Modals().RespondAsync(new(new(""), "", "C024BE91L"), "no", default))
        );
        Assert.Empty(Slack.Seen);
    }

    private string ResponseUrl => new Uri(Slack.Url, "actions/topsecret").ToString();
}
