using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>
/// Modals open once, for one person, within three seconds; and what comes back is what Slack's client lets pass.
/// </summary>
public sealed class SlackViewTests : SlackSimulatorTest
{
    private const string Label = """{"type":"plain_text","text":"x"}""";
    private const string Buttons =
        ""","blocks":[{"type":"actions","elements":[{"type":"button","action_id":"deny","value":"id-1","text":{"type":"plain_text","text":"Deny"}}]}] """;
    private const string Typed = "not on a Sunday, please";

    [Fact]
    public async Task Open_Trigger_OpensOneViewForWhoeverClicked()
    {
        var trigger = await TriggerAsync();
        var answer = await OpenAsync(trigger);
        var view = await Slack.SeesViewAsync(Bob);
        Assert.Equal(
            (view.Id, view.Hash, "modal", "decide"),
            (
                answer["view"]!["id"]!.ToString(),
                answer["view"]!["hash"]!.ToString(),
                answer["view"]!["type"]!.ToString(),
                view.CallbackId
            )
        );
        Assert.Equal("exchanged_trigger_id", Error(await OpenAsync(trigger)));
        Assert.Single(Slack.Views);
    }

    [Theory]
    [InlineData(3.0, "")]
    [InlineData(3.001, "expired_trigger_id")]
    public async Task Open_AfterThreeSeconds_IsRefused(double seconds, string error)
    {
        var trigger = await TriggerAsync();
        Time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(error, Error(await OpenAsync(trigger)));
    }

    [Fact]
    public async Task Open_TriggerOfNobody_IsRefused()
    {
        Assert.Equal("invalid_trigger_id", Error(await OpenAsync("1.2.3")));
        Assert.Equal("invalid_arguments", Error(await App.JsonAsync("views.open", $$"""{"view":{{View()}}}""")));
        Assert.Equal("invalid_arguments", Error(await App.JsonAsync("views.open", """{"trigger_id":"1.2.3"}""")));
        Assert.Equal(
            "invalid_arguments",
            Error(await App.JsonAsync("views.open", """{"trigger_id":"1.2.3","view":[]}"""))
        );
    }

