using System.Text.Json;
using AccessSlack.Interactions;
using AccessSlack.Interactions.Payloads;
using AccessSlack.Requests;
using AccessSlack.Tests.Http;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Interactions.Payloads;

public class InteractionPayloadTests
{
    private const long Sent = 1795262461;

    [Fact]
    public void Read_Approve_IsAPressedButtonWithAllItsIds()
    {
        var click = Pressed(Payload.Approve);
        Assert.Equal(Some.Click() with { ResponseUrl = click.ResponseUrl, TriggerId = click.TriggerId }, click);
        Assert.Equal(
            (Some.Click().ResponseUrl.Reveal(), "1.2.3"),
            (click.ResponseUrl.Reveal(), click.TriggerId.Reveal())
        );
    }

    [Fact]
    public void Read_Deny_ProposesDenial() =>
        Assert.Equal(RequestState.Denied, Pressed(Payload.With("approve_request", "deny_request")).Proposed);

    [Fact]
    public void Read_NoTeam_IsEmptyAndTheEnterpriseIsKnown()
    {
        var click = Pressed(Payload.With("""
            "team":{"id":"T0HOME001","domain":"home"},"enterprise":null
            """, """
            "team":null,"enterprise":{"id":"E0HOME001"}
            """));
        Assert.Equal(("", "E0HOME001"), (click.TeamId, click.EnterpriseId));
    }

    [Fact]
    public void Read_EnterpriseOfTheTeam_Counts() =>
        Assert.Equal(
            "E0HOME001",
            Pressed(
                Payload.With("\"domain\":\"home\"", "\"domain\":\"home\",\"enterprise_id\":\"E0HOME001\"")
            ).EnterpriseId
        );

    [Fact]
    public void Read_NoMessageBeside_TakesThePlaceFromTheContainer()
    {
        var click = Pressed(Payload.With("\"message\":{", "\"other\":{"));
        Assert.Equal(
            (Some.Channel, Some.Ts, "", ""),
            (click.Channel, click.MessageTs, click.MessageBotId, click.MetadataRequestId)
        );
    }

    [Theory]
    [InlineData("approve_or_deny", "other_block")]
    [InlineData("approve_request", "other_action")]
    [InlineData("\"actions\":[", "\"actions\":[{\"type\":\"button\"},")]
    [InlineData("\"actions\":", "\"nothing\":")]
    public void Read_ButtonThatIsNotOurs_IsUnusableAndAnswered(string old, string replacement) =>
        AssertUnusable("unknown_action", Payload.With(old, replacement));

    [Theory]
    [InlineData($"\"value\":\"{Some.RequestId}\"", "\"value\":\"\"")]
    [InlineData($"\"value\":\"{Some.RequestId}\"", "\"value\":\"a/../b\"")]
    [InlineData($"\"value\":\"{Some.RequestId}\"", "\"value\":\"a b\\n\"")]
    [InlineData($"\"channel_id\":\"{Some.Channel}\"", "\"channel_id\":\"C0OTHER01\"")]
    [InlineData($"\"message_ts\":\"{Some.Ts}\"", "\"message_ts\":\"1.1\"")]
    public void Read_PlaceOrRequestThatCannotBe_IsUnusableAndAnswered(string old, string replacement) =>
        AssertUnusable("foreign_message", Payload.With(old, replacement));

    [Theory]
    [InlineData(Some.RequestId)]
    [InlineData(Some.Ts)]
    [InlineData(Some.Channel)]
    [InlineData("1795262460.000200")]
    public void Read_EndlessId_IsUnusable(string id) =>
        AssertUnusable("foreign_message", Payload.With(id, new string('1', 129)));

    [Theory]
    [InlineData("U0BOB0001", "")]
    [InlineData("\"user\":", "\"nobody\":")]
    public void Read_NoUser_IsIgnored(string old, string replacement) =>
        Assert.Equal("no_user", Ignored(Payload.With(old, replacement)));

    [Fact]
    public void Read_LinkButton_IsIgnored() =>
        Assert.Equal("link", Ignored(Payload.With("approve_request", "open_request")));

    [Fact]
    public void Read_NoUsableTriggerId_IsStillAPress()
    {
        Assert.Equal("", Pressed(Payload.With("\"trigger_id\"", "\"other\"")).TriggerId.Reveal());
        Assert.Equal("", Pressed(Payload.With("1.2.3", new string('1', 256))).TriggerId.Reveal());
    }

    private const string Blocks =
        """
        "blocks":[{"type":"actions","elements":[
            {"type":"button","action_id":"approve_request","text":{"type":"plain_text","text":"Approve"}}]}],"bot_id":
        """;

