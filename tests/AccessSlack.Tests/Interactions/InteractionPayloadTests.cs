using System.Text.Json;
using AccessSlack.Interactions;
using AccessSlack.Requests;
using AccessSlack.Tests.Requests;

namespace AccessSlack.Tests.Interactions;

public class InteractionPayloadTests
{
    [Fact]
    public void Read_Approve_IsAPressedButtonWithAllItsIds()
    {
        var click = Pressed(Payload.Approve);
        Assert.Equal(Some.Click() with { ResponseUrl = click.ResponseUrl }, click);
        Assert.Equal(Some.Click().ResponseUrl.Reveal(), click.ResponseUrl.Reveal());
    }

    [Fact]
    public void Read_Deny_ProposesDenial() => Assert.Equal(RequestState.Denied, Pressed(Payload.With("approve_request", "deny_request")).Proposed);

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
        Assert.Equal("E0HOME001", Pressed(Payload.With("\"domain\":\"home\"", "\"domain\":\"home\",\"enterprise_id\":\"E0HOME001\"")).EnterpriseId);

    [Fact]
    public void Read_NoMessageBeside_TakesThePlaceFromTheContainer()
    {
        var click = Pressed(Payload.With("\"message\":{", "\"other\":{"));
        Assert.Equal((Some.Channel, Some.Ts, "", ""), (click.Channel, click.MessageTs, click.MessageBotId, click.MetadataRequestId));
    }

    [Theory]
    [InlineData("approve_or_deny", "other_block")]
    [InlineData("approve_request", "other_action")]
    [InlineData("\"actions\":[", "\"actions\":[{\"type\":\"button\"},")]
    [InlineData("\"actions\":", "\"nothing\":")]
    public void Read_ButtonThatIsNotOurs_IsUnusableAndAnswered(string old, string replacement) => AssertUnusable("unknown_action", Payload.With(old, replacement));

    [Theory]
    [InlineData($"\"value\":\"{Some.RequestId}\"", "\"value\":\"\"")]
    [InlineData($"\"value\":\"{Some.RequestId}\"", "\"value\":\"a/../b\"")]
    [InlineData($"\"value\":\"{Some.RequestId}\"", "\"value\":\"a b\\n\"")]
    [InlineData($"\"channel_id\":\"{Some.Channel}\"", "\"channel_id\":\"C0OTHER01\"")]
    [InlineData($"\"message_ts\":\"{Some.Ts}\"", "\"message_ts\":\"1.1\"")]
    public void Read_PlaceOrRequestThatCannotBe_IsUnusableAndAnswered(string old, string replacement) => AssertUnusable("foreign_message", Payload.With(old, replacement));

    [Theory]
    [InlineData(Some.RequestId)]
    [InlineData(Some.Ts)]
    [InlineData(Some.Channel)]
    [InlineData("1795262460.000200")]
    public void Read_EndlessId_IsUnusable(string id) => AssertUnusable("foreign_message", Payload.With(id, new string('1', 129)));

    [Theory]
    [InlineData("U0BOB0001", "")]
    [InlineData("\"user\":", "\"nobody\":")]
    public void Read_Nobody_IsIgnored(string old, string replacement) => Assert.Equal("no_user", Ignored(Payload.With(old, replacement)));

    [Fact]
    public void Read_LinkButton_IsIgnored() => Assert.Equal("link", Ignored(Payload.With("approve_request", "open_request")));

    [Theory]
    [InlineData("view_submission", "unknown_type:view_submission")]
    [InlineData("", "unknown_type:")]
    [InlineData("evil type\\n<!channel>", "unknown_type:eviltypechannel")]
    public void Read_AnotherType_IsIgnoredWithAPrintableName(string type, string code) => Assert.Equal(code, Ignored(Payload.With("block_actions", type)));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"type\":\"block_actions\"}}")]
    public void Read_NoJsonObject_Throws(string payload) => Assert.ThrowsAny<JsonException>(() => InteractionPayload.Read(payload));

    [Fact]
    public void Read_AnyDamage_GivesAnInteractionOrAJsonException() => Any.Holds(Any.Of(random => Damage(random, Payload.Approve)), payload =>
    {
        try
        {
            Assert.NotNull(InteractionPayload.Read(payload));
        }
        catch (JsonException)
        {
            // answered with 400
        }
    }, times: 1000);

    private static string Damage(Random random, string payload)
    {
        var at = random.Next(payload.Length);
        return random.Next(3) switch
        {
            0 => payload[..at],
            1 => payload.Insert(at, Any.Pick(random, "null", "{", "]", "\"", "\\ud800", ",", "7", "true")),
            _ => payload.Replace(Any.Pick(random, "\"T0HOME001\"", "\"U0BOB0001\"", $"\"{Some.Ts}\"", $"\"{Some.RequestId}\"", "\"button\""), Any.Pick(random, "null", "7", "[]", "{}", "\"\\ud800\"", "false")),
        };
    }

    private static Click Pressed(string payload) => Assert.IsType<Interaction.Pressed>(InteractionPayload.Read(payload)).Click;

    private static string Ignored(string payload) => Assert.IsType<Interaction.Ignored>(InteractionPayload.Read(payload)).Code;

    private static void AssertUnusable(string code, string payload)
    {
        var unusable = Assert.IsType<Interaction.Unusable>(InteractionPayload.Read(payload));
        Assert.Equal((code, "U0BOB0001"), (unusable.Refusal.Code, unusable.UserId));
        Assert.Equal(Some.Click().ResponseUrl.Reveal(), unusable.ResponseUrl.Reveal());
    }
}
