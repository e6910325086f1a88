using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Slack.Calls;
using Microsoft.AspNetCore.Http;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Slack.Messaging;

public sealed class ChannelJoinerTests : SlackTest
{
    private const string Ok = """{"ok":true,"channel":"C1","ts":"1700000000.000100"}""";

    private const string Joined = """{"ok":true,"channel":{"id":"C1"}}""";

    private static readonly ComposedMessage Message = new(
        "r1",
        "prod",
        "alice requests dba - Pending",
        [new DividerBlock(), new SectionBlock { Text = "full" }],
        [new SectionBlock { Text = "plain" }]
    );

    [Fact]
    public async Task Post_NotInChannel_JoinsOnceAndTriesAgain()
    {
        Slack
            .On("api/chat.postMessage", Error("not_in_channel"))
            .On("api/conversations.join", Joined)
            .On("api/chat.postMessage", Ok);
        Assert.Equal(
            Degradation.Nothing,
            Value(await Messages(autoJoin: true).PostAsync("C0PS00001", Message, default)).Degradation
        );
        Assert.Equal(
            ["/api/chat.postMessage", "/api/conversations.join", "/api/chat.postMessage"],
            Slack.Seen.Select(seen => seen.Path)
        );
    }

    [Fact]
    public async Task Post_StillNotInChannelAfterJoining_GivesUp()
    {
        Slack
            .On("api/chat.postMessage", Error("not_in_channel"))
            .On("api/conversations.join", Joined)
            .On("api/chat.postMessage", Error("not_in_channel"));
        Assert.Equal(
            "not_in_channel",
            Failure(await Messages(autoJoin: true).PostAsync("C0PS00001", Message, default)).Code
        );
        Assert.Equal(3, Slack.Seen.Count);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Post_NotInChannelAndNotJoined_SuggestsAnInvitation(bool autoJoin, int calls)
    {
        Slack
            .On("api/chat.postMessage", Error("not_in_channel"))
            .On("api/conversations.join", Error("method_not_supported_for_channel_type"));
        var failure = Failure(await Messages(autoJoin).PostAsync("G0PS00001", Message, default));
        Assert.Equal((SlackFailureKind.Destination, "not_in_channel"), (failure.Kind, failure.Code));
        Assert.Contains("/invite", failure.Remedy, StringComparison.Ordinal);
        Assert.Equal(calls, Slack.Seen.Count);
    }

    [Fact]
    public async Task Post_NotInChannelGivenByName_JoinsThePublicChannelById()
    {
        Slack
            .On("api/chat.postMessage", Error("not_in_channel"))
            .On("api/chat.postMessage", Ok)
            .On("api/conversations.join", Joined)
            .On("api/conversations.list", Channels("next", ("C9", "dev"), ("C1,C2", "ops")))
            .On("api/conversations.list", Channels("", ("C1", "ops")));
        Value(await Messages(autoJoin: true).PostAsync("Ops", Message, default));
        Assert.Equal(
            [
                "/api/chat.postMessage",
                "/api/conversations.list",
                "/api/conversations.list",
                "/api/conversations.join",
                "/api/chat.postMessage",
            ],
            Slack.Seen.Select(seen => seen.Path)
        );
        Assert.Equal(
            [
                "?exclude_archived=true&limit=200&types=public_channel",
                "?exclude_archived=true&limit=200&types=public_channel&cursor=next",
            ],
            Slack.Seen.Skip(1).Take(2).Select(seen => seen.Query)
        );
        Assert.Equal("""{"channel":"C1"}""", Slack.Seen[3].Body);
    }

    [Fact]
    public async Task Post_NotInChannelAgain_CachesTheIdForTenMinutes()
    {
        for (var i = 0; i < 3; i++)
            Slack
                .On("api/chat.postMessage", Error("not_in_channel"))
                .On("api/chat.postMessage", Ok)
                .On("api/conversations.join", Joined);
        for (var i = 0; i < 2; i++) Slack.On("api/conversations.list", Channels("", ("C1", "ops")));
        var messages = Messages(autoJoin: true);
        Value(await messages.PostAsync("ops", Message, default));
        Time.Advance(TimeSpan.FromMinutes(10));
        Value(await messages.PostAsync("ops", Message, default));
        Assert.Single(Slack.Seen, seen => seen.Path == "/api/conversations.list");
        Time.Advance(TimeSpan.FromTicks(1));
        Value(await messages.PostAsync("ops", Message, default));
        Assert.Equal(2, Slack.Seen.Count(seen => seen.Path == "/api/conversations.list"));
    }

    [Theory]
    [InlineData("missing_scope", "\"needed\":\"channels:read\"", "channels:read")]
    [InlineData("invalid_auth", "\"x\":0", "xoxb-")]
    [InlineData("ratelimited", "\"x\":0", "/invite")]
    [InlineData("invalid_arguments", "\"x\":0", "/invite")]
    public async Task Post_NameCannotBeLookedUp_ReturnsTheFirstFailure(string code, string more, string remedy)
    {
        Slack
            .On("api/chat.postMessage", Error("not_in_channel"))
            .On("api/conversations.list", $$"""{"ok":false,"error":"{{code}}",{{more}}}""");
        var failure = Failure(await Messages(autoJoin: true).PostAsync("ops", Message, default));
        Assert.Equal((SlackFailureKind.Destination, "not_in_channel"), (failure.Kind, failure.Code));
        Assert.Contains("/invite", failure.Remedy, StringComparison.Ordinal);
        var line = Assert.Single(Log.Lines);
        Assert.Contains($"channel ops ({code})", line, StringComparison.Ordinal);
        Assert.Contains(remedy, line, StringComparison.Ordinal);
        Assert.Equal(2, Slack.Seen.Count);
    }

    [Fact]
    public async Task Post_NoPublicChannelOfThatName_IsLookedUpAgainNextTime()
    {
        for (var i = 0; i < 2; i++)
            Slack
                .On("api/chat.postMessage", Error("not_in_channel"))
                .On("api/conversations.list", Channels("", ("C1", "operators")));
        var messages = Messages(autoJoin: true);
        for (var i = 0; i < 2; i++)
            Assert.Equal("not_in_channel", Failure(await messages.PostAsync("ops", Message, default)).Code);
        Assert.Equal(4, Slack.Seen.Count);
        Assert.All(Log.Lines, line =>
            Assert.Contains("channel ops (channel_not_found)", line, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Post_EndlessListOfChannels_GivesUpAfterFiftyPages()
    {
        Slack.On("api/chat.postMessage", Error("not_in_channel"));
        for (var i = 0; i < 60; i++) Slack.On("api/conversations.list", Channels("again"));
        Assert.Equal("not_in_channel", Failure(await Messages(autoJoin: true).PostAsync("ops", Message, default)).Code);
        Assert.Equal(51, Slack.Seen.Count);
    }

    [Fact]
    public async Task Post_SlowListOfChannels_AllPagesShareTheLimitOfOneCall()
    {
        Slack.On("api/chat.postMessage", Error("not_in_channel")).On("api/conversations.list", context =>
        {
            Time.Advance(SlackCaller.CallLimit / 2);
            return context.Response.WriteAsync(Channels("next"));
        });
        var hanging = Slack.OnHang("api/conversations.list");
        var posting = Messages(autoJoin: true).PostAsync("ops", Message, default);
        await hanging;
        Time.Advance(SlackCaller.CallLimit / 2);
        Assert.Equal("not_in_channel", Failure(await posting.WaitAsync(TimeSpan.FromSeconds(30))).Code);
        Assert.Contains("(timeout)", Assert.Single(Log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "not_in_channel")]
    [InlineData(true, "channel_not_found")]
    public async Task Post_NothingToJoin_DoesNotLookUpTheName(bool autoJoin, string code)
    {
        Slack.On("api/chat.postMessage", Error(code));
        Assert.Equal(code, Failure(await Messages(autoJoin).PostAsync("ops", Message, default)).Code);
        Assert.Single(Slack.Seen);
    }
}