    [Theory]
    [InlineData("\"bot_id\":", "\"bot_id\":", "")]
    [InlineData("\"bot_id\":", Blocks, "digest")]
    [InlineData("\"bot_id\":", "\"blocks\":[],\"bot_id\":", "-")]
    [InlineData("\"bot_id\":", "\"blocks\":[{\"type\":[]}],\"bot_id\":", "-")]
    [InlineData("\"container\":{\"type\":\"message\"", "\"container\":{\"type\":\"message_attachment\"", "-")]
    [InlineData("[{\"type\":\"button\"", "[{\"type\":\"plain_text_input\"", "-")]
    public void Read_Press_SaysWhatThePersonSaw(string old, string replacement, string shown)
    {
        var click = Pressed(Payload.With(old, replacement));

        if (shown == "digest") Assert.Matches("^[0-9a-f]{32}$", click.Shown);
        else Assert.Equal(shown, click.Shown);
    }

    [Fact]
    public void Read_PressOfAnotherLabel_ShowsNothingOfOurs()
    {
        const string Action = "\"action_id\":\"approve_request\",\"block_id\"";
        var payload = Payload.With("\"bot_id\":", Blocks);

        Assert.Equal("-", Pressed(Payload.With(Action, $$"""
            "text":{"type":"plain_text","text":"Deny"},{{Action}}
            """, payload)).Shown);
    }

    [Fact]
    public void Read_SubmittedForm_IsAClickWithAReasonAtTheTimeOfTheSignature()
    {
        var submitted = Submitted(Payload.Submission);
        Assert.Equal("not during the freeze", submitted.Reason);
        var expected = Some.Click(RequestState.Denied) with
        {
            MessageBotId = "",
            MetadataRequestId = "",
            ActionTs = "1795262461.000000",
            FactsDigest = submitted.Form.Digest,
            IsFromDialog = true,
        };
        Assert.Equal(
            expected with
            {
                ResponseUrl = submitted.Click.ResponseUrl,
                TriggerId = submitted.Click.TriggerId,
            },
            submitted.Click
        );
        Assert.Equal(("", "1.2.3"), (submitted.Click.ResponseUrl.Reveal(), submitted.Click.TriggerId.Reveal()));
    }

    [Fact]
    public void Read_FormThatApproves_ProposesApproval() =>
        Assert.Equal(
            RequestState.Approved,
            Submitted(Payload.With("\\\"deny\\\"", "\\\"approve\\\"", Payload.Submission)).Click.Proposed
        );

    [Fact]
    public void Read_FormOfAnOrganisation_NamesIt()
    {
        var click = Submitted(
            Payload.With(
                "\"team\":{\"id\":\"T0HOME001\",\"domain\":\"home\"},\"enterprise\":null",
                "\"team\":null,\"enterprise\":{\"id\":\"E0HOME001\"}",
                Payload.Submission
            )
        ).Click;
        Assert.Equal(("", "E0HOME001", "T0HOME001"), (click.TeamId, click.EnterpriseId, click.UserTeamId));
    }

    [Theory]
    [InlineData("\"reason\":{\"reason\":{", "\"other\":{\"reason\":{")]
    [InlineData("\"state\":", "\"nothing\":")]
    public void Read_FormWithoutAFieldForTheReason_HasNone(string old, string replacement) =>
        Assert.Null(Submitted(Payload.With(old, replacement, Payload.Submission)).Reason);

    [Fact]
    public void Read_FormWithMenus_HasWhatWasChosen()
    {
        Assert.Empty(Submitted(Payload.Submission).Choices);
        var payload = Payload.With(
            "\"values\":{",
            """
            "values":{"role-0":{"choice":{"type":"static_select","selected_option":{"value":"approve"}}},
            """,
            Payload.Submission
        );
        var (block, choice) = Assert.Single(Submitted(payload).Choices);
        Assert.Equal(("role-0", "choice", "approve"), (block, choice.ActionId, choice.Value));
    }

    [Theory]
    [InlineData("\"callback_id\":\"decide\"", "\"callback_id\":\"other\"")]
    [InlineData("\"callback_id\":\"decide\",", "")]
    [InlineData("\"private_metadata\":", "\"other\":")]
    [InlineData("\\\"deny\\\"", "\\\"promote\\\"")]
    [InlineData("\"id\":\"V0FORM001\"", "\"id\":\"\"")]
    public void Read_ForgedOrForeignForm_IsUnusableAndShown(string old, string replacement)
    {
        var unusable = Assert.IsType<Interaction.Unusable>(
            InteractionPayload.Read(Payload.With(old, replacement, Payload.Submission), Sent)
        );
        Assert.Equal(("foreign_form", "U0BOB0001", true), (unusable.Refusal.Code, unusable.UserId, unusable.IsForm));
    }

    [Fact]
    public void Read_EndlessFormId_IsUnusable() =>
        Assert.IsType<Interaction.Unusable>(
            InteractionPayload.Read(Payload.With("V0FORM001", new string('V', 129), Payload.Submission), Sent)
        );

