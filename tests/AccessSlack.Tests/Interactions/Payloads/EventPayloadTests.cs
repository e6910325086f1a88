using System.Text.Json;
using AccessSlack.Interactions;
using AccessSlack.Interactions.Payloads;

namespace AccessSlack.Tests.Interactions.Payloads;

public class EventPayloadTests
{
    private const string Opened = """
        {
          "token": "x", "team_id": "T0TEAM", "api_app_id": "A0APP", "type": "event_callback", "event_id": "Ev0123",
          "event_time": 1795262400, "authorizations": [{"team_id": "T0TEAM", "is_bot": true}],
          "event": {
            "type": "app_home_opened", "user": "U0BOB", "channel": "D0BOB", "tab": "home",
            "event_ts": "1795262400.000100", "context": {"entities": []}
          }
        }
        """;

    [Fact]
    public void Read_HomeOpened_TellsWhoWhereAndWhichEvent() =>
        Assert.Equal(
            new Interaction.HomeOpened(new("U0BOB") { TeamId = "T0TEAM", AppId = "A0APP" }, "Ev0123"),
            EventPayload.Read(Opened)
        );

    [Theory]
    [InlineData("\"tab\": \"home\"", "\"tab\": \"messages\"", "other_tab")]
    [InlineData("\"tab\": \"home\",", "", "other_tab")]
    [InlineData("\"U0BOB\"", "\"U0BOB'\"", "no_user")]
    [InlineData("\"U0BOB\"", "{}", "no_user")]
    [InlineData("\"U0BOB\"", "\"\\ud800\"", "no_user")]
    [InlineData("\"Ev0123\"", "\"Ev<0>\"", "no_event")]
    [InlineData("\"A0APP\"", "\"A 0\"", "no_event")]
    [InlineData("\"app_home_opened\"", "\"member_joined_channel\"", "unknown_event:member_joined_channel")]
    [InlineData("\"app_home_opened\"", "\"<!here>\\n\"", "unknown_event:here")]
    [InlineData("\"event_callback\"", "\"app_rate_limited\"", "unknown_event:app_rate_limited")]
    public void Read_OtherEvent_IsIgnored(string part, string other, string code) =>
        Assert.Equal(
            new Interaction.Ignored(code),
            EventPayload.Read(Opened.Replace(part, other, StringComparison.Ordinal))
        );

    [Theory]
    [InlineData("abc123", true)]
    [InlineData("", false)]
    [InlineData("with space", false)]
    [InlineData("zeile\\n", false)]
    public void Read_UrlVerification_HandsTheChallengeBackIfItIsOne(string challenge, bool isGood) =>
        Assert.Equal(
            isGood ? new Interaction.AddressCheck(challenge) : new Interaction.Ignored("no_challenge"),
            EventPayload.Read($$"""{"type":"url_verification","challenge":"{{challenge}}"}""")
        );

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Read_LongChallenge_IsCapped(int length, bool isGood) =>
        Assert.Equal(
            isGood,
            EventPayload.Read($$"""{"type":"url_verification","challenge":"{{new string('x', length)}}"}""")
                is Interaction.AddressCheck
        );

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"type\":\"event_callback\"")]
    public void Read_NoObject_Throws(string json) =>
        Assert.ThrowsAny<JsonException>(() => EventPayload.Read(json));

    [Fact]
    public void Read_DeeplyNested_Throws() =>
        Assert.ThrowsAny<JsonException>(() =>
            EventPayload.Read($$"""{"a":{{new string('[', 100)}}{{new string(']', 100)}} }""")
        );

    [Fact]
    public void Write_AddressCheck_IsTheChallengeAsJson() =>
        Assert.Equal(
            """{"challenge":"3eZ"}"""u8.ToArray(),
            AnswerBody.Write(new Interaction.AddressCheck("3eZ"), InteractionAnswer.Nothing.Instance)
        );
}
