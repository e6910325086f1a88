using System.Net;
using System.Net.Sockets;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AccessSlack.Browser;

/// <summary>
/// The installation of the app as a person does it: the address that <c>connect</c> printed, Slack's page, and back to
/// the listener of <c>connect</c> over https.
/// </summary>
public sealed class ConnectInBrowserTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime, IDisposable
{
    private readonly ListenerAuthority _authority = new();
    private Site _site = null!;
    private DaemonProcess _connect = null!;
    private IBrowserContext _browser = null!;
    private IPage _page = null!;

    private string TokenFile => _site.File("token");

    public async Task InitializeAsync()
    {
        if (Needs.Missing(Needs.Chromium) is not null) return; // its tests are skipped
        _site = await Site.CreateAsync();
        Configure(FreePort());
        _connect = _site.StartCommand("connect");
        _browser = await chromium.OpenAsync(1000, 700, ColorScheme.Light, takesAnyCertificate: true);
        _page = await _browser.NewPageAsync();
        await _page.GotoAsync((await _connect.OutputLineAsync("/oauth/v2/authorize?")).Trim());
    }

    public async Task DisposeAsync()
    {
        if (_browser is null) return;
        await _browser.DisposeAsync();
        await _connect.DisposeAsync();
        await _site.DisposeAsync();
    }

    public void Dispose() => _authority.Dispose();

    [NeedsFact(Needs.Chromium)]
    public async Task Allow_EndsWithAPageThatNamesTheWorkspace()
    {
        await Expect(_page.GetByRole(AriaRole.Heading)).ToContainTextAsync("requesting permission to access Sandbox");
        await Expect(_page.GetByRole(AriaRole.Listitem)).ToContainTextAsync(["chat:write"]);

        await _page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();

        await Expect(_page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Connected");
        await Expect(_page.GetByRole(AriaRole.Paragraph)).ToContainTextAsync("Sandbox (T0SANDBOX)");
        Assert.Equal(0, await _connect.ExitAsync());
        Assert.Equal(_site.Slack.Options.BotToken + "\n", await File.ReadAllTextAsync(TokenFile));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TokenFile));
        _site.AssertNothingSecret(await _page.ContentAsync());
        if (Environment.GetEnvironmentVariable("SANDBOX_PICTURES") is { Length: > 0 } folder)
            await _page.ScreenshotAsync(new() { Path = Path.Combine(folder, "connect.png") });
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Cancel_EndsWithAPageThatSaysSo()
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(_page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Declined");
        Assert.Equal(1, await _connect.ExitAsync());
        Assert.False(File.Exists(TokenFile));
    }

    /// <summary>The address that Slack sends the browser to has this port, so it is chosen before.</summary>
    private void Configure(int port)
    {
        var address = $"https://127.0.0.1:{port}";
        var app = _site.Slack.State.OAuth = _site.Slack.State.OAuth with
        {
            RedirectUrls = [address + "/slack/oauth/callback"],
        };
        _authority.Write(_site.File("https.crt"), _site.File("https.key"));
        _site.Replace(
            $"token = \"{_site.Slack.Options.BotToken}\"",
            $"token = \"{TokenFile}\"\nclient_id = \"{app.ClientId}\"\nclient_secret = \"{app.ClientSecret}\""
        );
        _site.Replace("127.0.0.1:0", $"127.0.0.1:{port}");
        _site.Replace(
            "insecure = true",
            $"""
            public_addr = "{address}"
            https_cert_file = "{_site.File("https.crt")}"
            https_key_file = "{_site.File("https.key")}"
            """
        );
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
