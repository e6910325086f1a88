using AccessSlack.Testing;
using Microsoft.Playwright;

namespace AccessSlack.Browser;

/// <summary>The system's Chromium, without a window; nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
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
        if (Needs.Missing(Needs.Chromium) is not null) return; // its tests are skipped
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Needs.Chromium, Args = Arguments });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>What a person has: some tabs that share nothing with those of another test.</summary>
    /// <param name="width">Of the window.</param>
    /// <param name="height">Of the window.</param>
    /// <param name="colors">What the person prefers.</param>
    /// <param name="takesAnyCertificate">Also those of a test's own authority, which the system does not know.</param>
    internal async Task<IBrowserContext> OpenAsync(
        int width,
        int height,
        ColorScheme colors,
        bool takesAnyCertificate = false
    )
    {
        var context = await _browser!.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = colors,
                ReducedMotion = ReducedMotion.Reduce,
                IgnoreHTTPSErrors = takesAnyCertificate,
            }
        );
        context.SetDefaultTimeout(Patience);
        return context;
    }
}
