using System.Net;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>The simulator refuses what Slack refuses; otherwise every test built on it would prove nothing.</summary>
public sealed class SlackMethodTests : SlackSimulatorTest
{
    [Fact]
    public async Task AnyMethod_WithoutOrWithWrongToken_IsRefused()
    {
        App.Token = null;
        Assert.Equal("not_authed", Error(await App.JsonAsync("auth.test", "{}")));
        App.Token = "xoxb-wrong";
        Assert.Equal("invalid_auth", Error(await App.JsonAsync("auth.test", "{}")));
    }

    [Fact]
    public async Task AuthTest_TellsWhoTheAppIs()
    {
        var answer = await App.JsonAsync("auth.test", "");
        Assert.Equal(
            (Slack.Options.TeamId, Slack.Options.BotId, Slack.Options.BotUserId),
            (answer["team_id"]!.ToString(), answer["bot_id"]!.ToString(), answer["user_id"]!.ToString())
        );
    }

    [Fact]
    public async Task BotsInfo_TellsTheAppOfItsOwnBotOnly()
    {
        var answer = await App.FormAsync("bots.info", ("bot", Slack.Options.BotId));
        Assert.Equal(Slack.Options.AppId, answer["bot"]!["app_id"]!.ToString());
        Assert.Equal("bot_not_found", Error(await App.FormAsync("bots.info", ("bot", "B0OTHER"))));
    }

    [Fact]
    public async Task TokenInTheBody_IsComplainedAbout()
    {
        await App.JsonAsync("auth.test", """{"token":"xoxb-1"}""");
        Assert.Single(Slack.Complaints);
        Assert.DoesNotContain("token", Slack.Calls[0].Args);
    }

