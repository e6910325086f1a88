using AccessSlack.Sandbox.Demo;
using Microsoft.Playwright;

namespace AccessSlack.Browser;

/// <summary>
/// The demo in a real browser, with the real daemon behind it. Its test classes run side by side.
/// </summary>
public abstract class DemoTest(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    protected const string Reason = "incident 4711";

    private readonly List<DemoTab> _tabs = [];
    private SandboxDemo _demo = null!;
    private IBrowserContext? _browser;

    /// <summary>The folder for pictures; null if none are wanted.</summary>
    protected static string? Pictures =>
        Environment.GetEnvironmentVariable("SANDBOX_PICTURES") is { Length: > 0 } folder ? folder : null;

    public async Task InitializeAsync() =>
        _demo = await SandboxDemo
            .StartAsync(0, TextWriter.Null, CancellationToken.None, troubleFor: TimeSpan.FromHours(1))
            .WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>After every test: no errors in the page's console and no requests to other hosts.</summary>
    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        await _demo.DisposeAsync();
        var troubles = string.Join('\n', _tabs.SelectMany(tab => tab.Troubles));
        Assert.True(troubles.Length == 0, troubles);
    }

    private protected async Task<DemoTab> OpenAsync(int width = 1400, int height = 910)
    {
        _browser ??= await chromium.OpenAsync(width, height, ColorScheme.Light);
        var tab = await DemoTab.OpenAsync(_browser, _demo.Address);
        _tabs.Add(tab);
        return tab;
    }
}
