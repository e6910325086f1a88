using System.Net;
using System.Text;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>Faults hit the calls they were ordered for, before or after the message was stored.</summary>
public sealed class SlackFaultTests : SlackSimulatorTest
{
    [Fact]
    public async Task FailNext_HitsOnlyTheNextCallsOfThatMethod()
    {
        Slack.FailNext("chat.postMessage", SlackFault.Error("fatal_error"), times: 2);
        Assert.Equal("", Error(await App.JsonAsync("auth.test", "{}")));
        Assert.Equal(
            ["fatal_error", "fatal_error", ""],
            [Error(await PostAsync()), Error(await PostAsync()), Error(await PostAsync())]
        );
        Assert.Equal((1, 3), (Slack.Messages.Length, Slack.CountOf("chat.postMessage")));
    }

    [Fact]
    public async Task Weather_HitsEveryCallForWhichNoFaultWaits()
    {
        Slack.DefaultFault = method => method == "chat.postMessage" ? SlackFault.Error("weather") : null;
        Slack.FailNext("chat.postMessage", SlackFault.Error("fatal_error"));
        Assert.Equal(
            ["fatal_error", "weather", "weather"],
            [Error(await PostAsync()), Error(await PostAsync()), Error(await PostAsync())]
        );
        Assert.Equal("", Error(await App.JsonAsync("auth.test", "{}")));
        Slack.DefaultFault = _ => null;
        Assert.Equal("", Error(await PostAsync()));
    }

    [Theory]
    [InlineData("30")]
    [InlineData(null)]
    public async Task RateLimit_SaysWhenOrNot(string? retryAfter)
    {
        Slack.FailNext("chat.postMessage", SlackFault.RateLimited(retryAfter));
        using var response = await App.SendRawAsync("chat.postMessage", Body());
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(retryAfter, response.Headers.TryGetValues("Retry-After", out var values) ? values.Single() : null);
    }

    [Fact]
    public async Task Outage_AnswersWithAPage()
    {
        Slack.FailNext("chat.postMessage", SlackFault.Html(503));
        using var response = await App.SendRawAsync("chat.postMessage", Body());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.StartsWith("<html>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Cut_LeavesTheMessageStoredOrNot(bool afterwards, int stored)
    {
        Slack.FailNext("chat.postMessage", afterwards ? SlackFault.Cut().Afterwards() : SlackFault.Cut());
        await Assert.ThrowsAnyAsync<HttpRequestException>(PostAsync);
        Assert.Equal(stored, Slack.Messages.Length);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Hold_KeepsTheCallUntilReleased(bool afterEffect, int stored)
    {
        var hold = Slack.HoldNext("chat.postMessage", afterEffect);
        var posting = PostAsync();
        await hold.WaitUntilReachedAsync();
        Assert.Equal((false, stored), (posting.IsCompleted, Slack.Messages.Length));
        hold.Release();
        Assert.Equal("", Error(await posting.WaitAsync(TimeSpan.FromSeconds(30))));
        Assert.Single(Slack.Messages);
    }

    [Fact]
    public async Task Dispose_WhileACallIsHeld_CutsIt()
    {
        var slack = await SlackSimulator.StartAsync();
        using var app = new SlackRawClient(slack);
        var hold = slack.HoldNext("auth.test");
        var calling = app.JsonAsync("auth.test", "{}");
        await hold.WaitUntilReachedAsync();
        await slack.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => calling);
    }

    [Fact]
    public async Task WaitUntil_SeesAMessageThatComesLater()
    {
        var waiting = Slack.WaitUntilAsync(slack => slack.Messages.Length >= 1);
        Assert.False(waiting.IsCompleted);
        await PostAsync();
        await waiting;
    }

    private Task<System.Text.Json.Nodes.JsonObject> PostAsync() =>
        App.JsonAsync("chat.postMessage", $$"""{"channel":"{{Channel.Id}}","text":"x"}""");

    private StringContent Body() =>
        new($$"""{"channel":"{{Channel.Id}}","text":"x"}""", Encoding.UTF8, "application/json");
}
