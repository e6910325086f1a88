using System.Text;
using AccessSlack.Commands;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Service;

/// <summary>
/// <c>connect</c> beside a daemon that needs no listener, as with Socket Mode: the daemon goes on with the new token.
/// </summary>
public sealed class ConnectTests
{
    /// <summary>A running daemon looks for changed files that often.</summary>
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Connect_BesideARunningDaemon_GivesItTheNextToken()
    {
        await using var world = await World.PrepareAsync(new() { Slack = "notify_only = true\nchannel = \"access\"" });
        var (app, file) = (world.Slack.State.OAuth, world.File("token"));
        world.Slack.State.OAuth = app with { RedirectUrls = ["https://slack.example.com/slack/oauth/callback"] };
        await File.WriteAllTextAsync(file, world.Slack.Options.BotToken);
        var toml = world
            .Toml()
            .Replace($"token = \"{world.Slack.Options.BotToken}\"", $"token = \"{file}\"", StringComparison.Ordinal);
        await world.CreateReplica(_ => toml).StartAsync();
        var (old, configuration) = (world.Slack.Options.BotToken, world.File("connect.toml"));
        await File.WriteAllTextAsync(
            configuration,
            toml.Replace("[http]", "[http]\npublic_addr = \"slack.example.com\"", StringComparison.Ordinal)
                .Replace(
                    "[slack]",
                    $"[slack]\nclient_id = \"{app.ClientId}\"\nclient_secret = \"{app.ClientSecret}\"",
                    StringComparison.Ordinal
                )
        );

        await using var output = new Terminal();
        var running = CommandLine.RunAsync(["connect", "-c", configuration], output, output);
        using var browser = new SlackInstaller();
        var location = await browser.DecideAsync(new((await output.LineAsync("/oauth/v2/authorize?")).Trim()));
        var listener = await output.LineAsync("must lead to ");
        await browser.ComeBackAsync(location, new(listener.Split("must lead to ")[1].TrimEnd('.')));
        Assert.Equal(0, await running);
        Assert.NotEqual(old, world.Slack.Options.BotToken);
        world.Time.Advance(NextLook);

        await world.Daemon.LoggedAsync("Renewed credentials or secrets");
        await world.RequestAsync();
    }

    private sealed class Terminal : StringWriter
    {
        private readonly TaskCompletionSource<string> _text = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Encoding Encoding => Encoding.UTF8;

        public async Task<string> LineAsync(string part) =>
            (await _text.Task.WaitAsync(TimeSpan.FromSeconds(30)))
                .Split('\n')
                .First(line => line.Contains(part, StringComparison.Ordinal));

        public override Task WriteAsync(string? value)
        {
            _text.TrySetResult(value!); // the first piece is the whole invitation, or why there is none
            return Task.CompletedTask;
        }
    }
}
