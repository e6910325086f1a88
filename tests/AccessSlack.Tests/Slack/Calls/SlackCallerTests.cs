using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Slack.Calls;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Slack.Calls;

public sealed class SlackCallerTests : SlackTest
{
    private const string Ok = """{"ok":true,"channel":"C1","ts":"1700000000.000100"}""";

    private static readonly ComposedMessage Message = new(
        "r1",
        "prod",
        "alice requests dba - Pending",
        [new DividerBlock(), new SectionBlock { Text = "full" }],
        [new SectionBlock { Text = "plain" }]
    );

    private static readonly PostedMessage Placed = new("C1", "1.2", Degradation.Nothing);

    [Theory]
    [InlineData("60", 60.5)]
    [InlineData(null, 3.5)]
    [InlineData("999999999", 3600.5)]
    public async Task Post_RateLimited_PausesOnlyThatMethod(string? retryAfter, double seconds)
    {
        Slack
            .On("api/chat.postMessage", "", 429, headers: retryAfter is null ? [] : [("Retry-After", retryAfter)])
            .On("api/chat.postMessage", Ok)
            .On("api/chat.update", Ok);
        var messages = Messages();
        var wait = TimeSpan.FromSeconds(seconds);
        Assert.Equal(
            SlackFailures.Paused(wait),
            Failure(await messages.PostAsync("C1", Message, default))
        );

        Time.Advance(wait - TimeSpan.FromSeconds(1));
        Assert.Equal(
            SlackFailures.Paused(TimeSpan.FromSeconds(1)),
            Failure(await messages.PostAsync("C2", Message, default))
        );
        Assert.Single(Slack.Seen);
        Value(await messages.UpdateAsync(Placed, Message, default));

        Time.Advance(TimeSpan.FromSeconds(1));
        Value(await messages.PostAsync("C1", Message, default));
    }

    [Fact]
    public async Task Post_NoResponseInTime_IsAmbiguous()
    {
        var hanging = Slack.OnHang("api/chat.postMessage");
        var posting = Messages().PostAsync("C1", Message, default);
        await hanging;
        Time.Advance(SlackCaller.CallLimit);
        Assert.Equal(
            (SlackFailureKind.Ambiguous, "timeout"),
            KindAndCode(await posting.WaitAsync(TimeSpan.FromSeconds(30)))
        );
    }

    [Fact]
    public async Task Update_NoResponseInTime_MayBeRepeated()
    {
        var hanging = Slack.OnHang("api/chat.update");
        var updating = Messages().UpdateAsync(Placed, Message, default);
        await hanging;
        Time.Advance(SlackCaller.CallLimit);
        Assert.Equal(
            (SlackFailureKind.TryLater, "timeout"),
            KindAndCode(await updating.WaitAsync(TimeSpan.FromSeconds(30)))
        );
    }

    [Fact]
    public async Task Post_Cancelled_Throws()
    {
        var hanging = Slack.OnHang("api/chat.postMessage");
        using var cancel = new CancellationTokenSource();
        var posting = Messages().PostAsync("C1", Message, cancel.Token);
        await hanging;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Calls_ConnectionLost_AreAmbiguousOnlyForAPost()
    {
        Slack.OnCut("api/chat.postMessage").OnCut("api/chat.update");
        Assert.Equal(
            (SlackFailureKind.Ambiguous, "connection_lost"),
            KindAndCode(await Messages().PostAsync("C1", Message, default))
        );
        Assert.Equal(
            (SlackFailureKind.TryLater, "connection_lost"),
            KindAndCode(await Messages().UpdateAsync(Placed, Message, default))
        );
    }

    [Fact]
    public async Task Post_ConnectionRefused_WasNeverSent()
    {
        var messages = Messages();
        await Slack.DisposeAsync();
        Assert.Equal(
            (SlackFailureKind.TryLater, "unreachable"),
            KindAndCode(await messages.PostAsync("C1", Message, default))
        );
    }

    [Fact]
    public async Task Post_ConnectingTakesTooLong_WasNeverSent()
    {
        using var handler = SlackConnection.CreateHandler();
        handler.ConnectTimeout = TimeSpan.FromMilliseconds(20);
        handler.ConnectCallback = async (_, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            return Stream.Null;
        };
        using var http = new HttpMessageInvoker(handler);
        var posting = Messages(http: http).PostAsync("C1", Message, default);
        Assert.Equal(
            (SlackFailureKind.TryLater, "connect_timeout"),
            KindAndCode(await posting.WaitAsync(TimeSpan.FromSeconds(30)))
        );
    }

    [Fact]
    public async Task Post_Redirect_DoesNotForwardTheToken()
    {
        Slack.On(
            "api/chat.postMessage",
            "",
            307,
            headers: ("Location", new Uri(Slack.Url, "api/elsewhere").ToString())
        );
        Assert.Equal(
            (SlackFailureKind.TryLater, "http_307"),
            KindAndCode(await Messages().PostAsync("C1", Message, default))
        );
        Assert.Single(Slack.Seen);
    }

    [Fact]
    public async Task Messages_InvalidFieldName_AreUnreadableResponses()
    {
        const string Answer = """{"ok":true,"channel":"C1","ts":"1.2","\ud83d is half a character":0}""";
        Slack.On("api/chat.postMessage", Answer).On("api/chat.update", Answer);
        Assert.Equal(
            (SlackFailureKind.Ambiguous, "not_json"),
            KindAndCode(await Messages().PostAsync("C1", Message, default))
        );
        Assert.Equal(
            (SlackFailureKind.TryLater, "not_json"),
            KindAndCode(await Messages().UpdateAsync(Placed, Message, default))
        );
    }
}
