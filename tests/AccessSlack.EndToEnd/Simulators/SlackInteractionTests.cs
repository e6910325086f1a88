using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>Clicks are real signed requests, and what comes with them can be used up.</summary>
public sealed class SlackInteractionTests : SlackSimulatorTest
{
    private const string Buttons =
        ""","blocks":[{"type":"actions","block_id":"approve_or_deny","elements":[{"type":"button","action_id":"approve_request","value":"id-1","text":{"type":"plain_text","text":"Approve"}}]}],"metadata":{"event_type":"a","event_payload":{"x":1}} """;

    [Fact]
    public void Sign_SlacksPublishedVector_Agrees() =>
        Assert.Equal(
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            SlackSigner.Sign(
                "8f742231b10e8888abcd99yyyzzz85a5",
                "1531420618",
                "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"u8
            )
        );

    [Fact]
    public async Task Click_SendsWhatSlackSends()
    {
        await using var app = await RequestUrl.StartAsync();
        var (channel, ts) = await App.PostAsync(Channel.Id, Buttons);
        var ack = await Slack.ClickAsync(Bob.Id, channel, ts, "approve_request", app.Url);
        var (payload, headers) = (app.Payload, app.Headers);
        Assert.Equal((200, "seen", false), (ack.Status, ack.Body, ack.IsLate));
        Assert.Equal(
            SlackSigner.Sign(Slack.Options.SigningSecret, headers["X-Slack-Request-Timestamp"]!, app.Body),
            headers["X-Slack-Signature"]
        );
        Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds().ToString(), headers["X-Slack-Request-Timestamp"]);
        Assert.Equal("application/x-www-form-urlencoded", headers["Content-Type"]);
        Assert.Equal(
            [
                "block_actions",
                Bob.Id,
                Slack.Options.TeamId,
                Slack.Options.AppId,
                Slack.Options.BotId,
                channel,
                ts,
                ts,
                channel,
                "1",
                "approve_or_deny",
                "approve_request",
                "id-1",
            ],
            At(
                payload,
                "type",
                "user/id",
                "team/id",
                "api_app_id",
                "message/bot_id",
                "container/channel_id",
                "container/message_ts",
                "message/ts",
                "channel/id",
                "message/metadata/event_payload/x",
                "actions/0/block_id",
                "actions/0/action_id",
                "actions/0/value"
            )
        );
        Assert.True(string.CompareOrdinal(payload["actions"]![0]!["action_ts"]!.ToString(), ts) > 0);
    }

    [Fact]
    public async Task Click_WhatAPersonCannotPress_IsImpossible()
    {
        var nowhere = new Uri("http://127.0.0.1:1/");
        var (channel, ts) = await App.PostAsync(Channel.Id, Buttons);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Slack.ClickAsync(Bob.Id, channel, ts, "deny_request", nowhere)
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Slack.ClickAsync(Bob.Id, channel, "1.2", "approve_request", nowhere)
        );
        Slack.Put(Channel with { IsPrivate = true, Members = [] });
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Slack.ClickAsync(Bob.Id, channel, ts, "approve_request", nowhere)
        );
        Slack.Put(Channel);
        await App.JsonAsync("chat.update", $$"""{"channel":"{{channel}}","ts":"{{ts}}","text":"done","blocks":[]}""");
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Slack.ClickAsync(Bob.Id, channel, ts, "approve_request", nowhere)
        );
    }

    [Fact]
    public async Task Click_Forged_DiffersAsOrdered()
    {
        await using var app = await RequestUrl.StartAsync();
        var (channel, ts) = await App.PostAsync(Channel.Id, Buttons);
        await Slack.ClickAsync(
            Bob.Id,
            channel,
            ts,
            "approve_request",
            app.Url,
            new()
            {
                SigningSecret = "other",
                TimestampOffset = TimeSpan.FromSeconds(-301),
                AppId = "A9",
                TeamId = "T9",
                Value = "id-2",
                ActionId = "other",
                Edit = payload => payload["user"]!["id"] = "U9",
            }
        );
        Assert.Equal(
            ["A9", "T9", "id-2", "other", "U9"],
            At(app.Payload, "api_app_id", "team/id", "actions/0/value", "actions/0/action_id", "user/id")
        );
        var timestamp = app.Headers["X-Slack-Request-Timestamp"]!;
        Assert.Equal((Time.GetUtcNow().ToUnixTimeSeconds() - 301).ToString(), timestamp);
        Assert.Equal(SlackSigner.Sign("other", timestamp!, app.Body), app.Headers["X-Slack-Signature"]);
    }

    [Fact]
    public async Task Click_OnAnOrgWideInstall_HasNoTeam()
    {
        await using var grid = await SlackSimulator.StartAsync(
            new()
            {
                OrgWideInstall = true,
                EnterpriseId = "E1",
                Time = Time,
            }
        );
        await using var app = await RequestUrl.StartAsync();
        using var caller = new SlackRawClient(grid);
        var bob = grid.AddPerson("bob");
        var (channel, ts) = await caller.PostAsync(grid.AddChannel("access", bob).Id, Buttons);
        await grid.ClickAsync(bob.Id, channel, ts, "approve_request", app.Url);
        Assert.True(app.Payload.ContainsKey("team"));
        Assert.Null(app.Payload["team"]);
        Assert.Equal("E1", app.Payload["enterprise"]!["id"]!.ToString());
    }

    [Fact]
    public async Task TriggerId_OpensOneViewWithinThreeSeconds()
    {
        var trigger = (await ClickAsync())["trigger_id"]!.ToString();
        Assert.Equal("", Error(await OpenViewAsync(trigger)));
        Assert.Equal("exchanged_trigger_id", Error(await OpenViewAsync(trigger)));
        var late = (await ClickAsync())["trigger_id"]!.ToString();
        Time.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Equal("expired_trigger_id", Error(await OpenViewAsync(late)));
        Assert.Equal("invalid_trigger_id", Error(await OpenViewAsync("1.2.3")));
    }

    [Fact]
    public async Task ResponseUrl_TellsTheClickerOnlyFiveTimes()
    {
        var url = (await ClickAsync())["response_url"]!.ToString();
        for (var i = 0; i < 5; i++)
            Assert.Equal((HttpStatusCode.OK, "ok"), await RespondAsync(url, """{"text":"no"}"""));
        Assert.Equal((HttpStatusCode.NotFound, "used_url"), await RespondAsync(url, """{"text":"no"}"""));
        Assert.All(Slack.Ephemerals, told =>
            Assert.Equal((Bob.Id, "no", "response_url"), (told.UserId, told.Text, told.Via))
        );
        Assert.Equal(5, Slack.Ephemerals.Length);
    }

    [Fact]
    public async Task ResponseUrl_After30Minutes_IsRefused()
    {
        var url = (await ClickAsync())["response_url"]!.ToString();
        Time.Advance(TimeSpan.FromMinutes(30.1));
        Assert.Equal((HttpStatusCode.NotFound, "expired_url"), await RespondAsync(url, """{"text":"no"}"""));
        Assert.Equal((HttpStatusCode.NotFound, "invalid_url"), await RespondAsync(url + "0", """{"text":"no"}"""));
    }

    [Fact]
    public async Task ResponseUrl_MayReplaceTheMessageOrAnswerInPublic()
    {
        var url = (await ClickAsync())["response_url"]!.ToString();
        await RespondAsync(url, """{"text":"replaced","replace_original":true}""");
        await RespondAsync(url, """{"text":"public","response_type":"in_channel"}""");
        Assert.Equal(["replaced", "public"], Slack.Messages.Select(message => message.Text));
        await RespondAsync(url, """{"delete_original":true}""");
        Assert.Equal(["public"], Slack.Messages.Select(message => message.Text));
    }

    private async Task<JsonObject> ClickAsync()
    {
        await using var app = await RequestUrl.StartAsync();
        var (channel, ts) = await App.PostAsync(Channel.Id, Buttons);
        await Slack.ClickAsync(Bob.Id, channel, ts, "approve_request", app.Url);
        return app.Payload;
    }

    private Task<JsonObject> OpenViewAsync(string trigger) =>
        App.JsonAsync(
            "views.open",
            $$$"""{"trigger_id":"{{{trigger}}}","view":{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[]}}"""
        );

    private static async Task<(HttpStatusCode Status, string Body)> RespondAsync(string url, string json)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(
            new Uri(url),
            new StringContent(json, Encoding.UTF8, "application/json")
        );
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static IEnumerable<string?> At(JsonObject json, params string[] paths) => paths.Select(path =>
            path.Split('/')
                .Aggregate((JsonNode?)json, (node, step) =>
                    node is JsonArray array ? array[int.Parse(step)] : node?[step]
                )
                ?.ToString()
        );
}
