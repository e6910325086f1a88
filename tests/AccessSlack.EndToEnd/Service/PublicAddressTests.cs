using System.Net;
using System.Net.Sockets;
using System.Text;
using AccessSlack.Configuration;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Hosting.Checks;
using AccessSlack.Hosting.Checks.PublicAddress;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AccessSlack.EndToEnd.Service;

/// <summary><c>check --public-url</c> against a running daemon, with a real proxy in between.</summary>
public class PublicAddressTests
{
    private const string OtherSecret = "ffeeddccbbaa99887766554433221100";
    private const string Both = "/slack/interactions, /slack/commands";

    /// <summary>What the proxy does; then the code, the subject, and some words.</summary>
    private static readonly Dictionary<string, (Action<WebRelay>, string Code, string Subject, string Words)> Faults =
        new()
        {
            ["encodes the form again"] = (
                relay => relay.Change = call => call.Body = EncodeAgain(call.Body),
                "public_body_changed",
                Both,
                "must not decode and encode the form"
            ),
            ["removes the signature"] = (
                relay => relay.Change = call => call.Headers.Remove("X-Slack-Signature"),
                "public_call_changed",
                Both,
                "X-Slack-Signature and X-Slack-Request-Timestamp"
            ),
            ["is another server"] = (
                relay => relay.AnswersItself = (http, _) => Answer(http, 200),
                "public_other_server",
                Both,
                "without the proof"
            ),
            ["redirects"] = (
                relay => relay.AnswersItself = (http, _) =>
                {
                    http.Response.Redirect("https://www.example.com/slack/interactions?a=b");
                    return true;
                },
                "public_redirect",
                Both,
                "(302) to https://www.example.com."
            ),
            ["knows no path"] = (
                relay => relay.AnswersItself = (http, _) => Answer(http, 404),
                "public_path",
                Both,
                "404"
            ),
            ["takes no POST"] = (
                relay => relay.AnswersItself = (http, _) => Answer(http, 405),
                "public_path",
                Both,
                "with POST"
            ),
            ["removes the path"] = (
                relay => relay.Change = call => call.Path = "/",
                "public_path",
                "/slack/commands", // interactions are taken there as well
                "It arrived at the daemon as /."
            ),
            ["mixes the paths up"] = (
                relay => relay.Change = call => call.Path = "/slack/interactions",
                "public_path",
                "/slack/commands",
                "It arrived at the daemon as /slack/interactions."
            ),
            ["limits bodies"] = (
                relay => relay.AnswersItself = (http, call) => call.Body.Length > 8192 && Answer(http, 413),
                "public_too_large",
                Both,
                "Raise its limit"
            ),
            ["does not reach the daemon"] = (
                relay => relay.AnswersItself = (http, _) => Answer(http, 502),
                "public_unavailable",
                Both,
                "upstream"
            ),
            ["wants a login"] = (
                relay => relay.AnswersItself = (http, _) =>
                {
                    http.Response.Headers.WWWAuthenticate = "Basic realm=\"staff\"";
                    return Answer(http, 401);
                },
                "public_login",
                Both,
                "without a login"
            ),
            ["forbids everything"] = (
                relay => relay.AnswersItself = (http, _) => Answer(http, 403),
                "public_login",
                Both,
                "(403)"
            ),
            ["forbids what it inspects"] = (
                relay => relay.AnswersItself = (http, call) => call.Body.Length > 8192 && Answer(http, 403),
                "public_filtered",
                Both,
                "a short one arrives"
            ),
            ["is broken"] = (
                relay => relay.AnswersItself = (http, _) => Answer(http, 500),
                "public_answer",
                Both,
                "500"
            ),
        };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Fact]
    public async Task Check_ProxyPassesEverything_SaysThatItArrived()
    {
        await using var world = await World.StartAsync();
        await using var relay = await WebRelay.StartAsync(world.Daemon.Endpoint, world.Time);

        var report = await CheckAsync(world, relay.Address);

        Assert.Empty(report.Findings);
        Assert.StartsWith(
            $"http://{relay.Address.Authority}: probes to {Both} arrived unchanged",
            Assert.Single(report.Facts).Value,
            StringComparison.Ordinal
        );
        Assert.Equal(1, world.Daemon.CountInLog("A probe of check --public-url arrived"));
        Assert.Equal(0, world.Daemon.CountInLog("Refused"));
    }

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Check_ProxyAtFault_IsTheOnlyFinding(string what)
    {
        var (set, code, subject, words) = Faults[what];
        await using var world = await World.StartAsync();
        await using var relay = await WebRelay.StartAsync(world.Daemon.Endpoint, world.Time);
        set(relay);

        var report = await CheckAsync(world, relay.Address);

        AssertOnly(report, code, subject, words);
    }

    [Fact]
    public async Task Check_DaemonHasAnotherSecret_SaysSo()
    {
        await using var world = await World.StartAsync();
        await using var relay = await WebRelay.StartAsync(world.Daemon.Endpoint, world.Time);

        var report = await CheckAsync(
            world,
            relay.Address,
            toml => toml.Replace(world.Slack.Options.SigningSecret, OtherSecret, StringComparison.Ordinal)
        );

        AssertOnly(report, "public_secret", Both, "it runs with another signing secret");
    }

    /// <summary>Without the listener on this machine, it cannot be told from a change of the headers.</summary>
    [Fact]
    public async Task Check_SignatureRefusedByADaemonElsewhere_NamesBothReasons()
    {
        await using var world = await World.StartAsync();
        await using var relay = await WebRelay.StartAsync(world.Daemon.Endpoint, world.Time);
        relay.Change = call => call.Headers.Remove("X-Slack-Request-Timestamp");

        var report = await CheckAsync(
            world,
            relay.Address,
            toml => toml.Replace(Listen(world), "127.0.0.1:0", StringComparison.Ordinal)
        );

        AssertOnly(report, "public_secret", Both, "or something on the way changes the headers or the body");
    }

    [Fact]
    public async Task Check_ClocksDiffer_SaysSo()
    {
        await using var world = await World.StartAsync();
        await using var relay = await WebRelay.StartAsync(world.Daemon.Endpoint, world.Time);
        var ahead = new ManualTime();
        ahead.Advance(world.Time.GetUtcNow() - ahead.GetUtcNow() + TimeSpan.FromSeconds(301));

        var report = await CheckAsync(world, relay.Address, time: ahead);

        AssertOnly(report, "clock_skew", Both, "differ by 301 s");
    }

    [Fact]
    public async Task Check_NothingListensThere_TellsWhetherTheDaemonRuns()
    {
        await using var world = await World.StartAsync();
        var nowhere = new Uri($"http://127.0.0.1:{FreePort()}");

        AssertOnly(
            await CheckAsync(world, nowhere),
            "public_unreachable",
            "http.public_addr",
            $"(connection refused), although the daemon answers on {Listen(world)} on this machine."
        );
        await world.StopReplicasAsync();
        AssertOnly(
            await CheckAsync(world, nowhere),
            "public_unreachable",
            "http.public_addr",
            $"and nothing listens on {Listen(world)} on this machine"
        );
    }

    [Fact]
    public async Task Check_NameThatDoesNotResolve_SaysSo()
    {
        await using var world = await World.StartAsync();

        var report = await CheckAsync(world, new("https://slack.invalid"));

        AssertOnly(report, "public_name", "http.public_addr", "The host slack.invalid cannot be resolved");
    }

    [Theory]
    [InlineData("127.0.0.1", false, "does not lead to an authority that this machine trusts")]
    [InlineData("localhost", false, "the certificate is not for localhost")]
    [InlineData("127.0.0.1", true, "the certificate expired at 2020-01-02")]
    public async Task Check_CertificateThatSlackRefuses_SaysWhy(string host, bool isExpired, string words)
    {
        using var authority = new ListenerAuthority();
        await using var world = await World.PrepareAsync(new()
        {
            Http = """
                https_key_file = "FOLDER/server.key"
                https_cert_file = "FOLDER/server.crt"
                """,
        });
        DateTimeOffset? until = isExpired ? new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.Zero) : null;
        authority.Write(world.File("server.crt"), world.File("server.key"), until);
        await world.StartReplicaAsync();

        var report = await CheckAsync(world, new($"https://{host}:{world.Daemon.Endpoint.Port}"));

        AssertOnly(report, "public_tls", "http.public_addr", words);
    }

    [Fact]
    public async Task Check_PlainHttpWhereTlsIsExpected_SaysThatThereIsNoTls()
    {
        await using var world = await World.StartAsync();

        var report = await CheckAsync(world, new($"https://127.0.0.1:{world.Daemon.Endpoint.Port}"));

        AssertOnly(report, "public_tls", "http.public_addr", "There is no TLS connection");
    }

    [Fact]
    public async Task Check_NoAddress_IsAFault()
    {
        await using var world = await World.StartAsync();

        AssertOnly(await CheckAsync(world, null), "public_addr_missing", "http.public_addr", "Set public_addr");
    }

    [Theory]
    [InlineData("notify_only = true", "with notify_only")]
    [InlineData("app_token = \"xapp-1-A1-1-a\"", "Socket Mode")]
    public async Task Check_SlackCallsNothing_SaysThatNothingNeedsToBeReached(string line, string words)
    {
        await using var world = await World.StartAsync();

        var report = await CheckAsync(
            world,
            null,
            toml => toml.Replace("[slack]", $"[slack]\n{line}", StringComparison.Ordinal)
        );

        Assert.Empty(report.Findings);
        Assert.Contains(words, Assert.Single(report.Facts).Value, StringComparison.Ordinal);
    }

    private static void AssertOnly(CheckReport report, string code, string subject, string words)
    {
        var finding = Assert.Single(report.Findings);
        Assert.Equal((true, code, subject), (finding.IsFault, finding.Code, finding.Subject));
        Assert.Contains(words, $"{finding.Message} {finding.Remedy}", StringComparison.Ordinal);
        Assert.NotEqual("", finding.Remedy);
        Assert.Empty(report.Facts);
    }

    private static string Listen(World world) => $"127.0.0.1:{world.Daemon.Endpoint.Port}";

    private static async Task<CheckReport> CheckAsync(
        World world,
        Uri? address,
        Func<string, string>? edit = null,
        TimeProvider? time = null
    )
    {
        var toml = world.Toml()
            .Replace(
                "listen_addr = \"127.0.0.1:0\"",
                $"listen_addr = \"{Listen(world)}\"" +
                (address is null ? "" : $"\npublic_addr = \"{address.GetLeftPart(UriPartial.Authority)}\""),
                StringComparison.Ordinal
            );
        await File.WriteAllTextAsync(world.File("check.toml"), edit is null ? toml : edit(toml));
        var read = new ConfigReader(new SystemConfigSource()).Read(world.File("check.toml"));
        Assert.Empty(read.Problems);
        var report = new CheckReport([], []);
        await new PublicAddressCheck(read.Settings!, time ?? world.Time).RunAsync(report, default);
        return report;
    }

    private static bool Answer(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return true;
    }

    /// <summary>As a proxy does that reads the fields of a form.</summary>
    private static byte[] EncodeAgain(byte[] body)
    {
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
        var fields = form.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value.ToString())}");
        return Encoding.UTF8.GetBytes(string.Join('&', fields));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
