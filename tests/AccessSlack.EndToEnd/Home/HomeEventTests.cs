using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Home;

/// <summary>What only events over HTTP have: a signature, a body, retries, and the test of the address.</summary>
public class HomeEventTests
{
    private static WorldOptions Bobs => HomeScene.Ruled("approvers = [\"bob@example.com\"]");

    [Fact]
    public async Task Event_Repeated_IsProcessedOnlyIfItNeverCameToItsEnd()
    {
        await using var world = await World.StartAsync(Bobs);
        JsonObject? sent = null;
        var repeated = new SlackForgery
        {
            EditRequest = request =>
            {
                request.Headers.Add("x-slack-retry-num", "1");
                request.Headers.Add("x-slack-retry-reason", "http_timeout");
            },
        };
        world.Slack.FailNext(HomeScene.Publish, SlackFault.RateLimited("30"));
        await world.OpenHomeAsync(world.Bob, new() { Edit = envelope => sent = (JsonObject)envelope.DeepClone() });
        Assert.Equal("", world.Home(world.Bob));

        await world.PassAsync(TimeSpan.FromSeconds(1));
        await RepeatAsync();
        Assert.Equal(1, world.Published()); // Slack asked for a pause

        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.NotEqual("", world.Home(world.Bob));
        Assert.Equal(2, world.Published());

        await RepeatAsync();
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, world.Published());
        await world.Daemon.LoggedAsync("needs no action (repeated_event)");

        async Task RepeatAsync()
        {
            Assert.Equal(200, (await world.Slack.SendEventAsync(world.Daemon.Endpoint, sent!, repeated)).Status);
            await world.IdleAsync();
        }
    }

    [Theory]
    [InlineData("""{"type":"app_rate_limited","team_id":"T0SANDBOX"}""", "unknown_event:app_rate_limited")]
    [InlineData("""{"type":"event_callback","event":{"type":"message"}}""", "unknown_event:message")]
    [InlineData("""{"type":"event_callback"}""", "unknown_event:")]
    [InlineData("""{"type":"event_callback","event":{"type":"app_home_opened","tab":"home"}}""", "no_user")]
    [InlineData("""{"type":"url_verification"}""", "no_challenge")]
    [InlineData("{}", "unknown_event:")]
    public async Task Event_OfNoUse_IsAcknowledgedAndIgnored(string body, string code)
    {
        await using var world = await World.StartAsync(Bobs);

        var ack = await world.Slack.SendEventAsync(world.Daemon.Endpoint, [], new() { RawBody = body });

        Assert.Equal((200, ""), (ack.Status, ack.Body));
        await world.Daemon.LoggedAsync($"needs no action ({code})");
        Assert.Equal(0, world.Published());
    }

    [Theory]
    [InlineData("payload=%7B%7D")]
    [InlineData("[]")]
    [InlineData("{\"type\":")]
    [InlineData("\"x\"")]
    public async Task Event_NotAnObject_Is400(string body)
    {
        await using var world = await World.StartAsync(Bobs);

        var ack = await world.Slack.SendEventAsync(world.Daemon.Endpoint, [], new() { RawBody = body });

        Assert.Equal(400, ack.Status);

        await world.Daemon.LoggedAsync("Refused a signed request: it is not an event of Slack's");
    }

    [Fact]
    public async Task Event_Unsigned_Is401AndTellsNoChallenge()
    {
        await using var world = await World.StartAsync(Bobs);
        var forgery = new SlackForgery { SigningSecret = "0123456789abcdef0123456789abcdef" };

        var opened = await world.Slack.OpenHomeAsync(world.Bob, world.Daemon.Endpoint, forgery: forgery);
        var verified = await world.Slack.VerifyUrlAsync(world.Daemon.Endpoint, "3eZbrw1aB10FEMAGAZd4FyFQ", forgery);

        Assert.Equal([(401, ""), (401, "")], new[] { opened, verified }.Select(ack => (ack.Status, ack.Body)));
        Assert.Equal(0, world.Published());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UrlVerification_Signed_IsAnsweredWithTheChallenge(bool isHomeOff)
    {
        await using var world = await World.StartAsync(isHomeOff ? new() : Bobs);

        var ack = await world.Slack.VerifyUrlAsync(world.Daemon.Endpoint, "3eZbrw1aB10FEMAGAZd4FyFQ\"<");

        Assert.Equal((200, "application/json"), (ack.Status, ack.ContentType));
        Assert.Equal("3eZbrw1aB10FEMAGAZd4FyFQ\"<", (string?)JsonNode.Parse(ack.Body)!["challenge"]);
    }
}
