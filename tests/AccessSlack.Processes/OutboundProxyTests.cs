using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Slack.Sockets;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>
/// A proxy of the environment is the way to Slack, also for answers to clickers, and never the way to Teleport.
/// </summary>
public class OutboundProxyTests
{
    private const string Password = "s3cret-of-the-proxy";

    private static readonly SlackSimulatorOptions SocketMode = new()
    {
        AppToken = SlackSimulatorOptions.SampleAppToken,
    };

    [Theory]
    [InlineData("HTTP_PROXY")]
    [InlineData("http_proxy")]
    [InlineData("ALL_PROXY")]
    public async Task Daemon_ProxyForHttp_CarriesAllOfSlackAndNothingOfTeleport(string variable)
    {
        await using var site = await Site.CreateAsync();
        await using var proxy = new RecordingProxy { Credentials = "daemon:" + Password };
        // A proxy for https would be asked for Teleport, if anything were.
        await using var forTeleport = new RecordingProxy();
        await using var daemon = site.StartDaemon(
            null,
            Variables(
                (variable, $"http://daemon:{Password}@{proxy.Authority}"),
                ("HTTPS_PROXY", "http://" + forTeleport.Authority)
            ),
            "--debug"
        );
        var endpoint = new Uri("http://" + (await daemon.LineAsync("HTTP server on ")).Split("server on ")[1]);

        var message = await site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("bob", "dba")));
        // Bob may not decide his own request, and is told so through his response_url.
        await site.Slack.ClickAsync(site.Bob.Id, message.Channel, message.Ts, "approve_request", endpoint);
        await site.Slack.WaitUntilAsync(slack => slack.CountOf(SlackSimulator.ResponseUrl) >= 1);
        await daemon.SignalAsync(PosixSignal.SIGTERM);

        Assert.Equal(0, await daemon.ExitAsync());
        Assert.Equal(site.Slack.Calls.Length, proxy.Passed.Count);
        Assert.All(proxy.Passed, line =>
            Assert.Contains($" {new Uri(site.Slack.ApiUrl, "/")}", line, StringComparison.Ordinal)
        );
        Assert.Contains(proxy.Passed, line => line.Contains("/actions/", StringComparison.Ordinal));
        Assert.Empty(forTeleport.Asked);
        var log = string.Join('\n', daemon.Errors);
        Assert.DoesNotContain(Password, log, StringComparison.Ordinal);
        site.AssertNothingSecret(log);
    }

    [Theory]
    [InlineData("NO_PROXY", "127.0.0.1")]
    [InlineData("no_proxy", "example.com, 127.0.0.0/8")]
    [InlineData("NO_PROXY", "*")]
    public async Task Daemon_NoProxy_GoesDirectly(string variable, string value)
    {
        await using var site = await Site.CreateAsync();
        await using var proxy = new RecordingProxy { Refusal = 403 };
        await using var daemon = site.StartDaemon(
            null,
            Variables(("HTTP_PROXY", "http://" + proxy.Authority), (variable, value))
        );

        await daemon.LineAsync("HTTP server on ");

        Assert.Empty(proxy.Asked);
    }

    [Theory]
    [InlineData("HTTPS_PROXY")]
    [InlineData("https_proxy")]
    public async Task Daemon_ProxyForHttps_TunnelsToSlackByName(string variable)
    {
        await using var site = await Site.CreateAsync();
        using var authority = new ListenerAuthority();
        await File.WriteAllTextAsync(site.File("web.pem"), authority.Root.ExportCertificatePem());
        await using var front = new TlsFront(
            authority,
            "slack.example.test",
            IPEndPoint.Parse(site.Slack.ApiUrl.Authority)
        );
        await using var proxy = new RecordingProxy { Credentials = "daemon:" + Password, TunnelEnd = front.EndPoint };
        // Which nothing but the proxy knows
        site.Replace(site.Slack.ApiUrl.ToString(), "https://slack.example.test/api/");
        await using var daemon = site.StartDaemon(
            null,
            Variables(
                (variable, $"http://daemon:{Password}@{proxy.Authority}"),
                ("SSL_CERT_FILE", site.File("web.pem"))
            ),
            "--debug"
        );

        await daemon.LineAsync("HTTP server on ");
        await site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba")));

        Assert.NotEmpty(proxy.Passed);
        Assert.All(proxy.Asked, line =>
            Assert.StartsWith("CONNECT slack.example.test:443 ", line, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(Password, string.Join('\n', daemon.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Daemon_SocketMode_GoesThroughTheProxyToo()
    {
        await using var site = await Site.CreateAsync(SocketMode);
        await using var proxy = new RecordingProxy { Credentials = "daemon:" + Password };
        await using var daemon = site.StartDaemon(
            null,
            Variables(("HTTP_PROXY", $"http://daemon:{Password}@{proxy.Authority}")),
            "--debug"
        );
        await daemon.LineAsync("Connected to Slack over Socket Mode");

        var message = await site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("bob", "dba")));
        var ack = await site.Slack.ClickAsync(
            site.Bob.Id,
            message.Channel,
            message.Ts,
            "approve_request",
            SlackSockets.Any
        );
        await daemon.SignalAsync(PosixSignal.SIGTERM);

        Assert.Equal((200, 0), (ack.Status, await daemon.ExitAsync()));
        Assert.Contains(proxy.Passed, line =>
            line.StartsWith($"CONNECT {site.Slack.ApiUrl.Authority} ", StringComparison.Ordinal)
        );
        Assert.Equal(1000, Assert.Single(site.Slack.Sockets.All).CloseCode);
        site.AssertNothingSecret(string.Join('\n', daemon.Errors));
    }

    [Fact]
    public async Task Start_ProxyThatLetsNoSocketThrough_IsNamed()
    {
        await using var site = await Site.CreateAsync(SocketMode);
        await using var proxy = new RecordingProxy { TunnelRefusal = 403 };
        await using var daemon = site.StartDaemon(null, Variables(("HTTP_PROXY", "http://" + proxy.Authority)));

        var line = await daemon.LineAsync("Slack did not open a connection of Socket Mode (proxy_failed)");
        await daemon.SignalAsync(PosixSignal.SIGTERM);

        Assert.Equal(0, await daemon.ExitAsync());
        Assert.Contains($"The proxy http://{proxy.Authority} refuses us (HTTP 403)", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://slack.example.test/api/", 403, "refuses us (HTTP 403)")]
    [InlineData("https://slack.example.test/api/", 407, "refuses us (HTTP 407, it wants a user and password")]
    [InlineData(null, 407, "refuses us (HTTP 407, it wants a user and password")]
    [InlineData("https://slack.example.test/api/", null, "cannot be reached")]
    [InlineData(null, null, "cannot be reached")]
    public async Task Start_ProxyThatRefuses_IsNamedWithoutItsCredentials(string? apiUrl, int? refusal, string words)
    {
        await using var site = await Site.CreateAsync();
        await using var proxy = new RecordingProxy { Refusal = refusal };
        if (refusal is null) await proxy.DisposeAsync();
        if (apiUrl is not null) site.Replace(site.Slack.ApiUrl.ToString(), apiUrl);
        var address = $"http://daemon:{Password}@{proxy.Authority}";
        await using var daemon = site.StartDaemon(
            null,
            Variables(("HTTP_PROXY", address), ("HTTPS_PROXY", address)),
            "--debug"
        );

        var line = await daemon.LineAsync("did not answer (proxy_failed)");
        await daemon.SignalAsync(PosixSignal.SIGTERM);

        Assert.Equal(0, await daemon.ExitAsync());
        Assert.Contains($"The proxy http://{proxy.Authority} {words}", line, StringComparison.Ordinal);
        Assert.Contains("HTTPS_PROXY", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, string.Join('\n', daemon.Errors), StringComparison.Ordinal);
        Assert.Empty(site.Slack.Calls);
    }

    /// <summary>
    /// Takes the minute of the start in real time: the environment cannot be set for a part of a process.
    /// </summary>
    [Fact]
    public async Task Start_ProxyThatRefusesForAMinute_Exits69AndNamesIt()
    {
        await using var site = await Site.CreateAsync();
        await using var proxy = new RecordingProxy { Refusal = 403 };
        site.Replace(site.Slack.ApiUrl.ToString(), "https://slack.example.test/api/");
        await using var daemon = site.StartDaemon(null, Variables(("HTTPS_PROXY", "http://" + proxy.Authority)));

        Assert.Equal(69, await daemon.ExitAsync(TimeSpan.FromMinutes(3)));
        Assert.Contains(
            $"The proxy http://{proxy.Authority} refuses us (HTTP 403)",
            Assert.Single(daemon.Errors, line => line.Contains("Cannot start", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    private static Dictionary<string, string> Variables(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(variable => variable.Name, variable => variable.Value);

    /// <summary>Ends TLS in front of the simulated Slack, which speaks plain HTTP.</summary>
    private sealed class TlsFront : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _accepting;

        public TlsFront(ListenerAuthority authority, string name, IPEndPoint behind)
        {
            _listener.Start();
            _accepting = AcceptAsync(authority, name, behind);
        }

        public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Stop();
            await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }

        private async Task AcceptAsync(ListenerAuthority authority, string name, IPEndPoint behind)
        {
            using var certificate = authority.Issue(name);
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client, new SslServerAuthenticationOptions { ServerCertificate = certificate }, behind);
            }
        }

        private async Task ServeAsync(TcpClient client, SslServerAuthenticationOptions options, IPEndPoint behind)
        {
            using var server = new TcpClient();
            using (client)
            {
                try
                {
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(options, _stop.Token);
                    await server.ConnectAsync(behind, _stop.Token);
                    await Task.WhenAny(
                        tls.CopyToAsync(server.GetStream(), _stop.Token),
                        server.GetStream().CopyToAsync(tls, _stop.Token)
                    );
                }
                catch (Exception e)
                    when (e is IOException or SocketException or AuthenticationException or OperationCanceledException)
                {
                    // either side went away
                }
            }
        }
    }
}