    [Theory]
    [InlineData("users.info", """{"user":"U1"}""")]
    [InlineData("users.lookupByEmail", """{"email":"bob@example.com"}""")]
    [InlineData("conversations.info", """{"channel":"C1"}""")]
    [InlineData("conversations.history", """{"channel":"C1"}""")]
    public async Task FormOnlyMethod_SentJson_MissesItsArgument(string method, string body)
    {
        Assert.Equal("invalid_arguments", Error(await App.JsonAsync(method, body)));
        Assert.Contains(method, Assert.Single(Slack.Complaints), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat:write", "chat.postMessage", "chat:write")]
    [InlineData("users:read.email", "users.lookupByEmail", "users:read.email")]
    [InlineData("channels:history", "conversations.history", "channels:history")]
    [InlineData("channels:read", "conversations.info", "channels:read")]
    public async Task Method_WithoutItsScope_NamesIt(string taken, string method, string needed)
    {
        Slack.Scopes = Slack.Scopes.Remove(taken);
        var answer = await App.FormAsync(method, ("channel", Channel.Id), ("text", "x"), ("email", "bob@example.com"));
        Assert.Equal(("missing_scope", needed), (Error(answer), answer["needed"]!.ToString()));
        Assert.DoesNotContain(taken, answer["provided"]!.ToString().Split(','));
    }

    [Fact]
    public async Task UnknownMethod_IsRefusedAndRecorded()
    {
        Assert.Equal("unknown_method", Error(await App.JsonAsync("admin.users.remove", "{}")));
        Assert.Equal("admin.users.remove", Assert.Single(Slack.UnexpectedCalls));
    }

    [Fact]
    public async Task PostMessage_ToAName_AnswersWithTheIdAndAUniqueTextTs()
    {
        var (first, ts) = await App.PostAsync("#access");
        var (second, later) = await App.PostAsync("access");
        Assert.Equal((Channel.Id, Channel.Id), (first, second));
        Assert.True(string.CompareOrdinal(ts, later) < 0);
        Assert.Equal(2, Slack.Messages.Length);
    }

    [Fact]
    public async Task PostMessage_ToAUser_OpensOneDirectMessage()
    {
        var (first, _) = await App.PostAsync(Bob.Id);
        var (second, _) = await App.PostAsync(Bob.Id);
        Assert.Equal('D', first[0]);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task PostMessage_ToAChannelItCannotUse_IsRefused()
    {
        var secret = Slack.Put(new SlackChannel("C1", "secret") { IsPrivate = true, BotIsMember = false });
        var old = Slack.Put(new SlackChannel("C2", "old") { IsArchived = true });
        var open = Slack.Put(new SlackChannel("C3", "open") { BotIsMember = false });
        Assert.Equal("channel_not_found", Error(await PostAsync(secret.Id)));
        Assert.Equal("channel_not_found", Error(await PostAsync("secret")));
        Assert.Equal("channel_not_found", Error(await PostAsync("U404")));
        Assert.Equal("is_archived", Error(await PostAsync(old.Id)));
        Assert.Equal("", Error(await PostAsync(open.Id)));
        Slack.Scopes = Slack.Scopes.Remove("chat:write.public");
        Assert.Equal("not_in_channel", Error(await PostAsync(open.Id)));
        Assert.Equal("", Error(await App.JsonAsync("conversations.join", """{"channel":"C3"}""")));
        Assert.Equal("", Error(await PostAsync(open.Id)));
    }

    [Fact]
    public async Task ConversationsJoin_TakesTheIdOfAnOpenChannelOnly()
    {
        Slack.Put(new SlackChannel("C1", "secret") { IsPrivate = true, BotIsMember = false });
        Slack.Put(new SlackChannel("C2", "invited") { IsPrivate = true });
        Slack.Put(new SlackChannel("C3", "old") { IsArchived = true, BotIsMember = false });
        Slack.Put(new SlackChannel("C4", "open") { BotIsMember = false });
        Assert.Equal("channel_not_found", await JoinAsync("open"));
        Assert.Equal("channel_not_found", await JoinAsync("C1"));
        Assert.Equal("method_not_supported_for_channel_type", await JoinAsync("C2"));
        Assert.Equal("is_archived", await JoinAsync("C3"));
        Assert.Equal("", await JoinAsync("C4"));
        Slack.Scopes = Slack.Scopes.Remove("channels:join");
        Assert.Equal("missing_scope", await JoinAsync("C4"));

        async Task<string> JoinAsync(string channel) =>
            Error(await App.JsonAsync("conversations.join", $$"""{"channel":"{{channel}}"}"""));
    }

    [Fact]
    public async Task PostMessage_WithoutTextAndBlocks_IsRefused() =>
        Assert.Equal("no_text", Error(await App.JsonAsync("chat.postMessage", $$"""{"channel":"{{Channel.Id}}"}""")));

    [Fact]
    public async Task PostMessage_WithNumericThreadTs_IsRefused()
    {
        var (_, ts) = await App.PostAsync(Channel.Id);
        Assert.Equal(
            "invalid_arguments",
            Error(
                await App.JsonAsync(
                    "chat.postMessage",
                    $$"""{"channel":"{{Channel.Id}}","text":"x","thread_ts":{{ts}}}"""
                )
            )
        );
        await App.PostAsync(Channel.Id, $",\"thread_ts\":\"{ts}\"");
        Assert.Equal(ts, Slack.Messages[1].ThreadTs);
    }

    [Theory]
    [InlineData("""[]""", "invalid_metadata_format")]
    [InlineData("""{"event_type":"a b","event_payload":{}}""", "invalid_metadata_schema")]
    [InlineData("""{"event_type":"a","event_payload":{"x":["text"]}}""", "invalid_metadata_schema")]
    [InlineData("""{"event_type":"a","event_payload":{"x":{"y":{"z":1}}}}""", "invalid_metadata_schema")]
    [InlineData("""{"event_type":"a","event_payload":{"x":[{"y":1}],"n":1,"t":"s"}}""", "")]
    public async Task PostMessage_Metadata_KeepsSlacksTypes(string metadata, string expected) =>
        Assert.Equal(
            expected,
            Error(
                await App.JsonAsync(
                    "chat.postMessage",
                    $$"""{"channel":"{{Channel.Id}}","text":"x","metadata":{{metadata}}}"""
                )
            )
        );

    [Fact]
    public async Task PostMessage_BigMetadata_IsRefused() =>
        Assert.Equal(
            "metadata_too_large",
            Error(
                await App.JsonAsync(
                    "chat.postMessage",
                    $$$$"""{"channel":"{{{{Channel.Id}}}}","text":"x","metadata":{"event_type":"a","event_payload":{"x":"{{{{new string('x', 1024)}}}}"}}}"""
                )
            )
        );

    [Fact]
    public async Task Update_WithTheUserIdOrNameItWasPostedTo_IsRefused()
    {
        var (direct, ts) = await App.PostAsync(Bob.Id);
        Assert.Equal("channel_not_found", Error(await UpdateAsync(Bob.Id, ts)));
        Assert.Equal("", Error(await UpdateAsync(direct, ts)));
        var (_, inChannel) = await App.PostAsync("access");
        Assert.Equal("channel_not_found", Error(await UpdateAsync("access", inChannel)));
    }

    [Fact]
    public async Task Update_TextOver4000_IsRefused()
    {
        var (channel, ts) = await App.PostAsync(Channel.Id);
        Assert.Equal("", Error(await UpdateAsync(channel, ts, new string('x', 4000))));
        Assert.Equal("msg_too_long", Error(await UpdateAsync(channel, ts, new string('x', 4001))));
    }

    [Fact]
    public async Task Update_OfAMessageThatIsGoneOrNotOurs_IsRefused()
    {
        var (channel, ts) = await App.PostAsync(Channel.Id);
        var other = Slack.PostAsOther(Channel, "U9", "from another app", "B9", "A9");
        Assert.Equal("cant_update_message", Error(await UpdateAsync(channel, other.Ts)));
        Slack.Delete(Slack.Messages[0]);
        Assert.Equal("message_not_found", Error(await UpdateAsync(channel, ts)));
    }

    [Fact]
    public async Task Update_InAnArchivedChannel_IsRefused()
    {
        var (channel, ts) = await App.PostAsync(Channel.Id);
        Slack.Put(Channel with { IsArchived = true });
        Assert.Equal("is_inactive", Error(await UpdateAsync(channel, ts)));
    }

    [Fact]
    public async Task Update_KeepsWhatIsAbsentAndTheHistory()
    {
        var (channel, ts) = await App.PostAsync(
            Channel.Id,
            """,  "metadata":{"event_type":"a","event_payload":{"x":1}} """
        );
        await UpdateAsync(channel, ts, "changed");
        Assert.Equal(("changed", "hello"), (Slack.Messages[0].Text, Slack.Messages[0].Edits[0].Text));
        Assert.NotNull(Slack.Messages[0].Metadata);
        await App.JsonAsync(
            "chat.update",
            $$$"""{"channel":"{{{channel}}}","ts":"{{{ts}}}","text":"x","metadata":{}}"""
        );
        Assert.Null(Slack.Messages[0].Metadata);
    }

    [Fact]
    public async Task PostEphemeral_NeedsAMember()
    {
        var carol = Slack.AddPerson("carol");
        Assert.Equal(
            "user_not_in_channel",
            Error(
                await App.JsonAsync(
                    "chat.postEphemeral",
                    $$"""{"channel":"{{Channel.Id}}","user":"{{carol.Id}}","text":"x"}"""
                )
            )
        );
        Assert.Equal(
            "",
            Error(
                await App.JsonAsync(
                    "chat.postEphemeral",
                    $$"""{"channel":"{{Channel.Id}}","user":"{{Bob.Id}}","text":"x"}"""
                )
            )
        );
        Assert.Equal(
            (Bob.Id, "x", true),
            (Slack.Ephemerals[0].UserId, Slack.Ephemerals[0].Text, Slack.Ephemerals[0].IsShown)
        );
    }

    [Fact]
    public async Task PostEphemeral_InAThreadWithoutReplies_IsNotShown()
    {
        var (_, ts) = await App.PostAsync(Channel.Id);
        await App.JsonAsync(
            "chat.postEphemeral",
            $$"""{"channel":"{{Channel.Id}}","user":"{{Bob.Id}}","text":"x","thread_ts":"{{ts}}"}"""
        );
        Assert.False(Slack.Ephemerals[0].IsShown);
    }

    [Fact]
    public async Task UsersInfo_LeavesOutAbsentFlagsAndHiddenAddresses()
    {
        var stranger = Slack.Put(
            new SlackPerson("U7", "eve")
            {
                Email = "eve@elsewhere.com",
                TeamId = "T9",
                IsStranger = true,
                IsBot = null,
            }
        );
        var user = (await App.FormAsync("users.info", ("user", stranger.Id)))["user"]!.AsObject();
        Assert.False(user.ContainsKey("is_bot"));
        Assert.Equal("T9", user["team_id"]!.ToString());
        Assert.Null(user["profile"]!["email"]);
        Assert.Equal("bob@example.com", await EmailOfBobAsync());
        Slack.Scopes = Slack.Scopes.Remove("users:read.email");
        Assert.Null(await EmailOfBobAsync());
        Assert.Equal("user_not_found", Error(await App.FormAsync("users.info", ("user", "U404"))));
    }

    [Fact]
    public async Task LookupByEmail_FindsActiveMembersOnly()
    {
        Assert.Equal("", Error(await App.FormAsync("users.lookupByEmail", ("email", "BOB@example.com"))));
        Slack.Put(Bob with { Deleted = true });
        Assert.Equal(
            "users_not_found",
            Error(await App.FormAsync("users.lookupByEmail", ("email", "bob@example.com")))
        );
    }

    [Fact]
    public async Task ConversationsList_EndsWithAnEmptyCursorNotWithAShortPage()
    {
        Slack.Put(new SlackChannel("C1", "hidden") { IsPrivate = true, BotIsMember = false });
        Slack.Put(new SlackChannel("C2", "last"));
        var names = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = await App.FormAsync(
                "conversations.list",
                ("types", "public_channel,private_channel"),
                ("limit", "1"),
                ("cursor", cursor)
            );
            names.AddRange(page["channels"]!.AsArray().Select(channel => channel!["name"]!.ToString()));
            if ((cursor = page["response_metadata"]!["next_cursor"]!.ToString()).Length == 0) break;
        }

        Assert.Equal(["access", "last"], names);
        Assert.Equal("invalid_limit", Error(await App.FormAsync("conversations.list", ("limit", "1000"))));
    }

    [Fact]
    public async Task History_TellsThePayloadOfMetadataOnlyWhenAsked()
    {
        var (_, before) = await App.PostAsync(Channel.Id);
        await App.PostAsync(Channel.Id, """,  "metadata":{"event_type":"a","event_payload":{"x":1}} """);
        var with = await HistoryAsync(("include_all_metadata", "true"), ("oldest", before));
        var without = await HistoryAsync();
        Assert.Equal(1, (int)Assert.Single(with)!["metadata"]!["event_payload"]!["x"]!);
        Assert.Equal(2, without.Count);
        Assert.Null(without[0]!["metadata"]!["event_payload"]);
        Slack.Put(Channel with { BotIsMember = false });
        Assert.Equal("not_in_channel", Error(await App.FormAsync("conversations.history", ("channel", Channel.Id))));
    }

    [Fact]
    public async Task ConversationsOpen_TellsTheDirectMessageOfAUser()
    {
        var opened = await App.JsonAsync("conversations.open", $$"""{"users":"{{Bob.Id}}"}""");
        Assert.Equal(opened["channel"]!["id"]!.ToString(), (await App.PostAsync(Bob.Id)).Channel);
        Assert.Equal("user_not_found", Error(await App.JsonAsync("conversations.open", """{"users":"U404"}""")));
    }

    [Fact]
    public async Task Charset_IsWarnedAboutAsBySlack()
    {
        using var json = new ByteArrayContent("{}"u8.ToArray());
        json.Headers.ContentType = new("application/json");
        using var response = await App.SendRawAsync("auth.test", json);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            "missing_charset",
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!["warning"]!.ToString()
        );
    }

    private Task<JsonObject> PostAsync(string channel) =>
        App.JsonAsync("chat.postMessage", $$"""{"channel":"{{channel}}","text":"x"}""");

    private Task<JsonObject> UpdateAsync(string channel, string ts, string text = "x") =>
        App.JsonAsync("chat.update", $$"""{"channel":"{{channel}}","ts":"{{ts}}","text":"{{text}}"}""");

    private async Task<string?> EmailOfBobAsync() =>
        (await App.FormAsync("users.info", ("user", Bob.Id)))["user"]!["profile"]!["email"]?.ToString();

    private async Task<JsonArray> HistoryAsync(params (string Name, string Value)[] more) =>
        (await App.FormAsync("conversations.history", [("channel", Channel.Id), .. more]))["messages"]!.AsArray();
}
