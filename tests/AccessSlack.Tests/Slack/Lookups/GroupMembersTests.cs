using AccessSlack.Slack;

namespace AccessSlack.Tests.Slack.Lookups;

public sealed class GroupMembersTests : SlackTest
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
        Assert.Equal(["U1", "W2"], Value(await Directory().GroupMembersAsync(handle, Minute, default)).Order());
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
    public async Task GroupMembers_UnknownOrDisabled_IsADestinationFailureWithARemedy(
        string handle,
        string code,
        string remedy
    )
    {
        Slack.On("api/usergroups.list", Groups);
        var failure = Failure(await Directory().GroupMembersAsync(handle, Minute, default));
        Assert.Equal((SlackFailureKind.Destination, code), (failure.Kind, failure.Code));
        Assert.Contains(remedy, failure.Remedy, StringComparison.Ordinal);
        Assert.Single(Slack.Seen);
    }

    [Fact]
    public async Task GroupMembers_DisabledGroupOfTheSameHandle_IsIgnored()
    {
        Slack
            .On(
                "api/usergroups.list",
                """{"ok":true,"usergroups":[{"id":"S1","handle":"sre","date_delete":5},{"id":"S2","handle":"sre","date_delete":0}]}"""
            )
            .On("api/usergroups.users.list", Users("U1"));
        Value(await Directory().GroupMembersAsync("sre", Minute, default));
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
    public async Task GroupMembers_ListRefused_NamesTheRemedy(string answer, string kind, string remedy)
    {
        Slack.On("api/usergroups.list", answer);
        var failure = Failure(await Directory().GroupMembersAsync("sre", Minute, default));
        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Contains(remedy, failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GroupMembers_GroupDeletedSinceTheList_IsADestinationFailure()
    {
        Slack.On("api/usergroups.list", Groups).On("api/usergroups.users.list", Error("no_such_subteam"));
        Assert.Equal(
            (SlackFailureKind.Destination, "no_such_subteam"),
            KindAndCode(await Directory().GroupMembersAsync("sre", Minute, default))
        );
    }

    [Fact]
    public async Task GroupMembers_WithinFreshness_CallsOnce()
    {
        for (var i = 0; i < 2; i++)
            Slack.On("api/usergroups.list", Groups).On("api/usergroups.users.list", Users($"U{i}"));
        var directory = Directory();
        Assert.Equal(["U0"], Value(await directory.GroupMembersAsync("sre", Minute, default)));
        Time.Advance(Minute);
        Assert.Equal(["U0"], Value(await directory.GroupMembersAsync("@sre", Minute, default)));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["U1"], Value(await directory.GroupMembersAsync("sre", Minute, default)));
        Assert.Equal(4, Slack.Seen.Count);
    }

    [Fact]
    public async Task GroupMembers_AnyFreshness_IsNeverOlderThanTenMinutes()
    {
        for (var i = 0; i < 2; i++)
            Slack.On("api/usergroups.list", Groups).On("api/usergroups.users.list", Users($"U{i}"));
        var directory = Directory();
        Value(await directory.GroupMembersAsync("sre", TimeSpan.MaxValue, default));
        Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1));
        Assert.Equal(["U1"], Value(await directory.GroupMembersAsync("sre", TimeSpan.MaxValue, default)));
    }

    [Fact]
    public async Task GroupMembers_AfterAFailure_CallsAgain()
    {
        Slack.On("api/usergroups.list", Error("fatal_error")).On("api/usergroups.list", Groups)
            .On("api/usergroups.users.list", Error("fatal_error")).On("api/usergroups.users.list", Users("U1"));
        var directory = Directory();
        for (var i = 0; i < 2; i++)
            Assert.Equal("fatal_error", Failure(await directory.GroupMembersAsync("sre", Minute, default)).Code);
        Assert.Equal(["U1"], Value(await directory.GroupMembersAsync("sre", Minute, default)));
    }

    private static string Users(params string[] ids) =>
        $$"""{"ok":true,"users":[{{string.Join(',', ids.Select(id => $"\"{id}\""))}}]}""";
}