    public static TheoryData<string, string, string> Refused => new()
        {
            {
                "too large",
                View(
                    blocks: string.Join(
                        ',',
                        Enumerable.Repeat(
                            $$$"""{"type":"section","text":{"type":"mrkdwn","text":"{{{X(2900)}}}"} }""",
                            90
                        )
                    )
                ),
                "view_too_large"
            },
            {
                "101 blocks",
                View(blocks: string.Join(',', Enumerable.Repeat("""{"type":"divider"}""", 101))),
                "invalid_arguments"
            },
            { "long title", View().Replace("\"Why?\"", $"\"{X(25)}\""), "invalid_arguments" },
            { "no title", View().Replace("title", "headline"), "invalid_arguments" },
            { "no submit", View().Replace("\"submit\"", "\"close\""), "invalid_arguments" },
            { "long metadata", View($",\"private_metadata\":\"{X(3001)}\""), "invalid_arguments" },
            { "long callback_id", View().Replace("decide", X(256)), "invalid_arguments" },
            { "unknown property", View(",\"colour\":\"red\""), "invalid_arguments" },
            { "not a modal", View().Replace("modal", "home"), "invalid_arguments" },
            {
                "no label",
                View(blocks:
                    """{"type":"input","element":{"type":"plain_text_input"}}"""),
                "invalid_arguments"
            },
            {
                "long label",
                View(
                    blocks:
                    $$$"""{"type":"input","label":{"type":"plain_text","text":"{{{X(2001)}}}"},"element":{"type":"plain_text_input"}}"""
                ),
                "invalid_arguments"
            },
            {
                "mrkdwn label",
                View(
                    blocks:
                    """{"type":"input","label":{"type":"mrkdwn","text":"x"},"element":{"type":"plain_text_input"}}"""
                ),
                "invalid_arguments"
            },
            {
                "empty hint",
                View(
                    blocks:
                    $$"""{"type":"input","label":{{Label}},"hint":{"type":"plain_text","text":""},"element":{"type":"plain_text_input"} }"""
                ),
                "invalid_arguments"
            },
            { "no element", View(blocks:
                    $$"""{"type":"input","label":{{Label}}}"""), "invalid_arguments" },
            { "negative min_length", View(blocks: Input(""","min_length":-1""")), "invalid_arguments" },
            { "min_length over 3000", View(blocks: Input(""","min_length":3001""")), "invalid_arguments" },
            { "min_length as text", View(blocks: Input(""","min_length":"5" """)), "invalid_arguments" },
            { "max_length over 3000", View(blocks: Input(""","max_length":3001""")), "invalid_arguments" },
            { "max_length of nothing", View(blocks: Input(""","max_length":0""")), "invalid_arguments" },
            {
                "max_length below min_length",
                View(blocks: Input(""","min_length":9,"max_length":8""")),
                "invalid_arguments"
            },
            {
                "long placeholder",
                View(blocks: Input($$$""","placeholder":{"type":"plain_text","text":"{{{X(151)}}}"}""")),
                "invalid_arguments"
            },
            { "repeated block_id", View(blocks: Input() + "," + Input()), "invalid_arguments" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Open_ViewThatSlackRefuses_LeavesTheTriggerUnused(string what, string view, string error)
    {
        var trigger = await TriggerAsync();
        Assert.Equal((what, error), (what, Error(await OpenAsync(trigger, view))));
        Assert.Equal("", Error(await OpenAsync(trigger)));
    }

    [Fact]
    public async Task InputBlock_InAMessage_IsRefused() =>
        Assert.Equal(
            "invalid_blocks",
            Error(
                await App.JsonAsync(
                    "chat.postMessage",
                    $$"""{"channel":"{{Channel.Id}}","text":"x","blocks":[{{Input()}}]}"""
                )
            )
        );

    [Fact]
    public async Task Update_OpenView_ShowsSomethingElse()
    {
        var view = await OpenedAsync();
        Assert.Equal(
            "",
            Error(
                await UpdateAsync(
                    view.Id,
                    View(blocks:
                    """{"type":"section","text":{"type":"plain_text","text":"Still working"}}""")
                )
            )
        );
        var now = Slack.View(view.Id);
        Assert.Equal("Still working", now.Text);
        Assert.NotEqual(view.Hash, now.Hash);
        Assert.Single(now.Before);
    }

    [Fact]
    public async Task Update_OldHashUnknownOrClosedView_IsRefused()
    {
        var view = await OpenedAsync();
        Assert.Equal("", Error(await UpdateAsync(view.Id, View(), $",\"hash\":\"{view.Hash}\"")));
        Assert.Equal("hash_conflict", Error(await UpdateAsync(view.Id, View(), $",\"hash\":\"{view.Hash}\"")));
        Assert.Equal("not_found", Error(await UpdateAsync("V404", View())));
        Assert.Equal("invalid_arguments", Error(await UpdateAsync(view.Id, View().Replace("modal", "home"))));
        Assert.Equal("invalid_arguments", Error(await App.JsonAsync("views.update", $$"""{"view":{{View()}}}""")));
        Assert.Null(await Slack.CloseAsync(view, Bob, new Uri("http://127.0.0.1:1/")));
        Assert.Equal("not_found", Error(await UpdateAsync(view.Id, View())));
    }

    [Fact]
    public async Task Submit_SendsWhatSlackSends()
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync(
            View(
                ""","private_metadata":"{\"id\":\"r1\"}" """,
                $$"""{"type":"section","block_id":"no_input","text":{{Label}}},{{Input()}}"""
            )
        );
        app.Answer = (200, "", "");
        var submission = await Slack.SubmitAsync(view, Bob, Typed, app.Url);
        var payload = app.Payload;
        string[] paths =
        [
            "type",
            "user/id",
            "team/id",
            "api_app_id",
            "view/id",
            "view/hash",
            "view/callback_id",
            "view/private_metadata",
            "view/state/values/reason/reason/value",
            "view/state/values/reason/reason/type",
        ];
        Assert.Equal(
            [
                "view_submission",
                Bob.Id,
                Slack.Options.TeamId,
                Slack.Options.AppId,
                view.Id,
                view.Hash,
                "decide",
                """{"id":"r1"}""",
                Typed,
                "plain_text_input",
            ],
            paths.Select(path => path.Split('/').Aggregate((JsonNode?)payload, (node, step) => node?[step])?.ToString())
        );
        Assert.Equal("reason", Assert.Single(payload["view"]!["state"]!["values"]!.AsObject()).Key);
        Assert.Null(payload["response_url"]);
        Assert.False(submission.View.IsOpen);
        Assert.Equal(
            SlackSigner.Sign(Slack.Options.SigningSecret, app.Headers["X-Slack-Request-Timestamp"]!, app.Body),
            app.Headers["X-Slack-Signature"]
        );
        Assert.Equal("", Error(await OpenAsync(payload["trigger_id"]!.ToString())));
        string[] kinds = ["reason", "trigger_id", "verification token"];
        Assert.All(kinds, kind => Assert.Contains(Slack.Secrets.All, secret => secret.Kind == kind));
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("", "x", true)]
    [InlineData(""","min_length":10""", "123456789", false)]
    [InlineData(""","min_length":10""", "          ", true)]
    [InlineData(""","max_length":5""", "123456", false)]
    [InlineData(""","max_length":5""", "12345", true)]
    public async Task Submit_WhatSlacksClientDoesNotTake_IsImpossible(string limits, string typed, bool isSent)
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync(View(blocks: Input(limits)));
        var thrown = await Record.ExceptionAsync(() => Slack.SubmitAsync(view, Bob, typed, app.Url));
        Assert.Equal((isSent, isSent ? 1 : 0), (thrown is null, app.Count));
    }

