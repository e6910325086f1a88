using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack;
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

    /// <summary>Anyone could have created a channel of this name since.</summary>
    [Theory]
    [InlineData("ops")]
    [InlineData("C0EVIL0001")]
    public async Task Post_NotInAChannelThatIsNotConfiguredById_JoinsNothing(string channel)
    {
        Slack.On("api/chat.postMessage", Error("not_in_channel"));
        var messages = Messages(autoJoin: true, isConfigured: id => id == "C0PS00001");
        var failure = Failure(await messages.PostAsync(channel, Message, default));
        Assert.Equal((SlackFailureKind.Destination, "not_in_channel"), (failure.Kind, failure.Code));
        Assert.Contains($"channel {channel} (id_unknown)", Assert.Single(Log.Lines), StringComparison.Ordinal);
        Assert.Single(Slack.Seen);
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
