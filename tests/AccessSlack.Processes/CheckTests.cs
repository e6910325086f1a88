using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>
/// <c>check</c>: each fault yields exactly its finding, with the cure, and nothing else is called a fault.
/// </summary>
public class CheckTests
{
    private const string Rule = "[[approvals.rules]]\nroles = [\"*\"]\n";

    /// <summary>How a site is broken, then level, code, subject, words.</summary>
    private static readonly Dictionary<
        string,
        (Action<Site> Break, string Level, string Code, string Subject, string Words)
    > Faults = new()
    {
        ["broken TOML"] = (
            site => site.Replace("[slack]", "[slack"),
            "fault",
            "configuration",
            "line 7",
            "must end with ]"
        ),
        ["unknown key"] = (
            site => site.Replace("secret =", "sicret ="),
            "fault",
            "configuration",
            "line 9",
            "Did you mean secret?"
        ),
        ["missing key file"] = (
            site => File.Delete(site.File("auth.key")),
            "fault",
            "credentials",
            "config.toml line 3",
            "teleport.client_key: The file "
        ),
        ["missing key file of the listener under its first name"] = (
            site => site.Replace(
                "insecure = true",
                $"https-key-file = \"{site.File("no.key")}\"\nhttps-cert-file = \"{site.File("auth.crt")}\""
            ),
            "fault",
            "listener_certificate",
            "config.toml line 15",
            "http.https-key-file: The file "
        ),
        ["missing file of the signing secret"] = (
            site => site.Replace(site.Slack.Options.SigningSecret, site.File("secret")),
            "fault",
            "credentials",
            "config.toml line 9",
            "slack.secret: The file "
        ),
        ["directory as the key"] = (
            site =>
            {
                Directory.CreateDirectory(site.File("keys"));
                site.Replace(site.File("auth.key"), site.File("keys"));
            },
            "fault",
            "credentials",
            "config.toml line 3",
            "Name a file in it"
        ),
        ["relative path"] = (
            site => site.Replace(
                site.File("auth.key"),
                Path.GetRelativePath(Environment.CurrentDirectory, site.File("auth.key"))
            ),
            "warning",
            "relative_path",
            "config.toml line 3",
            "Write the full path, which begins with /"
        ),
        ["key that others can change"] = (
            site => SetMode(site.File("auth.key"), "660"),
            "warning",
            "file_writable",
            "auth.key",
            "chmod go-w"
        ),
        ["key that others can read"] = (
            site => SetMode(site.File("auth.key"), "604"),
            "warning",
            "file_readable",
            "auth.key",
            "chmod o-r"
        ),
        ["configuration with secrets that others can read"] = (
            site => site.ConfigurationMode = "644",
            "warning",
            "file_readable",
            "config.toml",
            "chmod o-r"
        ),
        ["no signing secret"] = (
            site => site.Replace($"secret = \"{site.Slack.Options.SigningSecret}\"", ""),
            "warning",
            "no_signing_secret",
            "slack.secret",
            "Signing Secret from the app's page Basic Information, or set app_token for Socket Mode."
        ),
        ["Teleport elsewhere"] = (
            site => site.Replace(site.Teleport.Address, $"127.0.0.1:{FreePort()}"),
            "fault",
            "teleport_unreachable",
            "teleport.addr",
            "that addr is its auth server or its proxy's web address"
        ),
        ["watching not permitted"] = (
            site => site.Plugin.MayRead = false,
            "fault",
            "watch_refused",
            "teleport",
            "access_request: [list, read, update]"
        ),
        ["listing and reading plugin data not permitted"] = (
            site => (site.Plugin.MayList, site.Plugin.MayReadPluginData) = (false, false),
            "fault",
            "list_refused",
            "teleport",
            "version: v3, metadata: {name: slack-approver}"
        ),
        ["plugin data not permitted"] = (
            site => site.Plugin.MayUpdatePluginData = false,
            "fault",
            "plugin_data_refused",
            "teleport",
            "access_plugin_data: [list, read, update]"
        ),
        ["deciding not permitted"] = (
            site => site.Plugin.MayUpdate = false,
            "fault",
            "decision_refused",
            "teleport",
            "access_request: update"
        ),
        ["reviewing not permitted"] = (
            site => site.Toml += "[approvals]\nvia = \"review\"\n",
            "fault",
            "review_refused",
            "teleport",
            "review_requests"
        ),
        ["reviewing where Teleport has no reviews"] = (
            site =>
            {
                site.Teleport.Enterprise = false;
                site.Toml += "[approvals]\nvia = \"review\"\n";
            },
            "fault",
            "review_refused",
            "teleport",
            "set via = \"auto\""
        ),
        ["token refused"] = (
            site => site.Replace(site.Slack.Options.BotToken, "xoxb-none"),
            "fault",
            "slack_token_refused",
            "slack.token",
            "bot token"
        ),
        ["scope missing"] = (
            site => site.Slack.Scopes = site.Slack.Scopes.Remove("users:read.email"),
            "fault",
            "scope_missing",
            "slack.token",
            "users:read.email"
        ),
        ["useful scope missing"] = (
            site => site.Slack.Scopes = site.Slack.Scopes.Remove("commands"),
            "warning",
            "scope_missing",
            "slack.token",
            "/teleport"
        ),
        ["token of another workspace"] = (
            site => site.Replace("[slack]", "[slack]\nteam = \"T0OTHER\""),
            "fault",
            "team_mismatch",
            "slack.team",
            "belongs to the Slack workspace Sandbox (T0SANDBOX), and team names T0OTHER"
        ),
        ["bot token as the app-level token"] = (
            site => site.Replace("[slack]", $"[slack]\napp_token = \"{site.Slack.Options.BotToken}\""),
            "fault",
            "configuration",
            "line 8",
            "This is a bot token, which belongs under token."
        ),
        ["app-level token that Slack does not know"] = (
            site => site.Replace("[slack]", "[slack]\napp_token = \"xapp-1-A0TELEPORT-1-none\""),
            "fault",
            "app_token_refused",
            "slack.app_token",
            "(invalid_auth). Create an app-level token with the scope connections:write"
        ),
        ["client secret without its id"] = (
            site =>
            {
                File.WriteAllText(site.File("token"), site.Slack.Options.BotToken);
                SetMode(site.File("token"), "400");
                site.Replace(
                    $"token = \"{site.Slack.Options.BotToken}\"",
                    $"token = \"{site.File("token")}\"\nclient_secret = \"00112233445566778899aabbccddeeff\""
                );
                site.Replace("insecure = true", "insecure = true\npublic_addr = \"https://slack.example.com\"");
            },
            "warning",
            "connect_incomplete",
            "slack.client_id",
            "Copy the Client ID"
        ),
        ["connect without a file for the token"] = (
            site =>
            {
                site.Replace(
                    "[slack]",
                    "[slack]\nclient_id = \"11.22\"\nclient_secret = \"00112233445566778899aabbccddeeff\""
                );
                site.Replace("insecure = true", "insecure = true\npublic_addr = \"https://slack.example.com\"");
            },
            "warning",
            "connect_incomplete",
            "slack.token",
            "full path of a file"
        ),
        ["connect without a public address"] = (
            site =>
            {
                File.WriteAllText(site.File("token"), site.Slack.Options.BotToken);
                SetMode(site.File("token"), "400");
                site.Replace(
                    $"token = \"{site.Slack.Options.BotToken}\"",
                    $"token = \"{site.File("token")}\"\nclient_id = \"11.22\"\n" +
                    "client_secret = \"00112233445566778899aabbccddeeff\""
                );
            },
            "warning",
            "connect_incomplete",
            "http.public_addr",
            "sends the browser back"
        ),
        ["unknown channel"] = (
            site => site.Replace("\"access\"", "\"nowhere\""),
            "fault",
            "recipient_unknown",
            "nowhere",
            "No public channel has this name"
        ),
        ["unknown e-mail"] = (
            site => site.Replace("\"access\"", "\"zoe@example.com\""),
            "fault",
            "recipient_unknown",
            "zoe@example.com",
            "check the id or the e-mail address"
        ),
        ["archived channel"] = (
            site =>
            {
                Channel(site, channel => channel with { IsArchived = true });
                // Slack lists no archived ones by name
                site.Replace("\"access\"", $"\"{site.Slack.Channels.Single(channel => channel.Name == "access").Id}\"");
            },
            "fault",
            "recipient_archived",
            "",
            "another one"
        ),
        ["channel without the bot"] = (
            site =>
            {
                Channel(site, channel => channel with { BotIsMember = false });
                site.Slack.Scopes = site.Slack.Scopes.Remove("chat:write.public");
            },
            "fault",
            "recipient_not_joined",
            "access",
            "/invite"
        ),
        ["shared channel"] = (
            site => Channel(site, channel => channel with { IsExternallyShared = true }),
            "warning",
            "recipient_shared",
            "access",
            "Slack Connect"
        ),
        ["unknown group"] = (
            site => site.Toml += Rule + "approvers = [\"group:nobody\", \"channel:access\"]\n",
            "fault",
            "approver_unknown",
            "approvals.rules",
            "group:nobody"
        ),
        ["rule that is never met"] = (
            site =>
            {
                site.Slack.AddGroup("leads");
                site.Toml += Rule + "approvers = [\"group:leads\"]\n";
            },
            "fault",
            "rule_never_met",
            "approvals.rules",
            "Name more approvers"
        ),
        ["user that does not exist"] = (
            site => site.Toml += "[users]\nU0NOBODY01 = \"nobody\"\n",
            "warning",
            "user_unknown",
            "users",
            "U0NOBODY01"
        ),
    };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Check_OneFault_IsTheOnlyFinding(string fault)
    {
        await using var site = await SiteAsync();
        var (breakIt, level, code, subject, words) = Faults[fault];
        breakIt(site);

        var (exit, report) = await CheckAsync(site);

        var finding = Assert.Single(Findings(report));
        Assert.Equal((level, code), ((string?)finding["level"], (string?)finding["code"]));
        Assert.EndsWith(subject, (string?)finding["subject"], StringComparison.Ordinal);
        Assert.Contains(words, $"{finding["message"]} {finding["cure"]}", StringComparison.Ordinal);
        Assert.Equal((level == "fault" ? 1 : 0, level != "fault"), (exit, (bool)report["ok"]!));
    }

