using System.Net.WebSockets;
using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.EndToEnd.Simulators.Sockets;

/// <summary>Envelopes go to one socket, and are repeated until they are acknowledged as Slack wants it.</summary>
public sealed class SlackEnvelopeTests : SlackSocketTest
{
    [Fact]
    public async Task Click_IsAnEnvelope_AndItsAcknowledgementIsEmpty()
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        var click = ClickAsync(SlackSockets.Any);
        var envelope = await client.ReceiveAsync();
        Assert.Equal(
            ("interactive", "false", "block_actions", null),
            (
                envelope["type"]!.ToString(),
                envelope["accepts_response_payload"]!.ToString(),
                envelope["payload"]!["type"]!.ToString(),
                envelope["retry_attempt"]
            )
        );
        Assert.True(Guid.TryParse(envelope["envelope_id"]!.ToString(), out _));
        await client.AcknowledgeAsync(envelope);
        Assert.Equal((200, "", ""), ((await click).Status, (await click).Body, (await click).ContentType));
        Assert.Empty(Slack.Complaints);
    }

    [Fact]
    public async Task Command_IsAnsweredInTheAcknowledgement()
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        var typed = Slack.CommandAsync(Bob, "list", SlackSockets.Any);
        var envelope = await client.ReceiveAsync();
        Assert.Equal(
            ("slash_commands", "true", "list", "false"),
            (
                envelope["type"]!.ToString(),
                envelope["accepts_response_payload"]!.ToString(),
                envelope["payload"]!["text"]!.ToString(),
                envelope["payload"]!["is_enterprise_install"]!.ToString()
            )
        );
        await client.AcknowledgeAsync(envelope, ""","payload":{"text":"only you"}""");
        Assert.Equal("application/json", (await typed).ContentType);
        Assert.Equal("only you", Assert.Single(Slack.Ephemerals).Text);
    }

    [Fact]
    public async Task Click_WithoutASocket_FailsForThePersonAndIsLost()
    {
        Assert.Equal(0, (await ClickAsync(SlackSockets.Any)).Status);
        using var client = await SlackSocketClient.StartAsync(Slack);
        await Slack.Sockets.Envelopes.RepeatAsync();
        Assert.Empty(Assert.Single(Slack.Sockets.Envelopes.All).SentTo);
    }

    [Fact]
    public async Task Envelopes_TakeTurns_OrGoWhereATestSays()
    {
        using var one = await SlackSocketClient.StartAsync(Slack);
        using var two = await SlackSocketClient.StartAsync(Slack);
        for (var i = 0; i < 2; i++)
        {
            _ = ClickAsync(SlackSockets.Any);
            await Slack.WaitUntilAsync(slack => slack.Sockets.Envelopes.All.Length == i + 1);
        }

        _ = ClickAsync(two.Theirs.Door);
        _ = ClickAsync(two.Theirs.Door);
        await Slack.WaitUntilAsync(slack => slack.Sockets.Envelopes.All.Sum(envelope => envelope.SentTo.Length) == 4);
        Assert.Equal([1, 2, 2, 2], Slack.Sockets.Envelopes.All.Select(envelope => envelope.SentTo[0]).Order());
    }

    [Fact]
    public async Task Unacknowledged_FailsForThePerson_AndIsRepeatedToTheOther()
    {
        using var one = await SlackSocketClient.StartAsync(Slack);
        using var two = await SlackSocketClient.StartAsync(Slack);
        var click = ClickAsync(one.Theirs.Door);
        var first = await one.ReceiveAsync();
        Time.Advance(SocketEnvelopes.Patience);
        Assert.Equal(0, (await click).Status);
        var repeated = await two.ReceiveAsync();
        Assert.Equal(
            (first["envelope_id"]!.ToString(), "1", "timeout"),
            (
                repeated["envelope_id"]!.ToString(),
                repeated["retry_attempt"]!.ToString(),
                repeated["retry_reason"]!.ToString()
            )
        );
        await two.AcknowledgeAsync(repeated);
        await Slack.WaitUntilAsync(slack => slack.Sockets.Envelopes.All[0].IsAcknowledged);
        await one.AcknowledgeAsync(first);
        await Slack.WaitUntilAsync(slack => slack.Sockets.Envelopes.All[0].AcknowledgedBy.Length == 2);
        Time.Advance(SocketEnvelopes.Patience);
        Assert.Equal([1, 2], Slack.Sockets.Envelopes.All[0].SentTo.AsEnumerable());
        Assert.Empty(Slack.Complaints);
    }

    [Fact]
    public async Task Unacknowledged_IsRepeatedThreeTimes_AlsoToASocketThatComesLater()
    {
        var one = await SlackSocketClient.StartAsync(Slack);
        var click = ClickAsync(SlackSockets.Any);
        await one.ReceiveAsync();
        one.Dispose();
        await Slack.WaitUntilAsync(slack => slack.Sockets.Registered.IsEmpty);
        Time.Advance(SocketEnvelopes.Patience);
        await click;
        using var two = await SlackSocketClient.StartAsync(Slack);
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(i.ToString(), (await two.ReceiveAsync())["retry_attempt"]!.ToString());
            Time.Advance(SocketEnvelopes.Patience);
        }

        Assert.Equal([1, 2, 2, 2], Slack.Sockets.Envelopes.All[0].SentTo.AsEnumerable());
    }

    [Theory]
    [InlineData("", "acknowledges no envelope")]
    [InlineData("[]", "acknowledges no envelope")]
    [InlineData("""{"envelope_id":"3e1f6f0c-0000-4000-8000-000000000000"}""", "acknowledges no envelope")]
    [InlineData("""{"envelope_id":"ID","payload":{"text":"x"}}""", "payload where none is accepted")]
    [InlineData("""{"envelope_id":"ID","payload":null}""", "payload is no object")]
    [InlineData("""{"envelope_id":"ID","text":"x"}""", "unknown fields")]
    public async Task Acknowledgement_ThatSlackDoesNotTake_IsNone(string text, string complaint)
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        var click = ClickAsync(SlackSockets.Any);
        var envelope = await client.ReceiveAsync();
        await client.SendAsync(text.Replace("ID", envelope["envelope_id"]!.ToString()));
        await Slack.WaitUntilAsync(slack => slack.Complaints.Length == 1);
        Assert.Contains(complaint, Slack.Complaints[0]);
        Assert.False(click.IsCompleted);
        await client.AcknowledgeAsync(envelope);
        Assert.Equal(200, (await click).Status);
    }

    [Fact]
    public async Task Acknowledgement_TwiceOrByAnother_IsComplainedAbout()
    {
        using var one = await SlackSocketClient.StartAsync(Slack);
        using var two = await SlackSocketClient.StartAsync(Slack);
        _ = ClickAsync(one.Theirs.Door);
        var envelope = await one.ReceiveAsync();
        await two.AcknowledgeAsync(envelope);
        await Slack.WaitUntilAsync(slack => slack.Complaints.Length == 1);
        await one.AcknowledgeAsync(envelope);
        await one.AcknowledgeAsync(envelope);
        await Slack.WaitUntilAsync(slack => slack.Complaints.Length == 2);
        Assert.All(Slack.Complaints, complaint => Assert.Contains("did not receive, or twice", complaint));
    }

    [Fact]
    public async Task Frame_ThatIsNoText_IsComplainedAbout()
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        await client.SendAsync("x", WebSocketMessageType.Binary);
        await Slack.WaitUntilAsync(slack => slack.Complaints.Length == 1);
        Assert.Contains("Binary", Slack.Complaints[0]);
    }

    [Fact]
    public async Task Forgery_OfWhatOnlyHttpHas_IsImpossible()
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Slack.SendPayloadAsync(SlackSockets.Any, [], new() { SigningSecret = "other" })
        );
    }
}
