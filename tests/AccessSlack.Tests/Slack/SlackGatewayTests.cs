using System.Text.Json;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Testing;
using Microsoft.AspNetCore.Http;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Slack;

public sealed class SlackGatewayTests : GatewayTest
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

    private static readonly PostedMessage Placed = new("C1", "1.2", Degradation.Nothing);

    [Fact]
    public async Task Authenticate_Answer_TellsWhoWeAre()
    {
        Slack.On(
            "api/auth.test",
            """{"ok":true,"team":"Acme","user":"access","team_id":"T1","user_id":"U1","bot_id":"B1","enterprise_id":"E1"}"""
        );
        Assert.Equal(
            new SlackApp("T1", "Acme", "E1", "U1", "access", "B1", []),
            Value(await Gateway().AuthenticateAsync(default)) with
            {
                Scopes = [],
                ServerTime = null,
            }
        );
        Assert.Equal("Bearer xoxb-test", Slack.Seen[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task Authenticate_TokenRefused_NamesTheCure()
    {
        Slack.On("api/auth.test", Error("invalid_auth"));
        var failure = Failure(await Gateway().AuthenticateAsync(default));
        Assert.Equal((SlackFailureKind.Credentials, "invalid_auth"), (failure.Kind, failure.Code));
        Assert.Contains("xoxb-", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Message_GoesOutWholeAndAnswersWithItsPlace()
    {
        Slack.On("api/chat.postMessage", Ok);
        Assert.Equal(
            new PostedMessage("C1", "1700000000.000100", Degradation.Nothing),
            Value(await Gateway().PostAsync("ops", Message, default))
        );
        Assert.Equal(
            """{"channel":"ops","text":"alice requests dba - Pending","blocks":[{"type":"divider"},{"type":"section","text":{"type":"plain_text","text":"full","emoji":true}}],"metadata":{"event_type":"teleport_access_request","event_payload":{"request_id":"r1","cluster":"prod"}},"unfurl_links":false,"unfurl_media":false,"parse":"none"}""",
            Assert.Single(Slack.Seen).Body);
    }

    [Fact]
    public async Task Update_Message_GoesOutWhole()
    {
        Slack.On("api/chat.update", Ok);
        Assert.Equal(
            new PostedMessage("C1", "1700000000.000100", Degradation.Nothing),
            Value(await Gateway().UpdateAsync(new("C1", "1700000000.000100", Degradation.Nothing), Message, default))
        );
        Assert.Equal(
            """{"channel":"C1","ts":"1700000000.000100","text":"alice requests dba - Pending","blocks":[{"type":"divider"},{"type":"section","text":{"type":"plain_text","text":"full","emoji":true}}],"metadata":{"event_type":"teleport_access_request","event_payload":{"request_id":"r1","cluster":"prod"}},"parse":"none"}""",
            Assert.Single(Slack.Seen).Body);
    }

    [Theory]
    [InlineData("invalid_blocks")]
    [InlineData("invalid_blocks_format")]
    [InlineData("msg_too_long")]
    [InlineData("msg_blocks_too_long")]
    [InlineData("invalid_arguments")]
    public async Task Post_BlocksRefused_GetsPlainerStepByStep(string code)
    {
        Slack
            .On("api/chat.postMessage", Error(code))
            .On("api/chat.postMessage", Error(code))
            .On("api/chat.postMessage", Ok);
        Assert.Equal(Degradation.Blocks, Value(await Gateway().PostAsync("C1", Message, default)).Degradation);
        Assert.Equal([("full", true), ("plain", true), ("", true)], Slack.Seen.Select(Shape));
        Assert.Equal(2, Log.Lines.Count(line => line.Contains($"({code})", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("metadata_too_large")]
    [InlineData("invalid_metadata_format")]
    [InlineData("metadata_must_be_sent_from_app")]
    public async Task Post_MetadataRefused_KeepsTheBlocks(string code)
    {
        Slack.On("api/chat.postMessage", Error(code)).On("api/chat.postMessage", Ok);
        Assert.Equal(Degradation.Metadata, Value(await Gateway().PostAsync("C1", Message, default)).Degradation);
        Assert.Equal([("full", true), ("full", false)], Slack.Seen.Select(Shape));
    }

    [Fact]
    public async Task Post_EveryFormRefused_EndsAsPayload()
    {
        for (var i = 0; i < 9; i++)
            Slack.On(
                "api/chat.postMessage",
                """{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] why"]}}"""
            );
        Assert.Equal(
            new SlackFailure(SlackFailureKind.Payload, "invalid_blocks", "Slack says: [ERROR] why"),
            Failure(await Gateway().PostAsync("C1", Message, default))
        );
        Assert.Equal([("full", true), ("plain", true), ("", true), ("", false)], Slack.Seen.Select(Shape));
    }

    [Fact]
    public async Task Post_BlocksBeyondALimit_AreNotEvenSent()
    {
        Slack.On("api/chat.postMessage", Ok);
        Assert.Equal(
            Degradation.Blocks,
            Value(
                await Gateway()
                    .PostAsync(
                        "C1",
                        Message with
                        {
                            Blocks = [new SectionBlock { Text = new string('x', 3001) }],
                        },
                        default
                    )
            ).Degradation
        );
        Assert.Equal([("plain", true)], Slack.Seen.Select(Shape));
    }

    [Theory]
    [InlineData("Blocks", "plain", false)]
    [InlineData("Metadata", "full", false)]
    [InlineData("Nothing", "full", true)]
    public async Task Update_MessageThatLacksSomething_BeginsWithoutIt(string degradation, string text, bool metadata)
    {
        Slack.On("api/chat.update", Ok);
        Assert.Equal(
            degradation,
            Value(await Gateway().UpdateAsync(Placed with { Degradation = Enum.Parse<Degradation>(degradation) }, Message, default))
                .Degradation.ToString()
        );
        Assert.Equal([(text, metadata)], Slack.Seen.Select(Shape));
        Assert.Empty(Log.Lines);
    }

    [Fact]
    public async Task Update_BlocksRefused_TakesTheOldBlocksAway()
    {
        Slack
            .On("api/chat.update", Error("invalid_blocks"))
            .On("api/chat.update", Error("invalid_blocks"))
            .On("api/chat.update", Ok);
        Assert.Equal(Degradation.Blocks, Value(await Gateway().UpdateAsync(Placed, Message, default)).Degradation);
        Assert.Contains("\"blocks\":[]", Slack.Seen[2].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_LongText_IsCutWithinTheLimitAndNotInsideACharacter()
    {
        Slack.On("api/chat.update", Ok);
        await Gateway().UpdateAsync(Placed, Message with { Text = new string('x', 3998) + "😀😀" }, default);
        using var body = JsonDocument.Parse(Slack.Seen[0].Body);
        Assert.Equal(new string('x', 3998) + "…", body.RootElement.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("message_not_found")]
    [InlineData("cant_update_message")]
    public async Task Update_MessageGone_SaysSo(string code)
    {
        Slack.On("api/chat.update", Error(code));
        Assert.Equal(SlackFailureKind.Gone, Failure(await Gateway().UpdateAsync(Placed, Message, default)).Kind);
    }

    [Fact]
    public async Task Post_NotInChannel_JoinsOnceAndTriesAgain()
    {
        Slack
            .On("api/chat.postMessage", Error("not_in_channel"))
            .On("api/conversations.join", Joined)
            .On("api/chat.postMessage", Ok);
        Assert.Equal(
            Degradation.Nothing,
            Value(await Gateway(autoJoin: true).PostAsync("C0PS00001", Message, default)).Degradation
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
            Failure(await Gateway(autoJoin: true).PostAsync("C0PS00001", Message, default)).Code
        );
        Assert.Equal(3, Slack.Seen.Count);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Post_NotInChannelAndNoJoin_NamesTheInvite(bool autoJoin, int calls)
    {
        Slack
            .On("api/chat.postMessage", Error("not_in_channel"))
            .On("api/conversations.join", Error("method_not_supported_for_channel_type"));
        var failure = Failure(await Gateway(autoJoin).PostAsync("G0PS00001", Message, default));
        Assert.Equal((SlackFailureKind.Destination, "not_in_channel"), (failure.Kind, failure.Code));
        Assert.Contains("/invite", failure.Remedy, StringComparison.Ordinal);
        Assert.Equal(calls, Slack.Seen.Count);
    }

    [Fact]
    public async Task Post_NotInChannelGivenByName_JoinsByTheIdOfThePublicChannel()
    {
        Slack
            .On("api/chat.postMessage", Error("not_in_channel"))
            .On("api/chat.postMessage", Ok)
            .On("api/conversations.join", Joined)
            .On("api/conversations.list", Channels("next", ("C9", "dev"), ("C1,C2", "ops")))
            .On("api/conversations.list", Channels("", ("C1", "ops")));
        Value(await Gateway(autoJoin: true).PostAsync("Ops", Message, default));
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
    public async Task Post_NotInChannelAgain_KnowsTheIdForTenMinutes()
    {
        for (var i = 0; i < 3; i++)
            Slack
                .On("api/chat.postMessage", Error("not_in_channel"))
                .On("api/chat.postMessage", Ok)
                .On("api/conversations.join", Joined);
        for (var i = 0; i < 2; i++) Slack.On("api/conversations.list", Channels("", ("C1", "ops")));
        var gateway = Gateway(autoJoin: true);
        Value(await gateway.PostAsync("ops", Message, default));
        Time.Advance(TimeSpan.FromMinutes(10));
        Value(await gateway.PostAsync("ops", Message, default));
        Assert.Single(Slack.Seen, seen => seen.Path == "/api/conversations.list");
        Time.Advance(TimeSpan.FromTicks(1));
        Value(await gateway.PostAsync("ops", Message, default));
        Assert.Equal(2, Slack.Seen.Count(seen => seen.Path == "/api/conversations.list"));
    }

    [Theory]
    [InlineData("missing_scope", "\"needed\":\"channels:read\"", "channels:read")]
    [InlineData("invalid_auth", "\"x\":0", "xoxb-")]
    [InlineData("ratelimited", "\"x\":0", "/invite")]
    [InlineData("invalid_arguments", "\"x\":0", "/invite")]
    public async Task Post_NameCannotBeLookedUp_TheFirstFailureStands(string code, string more, string cure)
    {
        Slack
            .On("api/chat.postMessage", Error("not_in_channel"))
            .On("api/conversations.list", $$"""{"ok":false,"error":"{{code}}",{{more}}}""");
        var failure = Failure(await Gateway(autoJoin: true).PostAsync("ops", Message, default));
        Assert.Equal((SlackFailureKind.Destination, "not_in_channel"), (failure.Kind, failure.Code));
        Assert.Contains("/invite", failure.Remedy, StringComparison.Ordinal);
        var line = Assert.Single(Log.Lines);
        Assert.Contains($"channel ops ({code})", line, StringComparison.Ordinal);
        Assert.Contains(cure, line, StringComparison.Ordinal);
        Assert.Equal(2, Slack.Seen.Count);
    }

    [Fact]
    public async Task Post_NoPublicChannelOfThatName_IsNotJoinedAndLookedUpAnewNextTime()
    {
        for (var i = 0; i < 2; i++)
            Slack
                .On("api/chat.postMessage", Error("not_in_channel"))
                .On("api/conversations.list", Channels("", ("C1", "operators")));
        var gateway = Gateway(autoJoin: true);
        for (var i = 0; i < 2; i++)
            Assert.Equal("not_in_channel", Failure(await gateway.PostAsync("ops", Message, default)).Code);
        Assert.Equal(4, Slack.Seen.Count);
        Assert.All(Log.Lines, line =>
            Assert.Contains("channel ops (channel_not_found)", line, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Post_ListOfChannelsNeverEnds_GivesUpAfterFiftyPages()
    {
        Slack.On("api/chat.postMessage", Error("not_in_channel"));
        for (var i = 0; i < 60; i++) Slack.On("api/conversations.list", Channels("again"));
        Assert.Equal("not_in_channel", Failure(await Gateway(autoJoin: true).PostAsync("ops", Message, default)).Code);
        Assert.Equal(51, Slack.Seen.Count);
    }

    [Fact]
    public async Task Post_ListOfChannelsIsSlow_AllPagesShareTheLimitOfOneCall()
    {
        Slack.On("api/chat.postMessage", Error("not_in_channel")).On("api/conversations.list", context =>
        {
            Time.Advance(SlackGateway.CallLimit / 2);
            return context.Response.WriteAsync(Channels("next"));
        });
        var hanging = Slack.OnHang("api/conversations.list");
        var posting = Gateway(autoJoin: true).PostAsync("ops", Message, default);
        await hanging;
        Time.Advance(SlackGateway.CallLimit / 2);
        Assert.Equal("not_in_channel", Failure(await posting.WaitAsync(TimeSpan.FromSeconds(30))).Code);
        Assert.Contains("(timeout)", Assert.Single(Log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "not_in_channel")]
    [InlineData(true, "channel_not_found")]
    public async Task Post_NameNotToBeJoined_IsNotLookedUp(bool autoJoin, string code)
    {
        Slack.On("api/chat.postMessage", Error(code));
        Assert.Equal(code, Failure(await Gateway(autoJoin).PostAsync("ops", Message, default)).Code);
        Assert.Single(Slack.Seen);
    }

    [Theory]
    [InlineData("C1,C2/1.2", "1700000000.000100")]
    [InlineData("C1/1", "1700000000.000100")]
    [InlineData("C1 ", "1700000000.000100")]
    [InlineData("C1\\n", "1700000000.000100")]
    [InlineData("Ç1", "1700000000.000100")]
    [InlineData("C12345678901234567890123456789012", "1700000000.000100")]
    [InlineData("C1", "1700000000.000100,C2/1")]
    [InlineData("C1", "1700000000/000100")]
    [InlineData("C1", "1.7e9")]
    [InlineData("C1", "-1.2")]
    [InlineData("C1", "１.２")]
    [InlineData("C1", "123456789012345678901234567890.123")]
    public async Task Messages_PlaceThatIsNone_AreUnreadableAnswers(string channel, string ts)
    {
        var answer = $$"""{"ok":true,"channel":"{{channel}}","ts":"{{ts}}"}""";
        Slack.On("api/chat.postMessage", answer).On("api/chat.update", answer);
        Assert.Equal(
            (SlackFailureKind.Ambiguous, "not_json"),
            KindAndCode(await Gateway().PostAsync("C1", Message, default))
        );
        Assert.Equal(
            (SlackFailureKind.TryLater, "not_json"),
            KindAndCode(await Gateway().UpdateAsync(Placed, Message, default))
        );
    }

    [Fact]
    public async Task Messages_FieldNameThatIsNoText_AreUnreadableAnswers()
    {
        const string Answer = """{"ok":true,"channel":"C1","ts":"1.2","\ud83d is half a character":0}""";
        Slack.On("api/chat.postMessage", Answer).On("api/chat.update", Answer);
        Assert.Equal(
            (SlackFailureKind.Ambiguous, "not_json"),
            KindAndCode(await Gateway().PostAsync("C1", Message, default))
        );
        Assert.Equal(
            (SlackFailureKind.TryLater, "not_json"),
            KindAndCode(await Gateway().UpdateAsync(Placed, Message, default))
        );
    }

    [Theory]
    [InlineData("A1", "A1")]
    [InlineData("A1 or so", "")]
    public async Task AppId_FromTheAnswer_IsBelievedOnlyIfItIsAnId(string told, string believed)
    {
        Slack.On(
            "api/chat.postMessage",
            $$$"""{"ok":true,"channel":"C1","ts":"1.2","message":{"app_id":"{{{told}}}"}}"""
        );
        var gateway = Gateway();
        Value(await gateway.PostAsync("C1", Message, default));
        Assert.Equal(believed, gateway.AppId);
    }

    [Theory]
    [InlineData("60", 60.5)]
    [InlineData(null, 3.5)]
    [InlineData("999999999", 3600.5)]
    public async Task Post_RateLimited_LetsOnlyThatMethodRest(string? retryAfter, double seconds)
    {
        Slack
            .On("api/chat.postMessage", "", 429, headers: retryAfter is null ? [] : [("Retry-After", retryAfter)])
            .On("api/chat.postMessage", Ok)
            .On("api/chat.update", Ok);
        var gateway = Gateway();
        var wait = TimeSpan.FromSeconds(seconds);
        Assert.Equal(
            new SlackFailure(SlackFailureKind.TryLater, "ratelimited", "", wait),
            Failure(await gateway.PostAsync("C1", Message, default))
        );

        Time.Advance(wait - TimeSpan.FromSeconds(1));
        Assert.Equal(
            new SlackFailure(SlackFailureKind.TryLater, "ratelimited", "", TimeSpan.FromSeconds(1)),
            Failure(await gateway.PostAsync("C2", Message, default))
        );
        Assert.Single(Slack.Seen);
        Value(await gateway.UpdateAsync(Placed, Message, default));

        Time.Advance(TimeSpan.FromSeconds(1));
        Value(await gateway.PostAsync("C1", Message, default));
    }

    [Fact]
    public async Task Post_NoAnswerInTime_IsAmbiguous()
    {
        var hanging = Slack.OnHang("api/chat.postMessage");
        var posting = Gateway().PostAsync("C1", Message, default);
        await hanging;
        Time.Advance(SlackGateway.CallLimit);
        Assert.Equal(
            new SlackFailure(SlackFailureKind.Ambiguous, "timeout"),
            Failure(await posting.WaitAsync(TimeSpan.FromSeconds(30)))
        );
    }

    [Fact]
    public async Task Update_NoAnswerInTime_MayBeRepeated()
    {
        var hanging = Slack.OnHang("api/chat.update");
        var updating = Gateway().UpdateAsync(Placed, Message, default);
        await hanging;
        Time.Advance(SlackGateway.CallLimit);
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
        var posting = Gateway().PostAsync("C1", Message, cancel.Token);
        await hanging;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Calls_ConnectionCut_AreAmbiguousOnlyForAPost()
    {
        Slack.OnCut("api/chat.postMessage").OnCut("api/chat.update");
        Assert.Equal(
            (SlackFailureKind.Ambiguous, "connection_lost"),
            KindAndCode(await Gateway().PostAsync("C1", Message, default))
        );
        Assert.Equal(
            (SlackFailureKind.TryLater, "connection_lost"),
            KindAndCode(await Gateway().UpdateAsync(Placed, Message, default))
        );
    }

    [Fact]
    public async Task Post_NobodyListens_WasNeverSent()
    {
        var gateway = Gateway();
        await Slack.DisposeAsync();
        Assert.Equal(
            (SlackFailureKind.TryLater, "unreachable"),
            KindAndCode(await gateway.PostAsync("C1", Message, default))
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
        Assert.Equal(
            (SlackFailureKind.TryLater, "connect_timeout"),
            KindAndCode(await Gateway(http: http).PostAsync("C1", Message, default).WaitAsync(TimeSpan.FromSeconds(30)))
        );
    }

    [Fact]
    public async Task Post_Redirect_DoesNotCarryTheTokenAway()
    {
        Slack.On(
            "api/chat.postMessage",
            "",
            307,
            headers: ("Location", new Uri(Slack.Url, "api/elsewhere").ToString())
        );
        Assert.Equal(
            (SlackFailureKind.TryLater, "http_307"),
            KindAndCode(await Gateway().PostAsync("C1", Message, default))
        );
        Assert.Single(Slack.Seen);
    }

    [Fact]
    public async Task GetUser_Answer_TellsAbsentFromFalse()
    {
        Slack.On("api/users.info", """
            {"ok":true,"user":{"id":"U1","team_id":"T1","name":"bob","deleted":false,"is_bot":false,"is_restricted":true,"is_email_confirmed":true,
             "enterprise_user":{"enterprise_id":"E1"},"profile":{"email":"bob@example.com","real_name":"Bob B","display_name":""}}}
            """);
        Assert.Equal(
            new SlackUser
            {
                Id = "U1",
                TeamId = "T1",
                Email = "bob@example.com",
                DisplayName = "Bob B",
                EnterpriseId = "E1",
                Deleted = false,
                IsBot = false,
                IsRestricted = true,
                IsEmailConfirmed = true,
            },
            Value(await Gateway().GetUserAsync("U1", TimeSpan.Zero, default))
        );
    }

    [Fact]
    public async Task GetUser_WithinMaxAge_AsksOnce()
    {
        Slack.On("api/users.info", UserAnswer("first")).On("api/users.info", UserAnswer("second"));
        var gateway = Gateway();
        await gateway.GetUserAsync("U1", TimeSpan.FromMinutes(1), default);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("first", Value(await gateway.GetUserAsync("U1", TimeSpan.FromMinutes(1), default)).DisplayName);
        Assert.Equal("second", Value(await gateway.GetUserAsync("U1", TimeSpan.FromSeconds(59), default)).DisplayName);
        Assert.Equal("second", Value(await gateway.GetUserAsync("U1", TimeSpan.FromMinutes(10), default)).DisplayName);
        Assert.Equal(2, Slack.Seen.Count);
    }

    [Fact]
    public async Task GetUser_Failure_IsNotRemembered()
    {
        Slack.On("api/users.info", Error("user_not_found")).On("api/users.info", UserAnswer("bob"));
        var gateway = Gateway();
        Assert.Equal(
            SlackFailureKind.Destination,
            Failure(await gateway.GetUserAsync("U1", TimeSpan.FromMinutes(10), default)).Kind
        );
        Assert.Equal("bob", Value(await gateway.GetUserAsync("U1", TimeSpan.FromMinutes(10), default)).DisplayName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("U")]
    [InlineData("bob")]
    [InlineData("U1&token=x")]
    public async Task GetUser_NoUserId_IsNotAsked(string id)
    {
        Assert.Equal(
            (SlackFailureKind.Destination, "user_not_found"),
            KindAndCode(await Gateway().GetUserAsync(id, TimeSpan.Zero, default))
        );
        Assert.Empty(Slack.Seen);
    }

    [Theory]
    [InlineData("C024BE91L")]
    [InlineData("U1,U2")]
    [InlineData("U1\\n")]
    public async Task Users_IdThatIsNone_AreUnreadableAnswers(string id)
    {
        var answer = $$$"""{"ok":true,"user":{"id":"{{{id}}}","profile":{"email":"bob@example.com"} } }""";
        Slack.On("api/users.info", answer).On("api/users.lookupByEmail", answer);
        Assert.Equal(
            (SlackFailureKind.TryLater, "not_json"),
            KindAndCode(await Gateway().GetUserAsync("U1", TimeSpan.Zero, default))
        );
        Assert.Equal(
            (SlackFailureKind.TryLater, "not_json"),
            KindAndCode(await Gateway().FindUserByEmailAsync("bob@example.com", default))
        );
    }

    [Fact]
    public async Task FindUserByEmail_FoundOrNot_IsRememberedForTenMinutes()
    {
        Slack.On("api/users.lookupByEmail", Error("users_not_found")).On("api/users.lookupByEmail", UserAnswer("bob"));
        var gateway = Gateway();
        for (var i = 0; i < 2; i++)
            Assert.Equal(
                "users_not_found",
                Failure(await gateway.FindUserByEmailAsync("bob+x@example.com", default)).Code
            );
        Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1));
        for (var i = 0; i < 2; i++)
            Assert.Equal("bob", Value(await gateway.FindUserByEmailAsync("Bob+x@example.com", default)).DisplayName);
        Assert.Equal(
            ["?email=bob%2Bx%40example.com", "?email=Bob%2Bx%40example.com"],
            Slack.Seen.Select(seen => seen.Query)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("bob")]
    [InlineData("@example.com")]
    [InlineData("a b@example.com")]
    public async Task FindUserByEmail_NoAddress_IsNotAsked(string email)
    {
        Assert.Equal(
            (SlackFailureKind.Destination, "users_not_found"),
            KindAndCode(await Gateway().FindUserByEmailAsync(email, default))
        );
        Assert.Empty(Slack.Seen);
    }

    [Fact]
    public async Task GetChannelName_Id_IsNamed()
    {
        Slack.On("api/conversations.info", """{"ok":true,"channel":{"id":"C1","name":"ops"}}""");
        Assert.Equal("ops", Value(await Gateway().GetChannelNameAsync("C1", default)));
    }

    [Fact]
    public async Task Tell_ResponseUrl_IsEnough()
    {
        Slack.On("actions/topsecret", "ok");
        Value(await Gateway().TellAsync(new(new(ResponseUrl), "C1", "U1"), "You may not.", default));
        Assert.Equal(
            ("/actions/topsecret", """{"response_type":"ephemeral","replace_original":false,"text":"You may not."}"""),
            (Slack.Seen[0].Path, Assert.Single(Slack.Seen).Body)
        );
        Assert.False(Slack.Seen[0].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Tell_EachWayRefused_TriesTheNextAndNeverTellsTheAddress()
    {
        Slack
            .On("actions/topsecret", "expired_url", 404)
            .On("api/chat.postEphemeral", Error("user_not_in_channel"))
            .On("api/chat.postMessage", Error("messages_tab_disabled"));
        var failure = Failure(await Gateway().TellAsync(new(new(ResponseUrl), "C1", "U1"), "no", default));
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
    public async Task Tell_ForeignAddress_IsNotCalled(string channel, string path)
    {
        Slack.On("api/chat.postEphemeral", """{"ok":true,"message_ts":"1.2"}""").On("api/chat.postMessage", Ok);
        Value(
            await Gateway()
                .TellAsync(
                    new(new($"http://localhost:{Slack.Url.Port}/actions/topsecret"), channel, "U1"),
                    "no",
                    default
                )
        );
        Assert.Equal(path, Assert.Single(Slack.Seen).Path);
    }

    [Fact]
    public async Task Tell_ClickerWhoIsNoUser_IsNotToldWhereOthersCouldRead()
    {
        Assert.Equal(
            (SlackFailureKind.Destination, "user_not_found"),
            KindAndCode(await Gateway().TellAsync(new(new(""), "", "C024BE91L"), "no", default))
        );
        Assert.Empty(Slack.Seen);
    }

    private string ResponseUrl => new Uri(Slack.Url, "actions/topsecret").ToString();

    private static string UserAnswer(string name) => $$$"""{"ok":true,"user":{"id":"U1","name":"{{{name}}}"}}""";

    /// <summary>The text of the last block, and whether there is metadata.</summary>
    private static (string Text, bool Metadata) Shape(SeenRequest seen)
    {
        using var body = JsonDocument.Parse(seen.Body);
        var text = body.RootElement.TryGetProperty("blocks", out var blocks)
            ? blocks[blocks.GetArrayLength() - 1].GetProperty("text").GetProperty("text").GetString()!
            : "";
        return (text, body.RootElement.TryGetProperty("metadata", out _));
    }
}
