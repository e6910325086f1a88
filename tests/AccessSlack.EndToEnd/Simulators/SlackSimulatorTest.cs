using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>A workspace with a clock that stands still, one person and one channel.</summary>
public abstract class SlackSimulatorTest : IAsyncLifetime
{
    private protected Testing.ManualTime Time { get; } = new();

    private protected SlackSimulator Slack { get; private set; } = null!;

    private protected SlackRawClient App { get; private set; } = null!;

    private protected SlackPerson Bob { get; private set; } = null!;

    private protected SlackChannel Channel { get; private set; } = null!;

    private protected virtual SlackSimulatorOptions Options => new();

    public async Task InitializeAsync()
    {
        Slack = await SlackSimulator.StartAsync(Options with { Time = Time });
        App = new(Slack);
        Bob = Slack.AddPerson("bob", "bob@example.com");
        Channel = Slack.AddChannel("access", Bob);
    }

    public async Task DisposeAsync()
    {
        App.Dispose();
        await Slack.DisposeAsync();
    }

    private protected static string Error(JsonObject answer) => answer["error"]?.ToString() ?? "";
}
