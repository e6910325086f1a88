using AccessSlack.Slack;

namespace AccessSlack.Tests.Slack.Lookups;

public sealed class ChannelMembersTests : SlackTest
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task ChannelMembers_Id_ReadsAllPages()
    {
        Slack
            .On("api/conversations.members", Page("next", "U1", "U2"))
            .On("api/conversations.members", Page("last"))
            .On("api/conversations.members", Page("", "U2", "W3", "no id"));
        Assert.Equal(
            ["U1", "U2", "W3"],
            Value(await Directory().ChannelMembersAsync("C024BE91L", Minute, default)).Order()
        );
        Assert.Equal(
            [
                "?channel=C024BE91L&limit=999",
                "?channel=C024BE91L&limit=999&cursor=next",
                "?channel=C024BE91L&limit=999&cursor=last",
            ],
            Slack.Seen.Select(seen => seen.Query)
        );
    }

    [Fact]
    public async Task ChannelMembers_NameOfAPublicChannel_NeedsNoScopeForPrivateOnes()
    {
        Slack.On("api/conversations.list", Channels("", ("C1", "ops"))).On("api/conversations.members", Page("", "U1"));
        var directory = Directory();
        Assert.Equal(["U1"], Value(await directory.ChannelMembersAsync("Ops", Minute, default)));
        Assert.Equal(["U1"], Value(await directory.ChannelMembersAsync("ops", Minute, default)));
        Assert.Equal(
            ["?exclude_archived=true&limit=200&types=public_channel", "?channel=C1&limit=999"],
            Slack.Seen.Select(seen => seen.Query)
        );
    }

    [Fact]
    public async Task ChannelMembers_NameOfAPrivateChannel_IsFoundIfTheBotIsInIt()
    {
        Slack
            .On("api/conversations.list", Channels("", ("C1", "ops")))
            .On("api/conversations.list", Channels("", ("C2", "secret")))
            .On("api/conversations.members", Page("", "U1"));
        Value(await Directory().ChannelMembersAsync("secret", Minute, default));
        Assert.Equal("?exclude_archived=true&limit=200&types=private_channel", Slack.Seen[1].Query);
        Assert.Equal("?channel=C2&limit=999", Slack.Seen[2].Query);
    }

    [Theory]
    [InlineData("""{"ok":true,"channels":[]}""")]
    [InlineData("""{"ok":false,"error":"missing_scope","needed":"groups:read"}""")]
    public async Task ChannelMembers_NoChannelOfThatName_NamesBothRemedies(string hidden)
    {
        Slack.On("api/conversations.list", Channels("")).On("api/conversations.list", hidden);
        var failure = Failure(await Directory().ChannelMembersAsync("secret", Minute, default));
        Assert.Equal((SlackFailureKind.Destination, "channel_not_found"), (failure.Kind, failure.Code));
        Assert.Contains("groups:read", failure.Remedy, StringComparison.Ordinal);
        Assert.Contains("the bot is in it", failure.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ok":false,"error":"missing_scope","needed":"channels:read"}""", "Credentials", "channels:read")]
    [InlineData("""{"ok":false,"error":"fatal_error"}""", "TryLater", "")]
    public async Task ChannelMembers_NameCannotBeLookedUp_ReturnsTheFailure(string answer, string kind, string remedy)
    {
        Slack.On("api/conversations.list", answer);
        var failure = Failure(await Directory().ChannelMembersAsync("ops", Minute, default));
        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Contains(remedy, failure.Remedy, StringComparison.Ordinal);
        Assert.Single(Slack.Seen);
    }

    [Theory]
    [InlineData("""{"ok":false,"error":"channel_not_found"}""", "Destination", "/invite")]
    [InlineData("""{"ok":false,"error":"fetch_members_failed"}""", "TryLater", "")]
    [InlineData("""{"ok":false,"error":"invalid_cursor"}""", "TryLater", "")]
    [InlineData("""{"ok":false,"error":"missing_scope","needed":"groups:read"}""", "Credentials", "groups:read")]
    public async Task ChannelMembers_APageIsRefused_IsAFailure(string answer, string kind, string remedy)
    {
        Slack.On("api/conversations.members", Page("next", "U1")).On("api/conversations.members", answer);
        var failure = Failure(await Directory().ChannelMembersAsync("C024BE91L", Minute, default));
        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Contains(remedy, failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChannelMembers_EndlessPages_IsRefusedAfterFifty()
    {
        for (var i = 0; i < 60; i++) Slack.On("api/conversations.members", Page("again", "U1"));
        var failure = Failure(await Directory().ChannelMembersAsync("C024BE91L", Minute, default));
        Assert.Equal((SlackFailureKind.Destination, "too_many_members"), (failure.Kind, failure.Code));
        Assert.Equal(50, Slack.Seen.Count);
    }

    [Theory]
    [InlineData("U024BE91L")]
    [InlineData("bob@example.com")]
    public async Task ChannelMembers_UserOrEmail_IsNotSent(string channel)
    {
        Assert.Equal(
            (SlackFailureKind.Destination, "channel_not_found"),
            KindAndCode(await Directory().ChannelMembersAsync(channel, Minute, default))
        );
        Assert.Equal(
            (SlackFailureKind.Destination, "channel_not_found"),
            KindAndCode(await Directory().GetChannelAsync(channel, default))
        );
        Assert.Empty(Slack.Seen);
    }

    [Fact]
    public async Task ChannelMembers_WithinFreshness_CallsOnce()
    {
        Slack.On("api/conversations.members", Page("", "U1")).On("api/conversations.members", Page("", "U2"));
        var directory = Directory();
        Value(await directory.ChannelMembersAsync("C024BE91L", Minute, default));
        Time.Advance(Minute);
        Assert.Equal(["U1"], Value(await directory.ChannelMembersAsync("C024BE91L", Minute, default)));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["U2"], Value(await directory.ChannelMembersAsync("C024BE91L", Minute, default)));
    }

    private static string Page(string cursor, params string[] ids) =>
        $$$"""{"ok":true,"members":[{{{string.Join(',', ids.Select(id => $"\"{id}\""))}}}],"response_metadata":{"next_cursor":"{{{cursor}}}"}}""";
}
