using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>
/// Members of groups and channels are shown only to an app with the scope; people see only what they may.
/// </summary>
public sealed class SlackPeopleTests : SlackSimulatorTest
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1/");

    [Fact]
    public async Task UserGroups_List_HidesDisabledOnesUnlessAsked()
    {
        var sre = Slack.AddGroup("sre", Bob);
        Slack.Put(new SlackUserGroup("S9", "old") { IsDisabled = true });
        var listed = Assert.Single((await App.FormAsync("usergroups.list"))["usergroups"]!.AsArray())!;
        Assert.Equal(
            (sre.Id, "sre", "0", false),
            (
                listed["id"]!.ToString(),
                listed["handle"]!.ToString(),
                listed["date_delete"]!.ToString(),
                listed.AsObject().ContainsKey("users")
            )
        );
        var all = (await App.FormAsync("usergroups.list", ("include_disabled", "true"), ("include_users", "true")))[
            "usergroups"
        ]!.AsArray();
        Assert.Equal(2, all.Count);
        Assert.True((long)all[1]!["date_delete"]! > 0);
        Assert.Equal(Bob.Id, all[0]!["users"]![0]!.ToString());
    }

    [Fact]
    public async Task UserGroups_Users_AreToldByIdAndOfLiveGroupsOnly()
    {
        var sre = Slack.AddGroup("sre", Bob);
        Assert.Equal([Bob.Id], Ids(await UsersAsync(sre.Id), "users"));
        Assert.Equal("no_such_subteam", Error(await UsersAsync("sre")));
        Assert.Equal("no_such_subteam", Error(await UsersAsync("S404")));
        Assert.Equal("invalid_arguments", Error(await App.FormAsync("usergroups.users.list")));
        Slack.Put(sre with { IsDisabled = true });
        Assert.Equal("no_such_subteam", Error(await UsersAsync(sre.Id)));
        Slack.Put(sre);
        Slack.Leave(Bob, sre);
        Assert.Empty(Ids(await UsersAsync(sre.Id), "users"));
        Slack.Join(Bob, sre);
        Assert.Equal([Bob.Id], Ids(await UsersAsync(sre.Id), "users"));
    }

    [Fact]
    public async Task UserGroups_OnAFreePlanOrWithoutScopeOrTeam_AreRefused()
    {
        await using var free = await SlackSimulator.StartAsync(new() { HasUserGroups = false });
        using var poor = new SlackRawClient(free);
        Assert.Equal("plan_upgrade_required", Error(await poor.FormAsync("usergroups.list")));
        await using var grid = await SlackSimulator.StartAsync(new() { OrgWideInstall = true, EnterpriseId = "E1" });
        using var wide = new SlackRawClient(grid);
        Assert.Equal("invalid_arguments", Error(await wide.FormAsync("usergroups.list")));
        Assert.Equal("", Error(await wide.FormAsync("usergroups.list", ("team_id", "T1"))));
        Slack.Scopes = Slack.Scopes.Remove("usergroups:read");
        foreach (var method in new[] { "usergroups.list", "usergroups.users.list" })
        {
            var answer = await App.FormAsync(method, ("usergroup", "S1"));
            Assert.Equal(("missing_scope", "usergroups:read"), (Error(answer), answer["needed"]!.ToString()));
        }
    }

    [Fact]
    public async Task Members_Channel_ArePeopleAndTheAppPageByPage()
    {
        var carol = Slack.AddPerson("carol");
        Slack.Join(carol, Channel);
        var found = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = await MembersAsync(Channel.Id, ("limit", "1"), ("cursor", cursor));
            found.AddRange(Ids(page, "members"));
            if ((cursor = page["response_metadata"]!["next_cursor"]!.ToString()).Length == 0) break;
        }

        Assert.Equal(new[] { Bob.Id, carol.Id, Slack.Options.BotUserId }.Order(), found.Order());
        Slack.Leave(carol, Channel);
        Assert.Equal(2, Ids(await MembersAsync(Channel.Id), "members").Count);
        Assert.Equal("invalid_limit", Error(await MembersAsync(Channel.Id, ("limit", "1000"))));
        Assert.Equal("invalid_cursor", Error(await MembersAsync(Channel.Id, ("cursor", "U404"))));
    }

    [Fact]
    public async Task Members_ChannelTheAppMayNotKnow_DoesNotExist()
    {
        var secret = Slack.Put(
            new SlackChannel("C1", "secret")
            {
                IsPrivate = true,
                BotIsMember = false,
                Members = [Bob.Id],
            }
        );
        Assert.Equal("channel_not_found", Error(await MembersAsync(secret.Id)));
        Assert.Equal("channel_not_found", Error(await MembersAsync("access")));
        Slack.Put(secret with { BotIsMember = true });
        Assert.Equal("", Error(await MembersAsync(secret.Id)));
        Slack.Put(Channel with { BotIsMember = false });
        Assert.Equal([Bob.Id], Ids(await MembersAsync(Channel.Id), "members"));
    }

    [Theory]
    [InlineData(false, "channels:read")]
    [InlineData(true, "groups:read")]
    public async Task Members_WithoutTheScopeOfItsKind_NamesIt(bool isPrivate, string scope)
    {
        Slack.Put(Channel with { IsPrivate = isPrivate });
        Slack.Scopes = Slack.Scopes.Remove(scope);
        var answer = await MembersAsync(Channel.Id);
        Assert.Equal(("missing_scope", scope), (Error(answer), answer["needed"]!.ToString()));
    }

    [Fact]
    public async Task ReadingMethods_SentJson_MissTheirArgument()
    {
        foreach (var method in new[] { "usergroups.users.list", "conversations.members" })
            Assert.Equal(
                "invalid_arguments",
                Error(await App.JsonAsync(method, $$"""{"usergroup":"S1","channel":"{{Channel.Id}}"}"""))
            );
        Assert.Equal(2, Slack.Complaints.Length);
    }

    [Fact]
    public async Task Guest_SeesOnlyTheChannelsOfTheInvitation()
    {
        var other = Slack.AddChannel("other");
        var single = Slack.AddGuest("gus", "gus@contractor.example", Channel);
        var multi = Slack.AddGuest("gwen", "gwen@contractor.example", Channel, other);
        Assert.Equal((true, false), (single.IsUltraRestricted, single.IsRestricted));
        Assert.Equal((false, true), (multi.IsUltraRestricted, multi.IsRestricted));
        Assert.Throws<InvalidOperationException>(() => Slack.Join(single, other));
        await CannotClickAsync(single, other);
    }

    [Fact]
    public async Task Stranger_ComesOnlyThroughASharedChannel()
    {
        var eve = Slack.AddStranger("eve", Channel);
        Assert.True(
            (bool)(await App.FormAsync("conversations.info", ("channel", Channel.Id)))["channel"]!["is_ext_shared"]!
        );
        var user = (await App.FormAsync("users.info", ("user", eve.Id)))["user"]!;
        Assert.Equal(("T0ELSEWHERE", true), (user["team_id"]!.ToString(), (bool)user["is_stranger"]!));
        Assert.Null(user["profile"]!["email"]);
        Assert.Equal("users_not_found", Error(await App.FormAsync("users.lookupByEmail", ("email", eve.Email!))));
        var inside = Slack.AddChannel("inside");
        Assert.Throws<InvalidOperationException>(() => Slack.Join(eve, inside));
        await CannotClickAsync(eve, inside);
    }

    [Fact]
    public async Task Everybody_IsShownAsWhatTheyAre()
    {
        await using var grid = await SlackSimulator.StartAsync(new() { EnterpriseId = "E1" });
        using var caller = new SlackRawClient(grid);
        Assert.Equal(
            "T0SISTER E1",
            await Shown(grid.AddSister("sis"), user => $"{user["team_id"]} {user["enterprise_user"]!["enterprise_id"]}")
        );
        Assert.Equal("true", await Shown(grid.AddBot("robot"), user => user["is_bot"]!.ToString()));
        Assert.Equal("true", await Shown(grid.AddWorkflow("flow"), user => user["is_workflow_bot"]!.ToString()));
        Assert.Equal("true", await Shown(grid.Deactivate(grid.AddPerson("gone")), user => user["deleted"]!.ToString()));
        Assert.Equal(
            "true false new@example.com",
            await Shown(grid.AddUnconfirmed("new", "new@example.com"), user =>
                $"{user["is_invited_user"]} {user["is_email_confirmed"]} {user["profile"]!["email"]}"
            )
        );

        async Task<string> Shown(SlackPerson person, Func<JsonNode, string> read) =>
            read((await caller.FormAsync("users.info", ("user", person.Id)))["user"]!);
    }

    [Fact]
    public async Task Thread_KeepsRepliesUnderTheirParent()
    {
        var (channel, ts) = await App.PostAsync(Channel.Id);
        var (_, reply) = await App.PostAsync(Channel.Id, $",\"thread_ts\":\"{ts}\"");
        Assert.Equal("cannot_reply_to_message", Error(await ReplyAsync(reply)));
        Assert.Equal("thread_not_found", Error(await ReplyAsync("1.2")));
        Assert.Equal([reply], Slack.RepliesTo(Slack.Messages[0]).Select(message => message.Ts));
        var parent = Assert.Single(
            (await App.FormAsync("conversations.history", ("channel", channel)))["messages"]!.AsArray()
        )!;
        Assert.Equal(
            (ts, ts, "1"),
            (parent["ts"]!.ToString(), parent["thread_ts"]!.ToString(), parent["reply_count"]!.ToString())
        );
        Slack.Delete(Slack.Messages[0]);
        Assert.Equal("thread_not_found", Error(await ReplyAsync(ts)));

        Task<JsonObject> ReplyAsync(string parentTs) =>
            App.JsonAsync("chat.postMessage", $$"""{"channel":"{{channel}}","text":"x","thread_ts":"{{parentTs}}"}""");
    }

    private async Task CannotClickAsync(SlackPerson person, SlackChannel channel)
    {
        var (_, ts) = await App.PostAsync(
            channel.Id,
            ""","blocks":[{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}}]}] """
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Slack.ClickAsync(person.Id, channel.Id, ts, "a", Nowhere)
        );
    }

    private Task<JsonObject> UsersAsync(string group) => App.FormAsync("usergroups.users.list", ("usergroup", group));

    private Task<JsonObject> MembersAsync(string channel, params (string Name, string Value)[] more) =>
        App.FormAsync("conversations.members", [("channel", channel), .. more]);

    private static List<string> Ids(JsonObject answer, string list) =>
        [.. answer[list]!.AsArray().Select(id => id!.ToString())];
}
