using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes.Connect;

/// <summary>A site whose Slack app is not installed yet, <c>connect</c> on it, and a browser.</summary>
internal sealed class ConnectSite : IAsyncDisposable
{
    /// <summary>A proxy at this address terminates TLS; the browser of the tests takes its place.</summary>
    public const string PublicAddress = "https://slack.example.com";

    public const string Callback = PublicAddress + "/slack/oauth/callback";

    private readonly List<DaemonProcess> _runs = [];

    private ConnectSite(Site site) => Site = site;

    public Site Site { get; }

    public SlackSimulator Slack => Site.Slack;

    public SlackInstaller Browser { get; } = new();

    public string TokenFile => Site.File("token");

    public static async Task<ConnectSite> CreateAsync(SlackSimulatorOptions? slack = null)
    {
        var site = new ConnectSite(await Site.CreateAsync(slack));
        var app = site.Slack.State.OAuth = site.Slack.State.OAuth with { RedirectUrls = [Callback] };
        site.Site.Replace(
            $"token = \"{site.Slack.Options.BotToken}\"",
            $"""
            token = "{site.TokenFile}"
            client_id = "{app.ClientId}"
            client_secret = "{app.ClientSecret}"
            """
        );
        site.Site.Toml += $"public_addr = \"{PublicAddress}\"\n";
        return site;
    }

    /// <summary>Starts it and waits until it waits.</summary>
    public async Task<ConnectRun> ConnectAsync(string configuration = "config.toml")
    {
        var process = Site.StartCommand("connect", configuration);
        _runs.Add(process);
        var address = await process.OutputLineAsync("/oauth/v2/authorize?");
        var listener = await process.OutputLineAsync("must lead to ");
        return new(process, new Uri(address.Trim()), new Uri(listener.Split("must lead to ")[1].TrimEnd('.')));
    }

    /// <summary>Runs one that ends before it waits.</summary>
    public async Task<(int ExitCode, string Words)> RefusalAsync()
    {
        var process = Site.StartCommand("connect");
        _runs.Add(process);
        var code = await process.ExitAsync();
        Assert.Empty(process.Output);
        return (code, string.Join('\n', process.Errors));
    }

    /// <summary>How a run ended that must not have written anything.</summary>
    public async Task<string> NothingWrittenAsync(ConnectRun run, int exitCode)
    {
        Assert.Equal(exitCode, await run.Process.ExitAsync());
        Assert.Equal(["auth.cas", "auth.crt", "auth.key", "config.toml"], FilesOf(Site));
        var words = string.Join('\n', run.Process.Errors);
        Assert.DoesNotContain(run.Address.Query.Split("state=")[1], words, StringComparison.Ordinal);
        return words;
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        foreach (var run in _runs) await run.DisposeAsync();
        await Site.DisposeAsync();
    }

    private static IEnumerable<string> FilesOf(Site site) =>
        new DirectoryInfo(Path.GetDirectoryName(site.File("config.toml"))!)
            .EnumerateFiles()
            .Select(file => file.Name)
            .Order(StringComparer.Ordinal);
}

/// <param name="Process">It waits for the browser.</param>
/// <param name="Address">To be opened.</param>
/// <param name="Listener">Where it listens.</param>
internal sealed record ConnectRun(DaemonProcess Process, Uri Address, Uri Listener);
