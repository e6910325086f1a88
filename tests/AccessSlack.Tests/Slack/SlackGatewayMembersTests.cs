using AccessSlack.Slack;

namespace AccessSlack.Tests.Slack;

public sealed class SlackGatewayMembersTests : GatewayTest
{
    private const string Groups =
        """{"ok":true,"usergroups":[{"id":"S1","handle":"sre","date_delete":0},{"id":"S2","handle":"old","date_delete":1446746793},{"id":"S/3","handle":"odd","date_delete":0}]}""";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("sre")]
    [InlineData("@SRE")]
    public async Task GroupMembers_Handle_IsExpandedByItsId(string handle)
    {
        Slack
            .On("api/usergroups.list", Groups)
            .On("api/usergroups.users.list", """{"ok":true,"users":["U1","W2","C3","U4,U5",""]}""");
        Assert.Equal(["U1", "W2"], Value(await Gateway().GroupMembersAsync(handle, Minute, default)).Order());
        Assert.Equal(
            [("/api/usergroups.list", "?include_disabled=true"), ("/api/usergroups.users.list", "?usergroup=S1")],
            Slack.Seen.Select(seen => (seen.Path, seen.Query))
        );
    }

    [Theory]
    [InlineData("nobody", "no_such_subteam", "spelling")]
    [InlineData("odd", "no_such_subteam", "spelling")]
    [InlineData("", "no_such_subteam", "spelling")]
    [InlineData("old", "subteam_disabled", "enable it")]
    public async Task GroupMembers_UnknownOrDisabled_IsADestinationFailureWithTheCure(
        string handle,
        string code,
        string cure
    )
    {
        Slack.On("api/usergroups.list", Groups);
        var failure = Failure(await Gateway().GroupMembersAsync(handle, Minute, default));
        Assert.Equal((SlackFailureKind.Destination, code), (failure.Kind, failure.Code));
        Assert.Contains(cure, failure.Remedy, StringComparison.Ordinal);
        Assert.Single(Slack.Seen);
    }

    [Fact]
    public async Task GroupMembers_DisabledNamesakeOfALiveGroup_DoesNotHideIt()
    {
        Slack
            .On(
                "api/usergroups.list",
                """{"ok":true,"usergroups":[{"id":"S1","handle":"sre","date_delete":5},{"id":"S2","handle":"sre","date_delete":0}]}"""
            )
            .On("api/usergroups.users.list", Users("U1"));
        Value(await Gateway().GroupMembersAsync("sre", Minute, default));
        Assert.Equal("?usergroup=S2", Slack.Seen[1].Query);
    }

    [Theory]
    [InlineData("""{"ok":false,"error":"plan_upgrade_required"}""", "Destination", "paid plan")]
    [InlineData(
        """{"ok":false,"error":"missing_scope","needed":"usergroups:read"}""",
        "Credentials",
        "usergroups:read"
    )]
    [InlineData("""{"ok":false,"error":"ratelimited"}""", "TryLater", "")]
    [InlineData("""{"ok":false,"error":"fatal_error"}""", "TryLater", "")]
    public async Task GroupMembers_ListRefused_NamesTheCure(string answer, string kind, string cure)
    {
        Slack.On("api/usergroups.list", answer);
        var failure = Failure(await Gateway().GroupMembersAsync("sre", Minute, default));
        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Contains(cure, failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GroupMembers_GroupGoneSinceTheList_IsADestinationFailure()
    {
        Slack.On("api/usergroups.list", Groups).On("api/usergroups.users.list", Error("no_such_subteam"));
        Assert.Equal(
            (SlackFailureKind.Destination, "no_such_subteam"),
            KindAndCode(await Gateway().GroupMembersAsync("sre", Minute, default))
        );
    }

    [Fact]
    public async Task GroupMembers_WithinFreshness_AsksOnce()
    {
        for (var i = 0; i < 2; i++)
            Slack.On("api/usergroups.list", Groups).On("api/usergroups.users.list", Users($"U{i}"));
        var gateway = Gateway();
        Assert.Equal(["U0"], Value(await gateway.GroupMembersAsync("sre", Minute, default)));
        Time.Advance(Minute);
        Assert.Equal(["U0"], Value(await gateway.GroupMembersAsync("@sre", Minute, default)));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["U1"], Value(await gateway.GroupMembersAsync("sre", Minute, default)));
        Assert.Equal(4, Slack.Seen.Count);
    }

    [Fact]
    public async Task GroupMembers_AnyFreshness_IsNeverOlderThanTenMinutes()
    {
        for (var i = 0; i < 2; i++)
            Slack.On("api/usergroups.list", Groups).On("api/usergroups.users.list", Users($"U{i}"));
        var gateway = Gateway();
        Value(await gateway.GroupMembersAsync("sre", TimeSpan.MaxValue, default));
        Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1));
        Assert.Equal(["U1"], Value(await gateway.GroupMembersAsync("sre", TimeSpan.MaxValue, default)));
    }

    [Fact]
    public async Task GroupMembers_AfterAFailure_AsksAgain()
    {
        Slack.On("api/usergroups.list", Error("fatal_error")).On("api/usergroups.list", Groups)
            .On("api/usergroups.users.list", Error("fatal_error")).On("api/usergroups.users.list", Users("U1"));
        var gateway = Gateway();
        for (var i = 0; i < 2; i++)
            Assert.Equal("fatal_error", Failure(await gateway.GroupMembersAsync("sre", Minute, default)).Code);
        Assert.Equal(["U1"], Value(await gateway.GroupMembersAsync("sre", Minute, default)));
    }

    [Fact]
    public async Task ChannelMembers_Id_ReadsAllPages()
    {
        Slack
            .On("api/conversations.members", Page("next", "U1", "U2"))
            .On("api/conversations.members", Page("last"))
            .On("api/conversations.members", Page("", "U2", "W3", "no id"));
        Assert.Equal(
            ["U1", "U2", "W3"],
            Value(await Gateway().ChannelMembersAsync("C024BE91L", Minute, default)).Order()
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
        var gateway = Gateway();
        Assert.Equal(["U1"], Value(await gateway.ChannelMembersAsync("Ops", Minute, default)));
        Assert.Equal(["U1"], Value(await gateway.ChannelMembersAsync("ops", Minute, default)));
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
        Value(await Gateway().ChannelMembersAsync("secret", Minute, default));
        Assert.Equal("?exclude_archived=true&limit=200&types=private_channel", Slack.Seen[1].Query);
        Assert.Equal("?channel=C2&limit=999", Slack.Seen[2].Query);
    }

    [Theory]
    [InlineData("""{"ok":true,"channels":[]}""")]
    [InlineData("""{"ok":false,"error":"missing_scope","needed":"groups:read"}""")]
    public async Task ChannelMembers_NoChannelOfThatName_NamesBothCures(string hidden)
    {
        Slack.On("api/conversations.list", Channels("")).On("api/conversations.list", hidden);
        var failure = Failure(await Gateway().ChannelMembersAsync("secret", Minute, default));
        Assert.Equal((SlackFailureKind.Destination, "channel_not_found"), (failure.Kind, failure.Code));
        Assert.Contains("groups:read", failure.Remedy, StringComparison.Ordinal);
        Assert.Contains("the bot is in it", failure.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ok":false,"error":"missing_scope","needed":"channels:read"}""", "Credentials", "channels:read")]
    [InlineData("""{"ok":false,"error":"fatal_error"}""", "TryLater", "")]
    public async Task ChannelMembers_NameCannotBeLookedUp_TheFailureStands(string answer, string kind, string cure)
    {
        Slack.On("api/conversations.list", answer);
        var failure = Failure(await Gateway().ChannelMembersAsync("ops", Minute, default));
        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Contains(cure, failure.Remedy, StringComparison.Ordinal);
        Assert.Single(Slack.Seen);
    }

    [Theory]
    [InlineData("""{"ok":false,"error":"channel_not_found"}""", "Destination", "/invite")]
    [InlineData("""{"ok":false,"error":"fetch_members_failed"}""", "TryLater", "")]
    [InlineData("""{"ok":false,"error":"invalid_cursor"}""", "TryLater", "")]
    [InlineData("""{"ok":false,"error":"missing_scope","needed":"groups:read"}""", "Credentials", "groups:read")]
    public async Task ChannelMembers_APageIsRefused_NobodyIsAMember(string answer, string kind, string cure)
    {
        Slack.On("api/conversations.members", Page("next", "U1")).On("api/conversations.members", answer);
        var failure = Failure(await Gateway().ChannelMembersAsync("C024BE91L", Minute, default));
        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Contains(cure, failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChannelMembers_PagesNeverEnd_IsRefusedAfterFifty()
    {
        for (var i = 0; i < 60; i++) Slack.On("api/conversations.members", Page("again", "U1"));
        var failure = Failure(await Gateway().ChannelMembersAsync("C024BE91L", Minute, default));
        Assert.Equal((SlackFailureKind.Destination, "too_many_members"), (failure.Kind, failure.Code));
        Assert.Equal(50, Slack.Seen.Count);
    }

    [Theory]
    [InlineData("U024BE91L")]
    [InlineData("bob@example.com")]
    public async Task ChannelMembers_NoChannel_IsNotAsked(string channel)
    {
        Assert.Equal(
            (SlackFailureKind.Destination, "channel_not_found"),
            KindAndCode(await Gateway().ChannelMembersAsync(channel, Minute, default))
        );
        Assert.Equal(
            (SlackFailureKind.Destination, "channel_not_found"),
            KindAndCode(await Gateway().GetChannelAsync(channel, default))
        );
        Assert.Empty(Slack.Seen);
    }

    [Fact]
    public async Task ChannelMembers_WithinFreshness_AsksOnce()
    {
        Slack.On("api/conversations.members", Page("", "U1")).On("api/conversations.members", Page("", "U2"));
        var gateway = Gateway();
        Value(await gateway.ChannelMembersAsync("C024BE91L", Minute, default));
        Time.Advance(Minute);
        Assert.Equal(["U1"], Value(await gateway.ChannelMembersAsync("C024BE91L", Minute, default)));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["U2"], Value(await gateway.ChannelMembersAsync("C024BE91L", Minute, default)));
    }

    [Fact]
    public async Task GetChannel_NameOrId_TellsAbsentFromFalse()
    {
        Slack
            .On("api/conversations.list", Channels("", ("C024BE91L", "ops")))
            .On(
                "api/conversations.info",
                """{"ok":true,"channel":{"id":"C024BE91L","name":"ops","is_ext_shared":true,"is_archived":false}}"""
            );
        var gateway = Gateway();
        Assert.Equal(
            new ChannelInfo("C024BE91L", "ops", true, false, null),
            Value(await gateway.GetChannelAsync("ops", default))
        );
        Assert.Equal("ops", Value(await gateway.GetChannelNameAsync("C024BE91L", default)));
        Assert.Equal("ops", Value(await gateway.GetChannelAsync("C024BE91L", default)).Name);
        Assert.Equal(2, Slack.Seen.Count);
    }

    private static string Users(params string[] ids) =>
        $$"""{"ok":true,"users":[{{string.Join(',', ids.Select(id => $"\"{id}\""))}}]}""";

    private static string Page(string cursor, params string[] ids) =>
        $$$"""{"ok":true,"members":[{{{string.Join(',', ids.Select(id => $"\"{id}\""))}}}],"response_metadata":{"next_cursor":"{{{cursor}}}"}}""";
}
