using Microsoft.Playwright;

namespace AccessSlack.EndToEnd.Browser;

/// <summary>The system's Chromium, without a window; nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Path = "/usr/bin/chromium";

    /// <summary>Milliseconds. Generous, for a busy machine: what is right is seen at once.</summary>
    private const float Patience = 30_000;

    // A container's root has no sandbox to offer; the rest keeps the browser from calling anybody by itself.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        RequireInstalled(Path);
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = Arguments });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>What a person has: some tabs that share nothing with those of another test.</summary>
    internal async Task<IBrowserContext> OpenAsync(int width, int height, ColorScheme colors)
    {
        var context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = colors, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    internal static void RequireInstalled(string path)
    {
        if (!File.Exists(path)) throw new InvalidOperationException($"The browser tests need {path}: install the package chromium (Debian: apt-get install chromium).");
    }
}