    [Fact]
    public async Task Submit_OptionalFieldLeftEmpty_IsNull()
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync(View(blocks: Input(""","min_length":10""", ""","optional":true""")));
        await Slack.SubmitAsync(view, Bob, "", app.Url);
        var state = app.Payload["view"]!["state"]!["values"]!["reason"]!["reason"]!.AsObject();
        Assert.True(state.ContainsKey("value"));
        Assert.Null(state["value"]);
    }

    [Fact]
    public async Task Submit_ViewThatIsNotTheirsNotOpenOrHasNothingToSend_IsImpossible()
    {
        var nowhere = new Uri("http://127.0.0.1:1/");
        var view = await OpenedAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Slack.SubmitAsync(view, Slack.AddPerson("carol"), Typed, nowhere)
        );
        await UpdateAsync(view.Id, $$"""{"type":"modal","title":{{Label}},"blocks":[{"type":"divider"}]}""");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Slack.SubmitAsync(view, Bob, "", nowhere));
        await UpdateAsync(view.Id, View());
        await Slack.CloseAsync(view, Bob, nowhere);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Slack.SubmitAsync(view, Bob, Typed, nowhere));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Slack.CloseAsync(view, Bob, nowhere));
    }

    [Fact]
    public async Task Submit_AnsweredWithErrors_ShowsThemAtTheirField()
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync();
        app.AnswerJson("""{"response_action":"errors","errors":{"reason":"Too short"}}""");
        var shown = (await Slack.SubmitAsync(view, Bob, Typed, app.Url)).View;
        Assert.Equal((true, false, "Too short"), (shown.IsOpen, shown.IsInTrouble, shown.Errors["reason"]));
        app.Answer = (200, "", "");
        Assert.False((await Slack.SubmitAsync(view, Bob, Typed, app.Url)).View.IsOpen);
        Assert.Empty(Slack.Complaints);
    }

    [Fact]
    public async Task Submit_AnsweredWithAnUpdate_ShowsIt()
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync();
        app.AnswerJson(
            $$$"""{"response_action":"update","view":{"type":"modal","title":{{{Label}}},"blocks":[{"type":"section","text":{"type":"plain_text","text":"You may not."}}]}}"""
        );
        var shown = (await Slack.SubmitAsync(view, Bob, Typed, app.Url)).View;
        Assert.Equal((true, "You may not."), (shown.IsOpen, shown.Text));
        Assert.Equal("", Error(await UpdateAsync(view.Id, View())));
    }

    [Theory]
    [InlineData(500, "", "", 0)]
    [InlineData(401, "", "", 0)]
    [InlineData(200, "ok", "text/plain", 1)]
    [InlineData(200, """{"response_action":"errors","errors":{"reason":"x"}}""", "text/plain", 1)]
    [InlineData(200, """{"response_action":"errors","errors":{"other":"x"}}""", "application/json", 1)]
    [InlineData(200, """{"response_action":"errors","errors":{"no_input":"x"}}""", "application/json", 1)]
    [InlineData(200, """{"response_action":"errors","errors":{"reason":""}}""", "application/json", 1)]
    [InlineData(200, """{"response_action":"errors","errors":{}}""", "application/json", 1)]
    [InlineData(200, """{"response_action":"update","view":{}}""", "application/json", 1)]
    [InlineData(200, """{"response_action":"push","view":{}}""", "application/json", 1)]
    [InlineData(200, "{}", "application/json", 1)]
    public async Task Submit_AnsweredOtherwise_LeavesTheViewInTrouble(
        int status,
        string body,
        string type,
        int complaints
    )
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync(
            View(blocks:
                    $$"""{"type":"section","block_id":"no_input","text":{{Label}}},{{Input()}}""")
        );
        app.Answer = (status, body, type);
        var shown = (await Slack.SubmitAsync(view, Bob, Typed, app.Url)).View;
        Assert.Equal((true, true, complaints), (shown.IsOpen, shown.IsInTrouble, Slack.Complaints.Length));
        Assert.Empty(shown.Errors);
    }

    [Fact]
    public async Task Submit_ForgedOrSentAgain_ArrivesAsOrdered()
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync();
        var submission = await Slack.SubmitAsync(
            view,
            Bob,
            Typed,
            app.Url,
            new()
            {
                AppId = "A9",
                TeamId = "T9",
                Edit = payload => payload["view"]!["private_metadata"] = "forged",
            }
        );
        Assert.Equal(
            ("A9", "T9", "forged"),
            (
                app.Payload["api_app_id"]!.ToString(),
                app.Payload["team"]!["id"]!.ToString(),
                app.Payload["view"]!["private_metadata"]!.ToString()
            )
        );
        await Slack.SendPayloadAsync(app.Url, submission.Payload);
        Assert.Equal((2, submission.Payload.ToJsonString()), (app.Count, app.Payload.ToJsonString()));
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public async Task Close_IsToldOnlyToAnAppThatAsked(string notify, int count)
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync(View($",\"notify_on_close\":{notify}"));
        Assert.Equal(count == 1, await Slack.CloseAsync(view, Bob, app.Url) is not null);
        Assert.Equal(count, app.Count);
        if (count == 1)
            Assert.Equal(
                ("view_closed", view.Id, null),
                (app.Payload["type"]!.ToString(), app.Payload["view"]!["id"]!.ToString(), app.Payload["trigger_id"])
            );
    }

    private static string View(string more = "", string? blocks = null) =>
        $$$"""{"type":"modal","callback_id":"decide","title":{"type":"plain_text","text":"Why?"},"submit":{"type":"plain_text","text":"Send"},"blocks":[{{{blocks ?? Input()}}}]{{{more}}} }""";

    private static string Input(string limits = "", string more = "") =>
        $$"""{"type":"input","block_id":"reason","label":{{Label}},"element":{"type":"plain_text_input","action_id":"reason"{{limits}} } {{more}} }""";

    private static string X(int length) => new('x', length);

    private async Task<string> TriggerAsync()
    {
        await using var app = await RequestUrl.StartAsync();
        var (channel, ts) = await App.PostAsync(Channel.Id, Buttons);
        await Slack.ClickAsync(Bob.Id, channel, ts, "deny", app.Url);
        return app.Payload["trigger_id"]!.ToString();
    }

    private async Task<SlackView> OpenedAsync(string? view = null)
    {
        var answer = await OpenAsync(await TriggerAsync(), view);
        Assert.Equal("", Error(answer));
        return Slack.View(answer["view"]!["id"]!.ToString());
    }

    private Task<JsonObject> OpenAsync(string trigger, string? view = null) =>
        App.JsonAsync("views.open", $$"""{"trigger_id":"{{trigger}}","view":{{view ?? View()}}}""");

    private Task<JsonObject> UpdateAsync(string id, string view, string more = "") =>
        App.JsonAsync("views.update", $$"""{"view_id":"{{id}}","view":{{view}}{{more}}}""");
}