    [Theory]
    [InlineData("U0BOB0001", "")]
    [InlineData("\"user\":", "\"nobody\":")]
    public void Read_FormWithoutUser_IsIgnored(string old, string replacement) =>
        Assert.Equal("no_user", Ignored(Payload.With(old, replacement, Payload.Submission)));

    [Fact]
    public void Read_ClosedForm_IsIgnored() =>
        Assert.Equal("form_closed", Ignored(Payload.With("view_submission", "view_closed", Payload.Submission)));

    [Theory]
    [InlineData("shortcut", "unknown_type:shortcut")]
    [InlineData("", "unknown_type:")]
    [InlineData("evil type\\n<!channel>", "unknown_type:eviltypechannel")]
    public void Read_AnotherType_IsIgnoredWithAPrintableName(string type, string code) =>
        Assert.Equal(code, Ignored(Payload.With("block_actions", type)));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"type\":\"block_actions\"}}")]
    public void Read_NoJsonObject_Throws(string payload) =>
        Assert.ThrowsAny<JsonException>(() => InteractionPayload.Read(payload, Sent));

    [Fact]
    public void Read_AnyDamage_GivesAnInteractionOrAJsonException() =>
        Any.Holds(
            Any.Of(random => Damage(random, Any.Pick(random, Payload.Approve, Payload.Submission))),
            payload =>
            {
                try
                {
                    Assert.NotNull(InteractionPayload.Read(payload, Sent));
                }
                catch (JsonException)
                {
                    // answered with 400
                }
            },
            times: 1000
        );

    [Fact]
    public void Read_AnyText_GivesAnInteractionOrAJsonException() =>
        Any.Holds(
            Any.Of(random => SomeJson(random, depth: 5)),
            payload =>
            {
                try
                {
                    Assert.NotNull(InteractionPayload.Read(payload, Sent));
                }
                catch (JsonException)
                {
                    // answered with 400
                }
            },
            times: 2000
        );

    /// <summary>JSON of the names that we read, with anything in them; sometimes cut.</summary>
    private static string SomeJson(Random random, int depth)
    {
        var values = Enumerable.Range(0, depth == 0 ? 0 : random.Next(6)).Select(_ => SomeJson(random, depth - 1));
        var json = random.Next(depth == 5 ? 2 : 7) switch
        {
            0 or 1 =>
                $$"""{"type":{{Any.Pick(random, "\"block_actions\"", "\"view_submission\"", "7")}}{{string.Concat(values.Select(value => $",\"{Any.Pick(random, "user", "team", "id", "actions", "message", "channel", "container", "view", "state", "values", "private_metadata", "metadata", "ts", "value")}\":{value}"))}}}""",
            2 or 3 => $"[{string.Join(',', values)}]",
            4 => JsonEncodedText.Encode(Any.HostileText(random)) is var text ? $"\"{text}\"" : "",
            5 => Any.Pick(random, "1e999", "-0", "99999999999999999999", "1795262400.000100"),
            _ => Any.Pick(random, "null", "true", "\"approve_request\"", "\"\\ud800\""),
        };
        return depth == 5 && random.Next(10) == 0 ? json[..random.Next(json.Length)] : json;
    }

    private static string Damage(Random random, string payload)
    {
        var at = random.Next(payload.Length);
        return random.Next(3) switch
        {
            0 => payload[..at],
            1 => payload.Insert(at, Any.Pick(random, "null", "{", "]", "\"", "\\ud800", ",", "7", "true")),
            _ => payload.Replace(
                Any.Pick(
                    random,
                    "\"T0HOME001\"",
                    "\"U0BOB0001\"",
                    $"\"{Some.Ts}\"",
                    $"\"{Some.RequestId}\"",
                    "\"button\"",
                    "\"decide\"",
                    "\"V0FORM001\"",
                    "\"reason\"",
                    "not during the freeze",
                    "\\\"deny\\\""
                ),
                Any.Pick(random, "null", "7", "[]", "{}", "\"\\ud800\"", "false")
            ),
        };
    }

    private static Click Pressed(string payload) =>
        Assert.IsType<Interaction.Pressed>(InteractionPayload.Read(payload, Sent)).Click;

    private static Interaction.Submitted Submitted(string payload) =>
        Assert.IsType<Interaction.Submitted>(InteractionPayload.Read(payload, Sent));

    private static string Ignored(string payload) =>
        Assert.IsType<Interaction.Ignored>(InteractionPayload.Read(payload, Sent)).Code;

    private static void AssertUnusable(string code, string payload)
    {
        var unusable = Assert.IsType<Interaction.Unusable>(InteractionPayload.Read(payload, Sent));
        Assert.Equal((code, "U0BOB0001"), (unusable.Refusal.Code, unusable.UserId));
        Assert.Equal(Some.Click().ResponseUrl.Reveal(), unusable.ResponseUrl.Reveal());
    }
}
