using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Simulators.Sockets;

/// <summary>A workspace whose app uses Socket Mode.</summary>
public abstract class SlackSocketTest : SlackSimulatorTest
{
    private protected override SlackSimulatorOptions Options =>
        new() { AppToken = SlackSimulatorOptions.SampleAppToken };

    private protected Task<string> UrlAsync() => SlackSocketClient.UrlAsync(Slack, Slack.Options.AppToken);

    private protected async Task<SlackAck> ClickAsync(Uri door)
    {
        const string button =
            """{"type":"button","action_id":"approve_request","text":{"type":"plain_text","text":"Approve"}}""";
        const string buttons = $$""","blocks":[{"type":"actions","elements":[{{button}}]}] """;
        var (channel, ts) = await App.PostAsync(Channel.Id, buttons);
        return await Slack.ClickAsync(Bob.Id, channel, ts, "approve_request", door);
    }

    /// <summary>While the app listens, which is when it answers pings.</summary>
    private protected void Advance(SlackSocketClient listening, TimeSpan time)
    {
        _ = listening.ReceiveAsync();
        Time.Advance(time);
    }
}