    [Fact]
    public async Task Check_FilesAndSettingsAtFault_NamesEach()
    {
        await using var site = await SiteAsync();
        File.Delete(site.File("auth.key"));
        site.Replace(site.Slack.Options.SigningSecret, site.File("secret"));
        site.Toml += "[log]\nformat = \"xml\"\n";

        var (exit, report) = await CheckAsync(site);

        Assert.Equal(1, exit);
        Assert.Equal(
            ["configuration log.format", "credentials slack.secret", "credentials teleport.client_key"],
            Findings(report)
                .Select(finding => $"{finding["code"]} {((string?)finding["message"])!.Split(':')[0]}")
                .Order(StringComparer.Ordinal)
        );
        Assert.All(Findings(report), finding => Assert.NotEqual("", (string?)finding["cure"]));
    }

    [Fact]
    public async Task Check_NothingWrong_TellsWhoIsThereAndChangesNothing()
    {
        await using var site = await SiteAsync();
        Channel(site, channel => channel with { IsPrivate = true });
        site.Replace("\"access\"", $"\"{site.Slack.Channels.Single(channel => channel.Name == "access").Id}\"");

        var (exit, text, errors) = await RunAsync(site);

        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains("ok       Slack team: Sandbox (T0SANDBOX) as teleport\n", text, StringComparison.Ordinal);
        Assert.Contains("ok       Teleport cluster: sandbox, version 18.2.0", text, StringComparison.Ordinal);
        Assert.Contains("days left", text, StringComparison.Ordinal);
        Assert.EndsWith("No problems found.\n", text, StringComparison.Ordinal);
        Assert.Empty(site.Slack.Messages);
    }

    /// <summary>Roles there cannot name reviews, and no request has thresholds of its own.</summary>
    [Fact]
    public async Task Check_TeleportWithoutReviews_DoesNotAskForTheRight()
    {
        await using var site = await SiteAsync();
        (site.Teleport.Enterprise, site.Plugin.ReviewRoles) = (false, null);

        var (exit, report) = await CheckAsync(site);

        Assert.Equal(0, exit);
        Assert.Empty(Findings(report));
    }

    [Fact]
    public async Task Check_Requests_AreCounted()
    {
        await using var site = await SiteAsync();
        site.Teleport.CreateRequest("alice", "dba");
        site.Teleport.Resolve(site.Teleport.CreateRequest("alice", "dba"), RequestState.Denied);

        var (_, report) = await CheckAsync(site);

        Assert.Equal("2 visible, 1 of them pending", (string?)report["facts"]!["Access requests"]);
    }

    [Fact]
    public async Task Check_NoRequestsAlthoughTheDaemonAnnouncedOne_WarnsOfTheRole()
    {
        await using var site = await SiteAsync();
        var daemon = site.StartDaemon();
        var id = site.Teleport.CreateRequest("alice", "dba");
        await site.AnnouncedAsync(id);
        await site.UntilAsync(() => site.IsLedgerAtRest(id));
        await daemon.DisposeAsync();
        (site.Plugin.MayList, site.Plugin.ReviewRoles) = (false, new HashSet<string> { "other" });

        var (exit, report) = await CheckAsync(site);

        var finding = Assert.Single(Findings(report));
        Assert.Equal((0, "requests_hidden"), (exit, (string?)finding["code"]));
        Assert.StartsWith("none visible", (string?)report["facts"]!["Access requests"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SeveralFaults_StandInTheOrderOfMending()
    {
        await using var site = await SiteAsync();
        site.Plugin.MayUpdate = false;
        site.Replace("\"access\"", "\"nowhere\"");
        site.Slack.Scopes = site.Slack.Scopes.Remove("users:read.email");

        var (exit, text, _) = await RunAsync(site);

        Assert.Equal(1, exit);
        Assert.Matches("(?s)decide a request.*users:read.email.*nowhere.*3 faults, 0 warnings", text);
    }

    [Fact]
    public async Task Check_Offline_MakesNoCalls()
    {
        await using var site = await SiteAsync();
        site.Replace("\"access\"", "\"nowhere\"");

        var (exit, text, _) = await RunAsync(site, "--offline");

        Assert.Equal(0, exit);
        Assert.Contains("Teleport certificate", text, StringComparison.Ordinal);
        Assert.Empty(site.Slack.Calls);
        Assert.Empty(site.Teleport.Calls);
    }

    [Theory]
    [InlineData(3023)]
    [InlineData(3024)]
    public async Task Check_OfflineWithThePortOfTheProxy_Warns(int port)
    {
        await using var site = await SiteAsync();
        site.Replace(site.Teleport.Address, $"teleport.example.com:{port}");

        var (exit, text, _) = await RunAsync(site, "--offline");

        Assert.Equal(0, exit);
        Assert.Contains(
            $"warning  teleport.addr: teleport.example.com:{port} has a port of Teleport's proxy for SSH, tunnels, " +
            "Kubernetes or databases.",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Check_PublicAddressWithThePathOfAnEndpoint_Warns()
    {
        await using var site = await SiteAsync();
        site.Replace("insecure = true", "insecure = true\npublic_addr = \"http://slack.example.com/slack/commands\"");

        var (exit, text, _) = await RunAsync(site, "--offline");

        Assert.Equal(0, exit);
        Assert.Contains("http.public_addr: Slack calls only https addresses.", text, StringComparison.Ordinal);
        Assert.Contains("http.public_addr: This address has the path of an endpoint", text, StringComparison.Ordinal);
        Assert.EndsWith("0 faults, 2 warnings.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_AddressIsTaken_IsAFaultUnlessWeOurselvesAreThere()
    {
        await using var site = await SiteAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        site.Replace("listen_addr = \"127.0.0.1:0\"", $"listen_addr = \"127.0.0.1:{port}\"");
        var answering = AnswerAsync(other);

        var (exit, report) = await CheckAsync(site);
        Assert.Equal((1, "listener_taken"), (exit, (string?)Assert.Single(Findings(report))["code"]));
        other.Stop();
        await answering;

        await using var daemon = site.StartDaemon();
        await daemon.LineAsync("Starting insecure HTTP server");
        (exit, report) = await CheckAsync(site);
        Assert.Equal(0, exit);
        Assert.Empty(Findings(report));
        Assert.Contains("is in use", (string?)report["facts"]!["Listener"], StringComparison.Ordinal);
    }

    /// <summary>As in a pod, where the daemon runs whenever someone can check.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_DiagnosticsAddressIsTaken_IsAFaultUnlessWeOurselvesAreThere(bool overSocket)
    {
        await using var site = await SiteAsync(
            new() { AppToken = overSocket ? SlackSimulatorOptions.SampleAppToken : null }
        );
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        site.Replace("insecure = true", $"insecure = true\ndiagnostics_addr = \"{other.LocalEndpoint}\"");
        var answering = AnswerAsync(other);

        var (exit, report) = await CheckAsync(site);
        Assert.Equal(1, exit);
        Assert.Equal("http.diagnostics_addr", (string?)Assert.Single(Findings(report))["subject"]);
        other.Stop();
        await answering;

        await using var daemon = site.StartDaemon();
        await daemon.LineAsync("Caught up");
        (exit, report) = await CheckAsync(site);
        Assert.Equal(0, exit);
        Assert.Empty(Findings(report));
        Assert.Contains("is in use", (string?)report["facts"]!["Diagnostics"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, null, 0)]
    [InlineData(120, "warning", 0)]
    [InlineData(-400, "fault", 1)]
    public async Task Check_ClockThatDiffersFromSlacks_IsAFaultFromFiveMinutesOn(int seconds, string? level, int code)
    {
        await using var site = await SiteAsync(new() { Time = new ShiftedTime(TimeSpan.FromSeconds(seconds)) });

        var (exit, report) = await CheckAsync(site);

        Assert.Equal((code, level is null ? 0 : 1), (exit, Findings(report).Count));
        if (level is not null)
            Assert.Equal(
                (level, "clock_skew"),
                ((string?)Findings(report)[0]["level"], (string?)Findings(report)[0]["code"])
            );
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(true, ", /slack/events")]
    [InlineData(false, "")]
    public async Task Check_PublicUrl_SaysWhetherACallArrives(bool isThere, string home)
    {
        await using var site = await SiteAsync();
        if (home.Length > 0) site.Replace("recipients =", "home = true\nrecipients =");
        var port = FreePort();
        site.Replace(
            "listen_addr = \"127.0.0.1:0\"",
            $"listen_addr = \"127.0.0.1:{port}\"\npublic_addr = \"http://127.0.0.1:{port}\""
        );
        await using var daemon = isThere ? site.StartDaemon() : null;
        if (daemon is not null) await daemon.LineAsync("Starting insecure HTTP server");

        var (exit, text, _) = await RunAsync(site, "--public-url");

        Assert.Equal(isThere ? 0 : 1, exit);
        Assert.Contains(
            isThere
                ? $"ok       Public address: http://127.0.0.1:{port}: probes to /slack/interactions, " +
                $"/slack/commands{home} arrived "
                : $"fault    http.public_addr: 127.0.0.1:{port} cannot be reached (connection refused), and nothing " +
                $"listens on 127.0.0.1:{port} on this machine.",
            text,
            StringComparison.Ordinal
        );
        site.AssertNothingSecret(text);
    }

    [Fact]
    public async Task Check_SocketMode_OpensNoConnectionAndSaysWhatTheSecretIsFor()
    {
        await using var site = await SiteAsync(new() { AppToken = SlackSimulatorOptions.SampleAppToken });
        site.Replace("app_token = ", $"secret = \"{site.Slack.Options.SigningSecret}\"\napp_token = ");

        var (exit, report) = await CheckAsync(site);

        Assert.Equal(0, exit);
        Assert.Empty(Findings(report));
        Assert.Equal("Slack accepts the app-level token", (string?)report["facts"]!["Socket Mode"]);
        Assert.StartsWith(
            "seals votes and decisions",
            (string?)report["facts"]!["Signing secret"],
            StringComparison.Ordinal
        );
        Assert.Empty(site.Slack.Sockets.All);
        Assert.Single(site.Slack.Calls, call => call.Method == "apps.connections.open");
    }

    public static TheoryData<string, string, string> SocketFaults => new()
    {
        { "off", "app_token_refused", "(link_disabled). Socket Mode is off in the app's settings. Turn it on there" },
        { "scope", "app_token_refused", "(missing_scope). The app-level token lacks the scope connections:write." },
        { "revoked", "app_token_refused", "(token_revoked). Create an app-level token" },
        { "other", "app_token_of_other_app", "belongs to the Slack app A0OTHERAPP, and token to A0TELEPORT" },
    };

    [Theory]
    [MemberData(nameof(SocketFaults))]
    public async Task Check_AppTokenThatDoesNotServe_IsTheOnlyFinding(string fault, string code, string words)
    {
        const string Token = SlackSimulatorOptions.SampleAppToken, Other = "xapp-1-A0OTHERAPP-7012345678901-3f9a5c1e";
        await using var site = await SiteAsync(
            new()
            {
                AppToken = Token,
                AppTokenScopes = fault == "scope" ? ["authorizations:read"] : ["connections:write"],
                RevokedTokens = fault == "revoked" ? [Token] : [],
                OtherAppTokens = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty
                    .Add(Other, "A0OTHERAPP"),
            }
        );
        if (fault == "other") site.Replace(Token, Other);
        if (fault == "off") await site.Slack.Sockets.SwitchAsync(isOn: false);

        var (exit, report) = await CheckAsync(site);

        var finding = Assert.Single(Findings(report));
        Assert.Equal((1, code), (exit, (string?)finding["code"]));
        Assert.Contains(words, $"{finding["message"]} {finding["cure"]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_PublicUrlOffline_Exits64()
    {
        var (code, _, errors) = await DaemonProcess.RunAsync("check", "--offline", "--public-url");

        Assert.Equal(64, code);
        Assert.Contains("--public-url cannot be given with it", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format", "yaml")]
    [InlineData("--offline=maybe", "")]
    public async Task Check_WrongOption_Exits64(string option, string value)
    {
        var (code, _, errors) = await DaemonProcess.RunAsync(
            value.Length == 0 ? ["check", option] : ["check", option, value]
        );

        Assert.Equal(64, code);
        Assert.Contains("--help", errors, StringComparison.Ordinal);
    }

    /// <summary>May review and read users, and has every scope: a check finds nothing else.</summary>
    private static async Task<Site> SiteAsync(SlackSimulatorOptions? slack = null)
    {
        var site = await Site.CreateAsync(slack);
        site.Plugin.ReviewRoles = new HashSet<string> { "*" };
        site.Plugin.MayReadUsers = true;
        return site;
    }

    /// <summary>The channel is public and given by its name, as people do it at first, and as check warns of.</summary>
    private static List<JsonNode> Findings(JsonNode report) =>
        [
            .. report["findings"]!
                .AsArray()
                .Select(finding => finding!)
                .Where(finding => (string?)finding["code"] is not ("name_not_id" or "public_approver_channel")),
        ];

    private static async Task<(int Exit, JsonNode Report)> CheckAsync(Site site)
    {
        if (site.Toml.Contains("via = \"review\"", StringComparison.Ordinal)) site.Plugin.ReviewRoles = null;
        var (exit, output, errors) = await RunAsync(site, "--format", "json");
        Assert.Equal("", errors);
        return (exit, JsonNode.Parse(output)!);
    }

    private static Task<(int, string, string)> RunAsync(Site site, params string[] options)
    {
        site.WriteToml();
        return DaemonProcess.RunAsync(["check", "--config", site.File("config.toml"), .. options]);
    }

    private static void SetMode(string file, string octal)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(octal, 8));
    }

    private static void Channel(Site site, Func<SlackChannel, SlackChannel> change) =>
        site.Slack.Put(change(site.Slack.Channels.Single(channel => channel.Name == "access")));

    /// <summary>An unrelated web server.</summary>
    private static async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var caller = await listener.AcceptTcpClientAsync();
                await caller
                    .GetStream()
                    .WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // Stopped.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
