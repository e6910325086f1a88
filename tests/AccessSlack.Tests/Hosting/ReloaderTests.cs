using System.Security.Cryptography;
using AccessSlack.Configuration;
using AccessSlack.Hosting;
using AccessSlack.Hosting.Reloading;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tests.Teleport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AccessSlack.Tests.Hosting;

/// <summary>Credentials are real files, since they are watched; the configuration is not.</summary>
public sealed class ReloaderTests : IAsyncLifetime, IDisposable
{
    private const int ReloadingEvent = 1006;
    private const int ReloadedEvent = 1007;
    private const int RenewedEvent = 1008;
    private const int ProblemEvent = 1009;
    private const int KeptEvent = 1010;
    private const int NeedsRestartEvent = 1011;
    private const int HealedEvent = 1540;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    private readonly TestAuthority _authority = new();
    private readonly string _toml;
    private readonly string _keyFile;
    private readonly HostingScene _scene;
    private readonly Reloader _reloader;
    private readonly Mock<ISlackSockets> _sockets = new(MockBehavior.Strict);
    private int _renewals;

    public ReloaderTests()
    {
        var files = _authority.ThreeFiles();
        _keyFile = files.ClientKey!;
        _toml = HostingScene.Toml.Replace("identity = \"/id\"", $"""
            client_key = "{files.ClientKey}"
            client_crt = "{files.ClientCertificate}"
            root_cas = "{files.RootCas}"
            """, StringComparison.Ordinal);
        _scene = new(_toml, services =>
        {
            services.AddSingleton(provider => new TeleportClient(
                new("localhost:3025", files),
                provider.GetRequiredService<TimeProvider>(),
                NullLogger<TeleportClient>.Instance
            ));
            services.AddSingleton(provider => new ReloadPlanner(
                provider.GetRequiredService<ConfigurationSource>(),
                provider.GetRequiredService<PolicyActivation>(),
                new CredentialReload(
                    provider.GetRequiredService<TeleportClient>(),
                    certificates: null,
                    provider.GetRequiredService<TimeProvider>()
                ),
                _ => provider.GetRequiredService<ISlackDirectory>(),
                provider.GetRequiredService<PrincipalResolver>(),
                new SocketReload(_sockets.Object, () => _renewals++)
            ));
        });
        _scene.SlackFindsNoNames();
        _scene.UsersAnswer();
        _scene.Get<PolicyActivation>().Start(_scene.Source.Running.Settings!, DecisionScene.Facts);
        _reloader = _scene.Get<Reloader>();
    }

    public Task InitializeAsync() => _reloader.StartAsync(default);

    public Task DisposeAsync() => _reloader.StopAsync(default);

    public void Dispose()
    {
        _scene.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Hangup_GoodConfiguration_IsInForce()
    {
        await ReloadAsync(With("access-requests", "dba-team"));

        Assert.Equal(["dba-team"], _scene.Source.Running.Settings!.Recipients.Default.AsEnumerable());
        Assert.Equal((1, 1, 0), (Count(ReloadingEvent), Count(ReloadedEvent), Count(ProblemEvent)));
        Assert.StartsWith("RELOADING=1", SaidToSystemd[0], StringComparison.Ordinal);
        Assert.Equal("READY=1", SaidToSystemd[1]);
        Assert.Equal(1, Reloads("asked", "success"));
    }

    /// <summary>systemd waits for READY, whatever came of it.</summary>
    [Fact]
    public async Task Hangup_BadConfiguration_KeepsTheEarlierOneAndSaysWhy()
    {
        var running = _scene.Source.Running;

        await ReloadAsync(With("recipients", "recipient"));

        Assert.Same(running, _scene.Source.Running);
        Assert.True(Count(ProblemEvent) > 0);
        Assert.Equal((1, 0), (Count(KeptEvent), Count(ReloadedEvent)));
        Assert.Contains("the previous configuration stays in effect", _scene.Job.Readiness.Status);
        Assert.Equal(1, Reloads("asked", "failure"));
    }

    [Fact]
    public async Task Hangup_SameFaultAgain_IsSaidAgain()
    {
        await ReloadAsync(With("recipients", "recipient"));
        await ReloadAsync(With("recipients", "recipient"));

        Assert.Equal(2, Count(KeptEvent));
    }

    [Fact]
    public async Task Hangup_SlackRefusesTheNewToken_KeepsTheEarlierOne()
    {
        _scene.SlackAuthenticates(DecisionScene.Failed<SlackApp>(SlackFailureKind.Credentials, "invalid_auth"));

        await ReloadAsync(With("xoxb-1", "xoxb-2"));

        Assert.Equal("xoxb-1", _scene.Source.Running.Settings!.Slack.Token.Reveal());
        Assert.Equal(
            "Slack refuses the new token (invalid_auth). Some remedy.",
            _scene.Job.Log.Single(ProblemEvent).Fields["Problem"]
        );
    }

    /// <summary>Slack being out of reach is no objection: the first call will tell.</summary>
    [Fact]
    public async Task Hangup_SlackDoesNotAnswer_TakesTheNewToken()
    {
        _scene.SlackAuthenticates(DecisionScene.Failed<SlackApp>(SlackFailureKind.TryLater));

        await ReloadAsync(With("xoxb-1", "xoxb-2"));

        Assert.Equal("xoxb-2", _scene.Source.Running.Settings!.Slack.Token.Reveal());
    }

    [Theory]
    [InlineData("xoxb-2")] // the token is new as well
    [InlineData("xoxb-1")]
    public async Task Hangup_TokenOfAnotherWorkspace_KeepsTheEarlierConfiguration(string token)
    {
        _scene.SlackAuthenticates(new SlackResult<SlackApp>.Ok(HostingScene.App));

        await ReloadAsync(With("token = \"xoxb-1\"", $"token = \"{token}\"\nteam = \"T0OTHER\""));

        Assert.Equal("xoxb-1", _scene.Source.Running.Settings!.Slack.Token.Reveal());
        Assert.Null(_scene.Source.Running.Settings!.Slack.Team);
        Assert.Equal(
            "The bot token belongs to the Slack workspace Home (T0HOME001), and team names T0OTHER. Use the bot " +
            "token of an installation in that workspace, or correct team under [slack].",
            _scene.Job.Log.Single(ProblemEvent).Fields["Problem"]
        );
    }

    [Fact]
    public async Task Hangup_TokenOfAnotherAppThanTheAppToken_KeepsTheEarlierToken()
    {
        _scene.SlackAuthenticates(new SlackResult<SlackApp>.Ok(HostingScene.App));
        _scene.BotBelongsTo(new SlackResult<string>.Ok("A0HOME001"));

        await ReloadAsync(With("token = \"xoxb-1\"", "token = \"xoxb-2\"\napp_token = \"xapp-1-A0OTHER01-1-f\""));

        Assert.Equal("xoxb-1", _scene.Source.Running.Settings!.Slack.Token.Reveal());
        Assert.StartsWith(
            "app_token belongs to the Slack app A0OTHER01, and token to A0HOME001: no click would arrive.",
            _scene.Job.Log.Single(ProblemEvent).Fields["Problem"]!.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Hangup_SlackDoesNotAnswerAndATeamIsSet_KeepsTheEarlierToken()
    {
        _scene.SlackAuthenticates(DecisionScene.Failed<SlackApp>(SlackFailureKind.TryLater));

        await ReloadAsync(With("token = \"xoxb-1\"", "token = \"xoxb-2\"\nteam = \"T0HOME001\""));

        Assert.Equal("xoxb-1", _scene.Source.Running.Settings!.Slack.Token.Reveal());
        Assert.Equal(
            "Slack did not answer (some_code), so it is not known whether the bot token belongs to T0HOME001, the " +
            "workspace that team names. Some remedy.",
            _scene.Job.Log.Single(ProblemEvent).Fields["Problem"]
        );
    }

    [Fact]
    public async Task Hangup_TokenOfTheConfiguredWorkspace_IsInForce()
    {
        _scene.SlackAuthenticates(new SlackResult<SlackApp>.Ok(HostingScene.App));

        await ReloadAsync(With("token = \"xoxb-1\"", "token = \"xoxb-2\"\nteam = \"T0HOME001\""));

        Assert.Equal("xoxb-2", _scene.Source.Running.Settings!.Slack.Token.Reveal());
    }

    [Fact]
    public async Task Hangup_AddressChanged_NeedsARestartEveryTime()
    {
        var toml = With("insecure = true", "insecure = true\nlisten_addr = \"[::1]:9000\"");

        await ReloadAsync(toml);
        await ReloadAsync(toml);

        Assert.Equal(2, Count(NeedsRestartEvent));
        Assert.Equal(8081, _scene.Source.Running.Settings!.Http.Listen.Port);
    }

    [Fact]
    public async Task Tick_NothingChanged_DoesNothing()
    {
        _scene.Job.Time.Advance(Between);
        await ReloadAsync(_toml);

        Assert.Equal((0, 0), (Reloads("files", "success"), Reloads("files", "failure")));
        Assert.Equal(0, Count(RenewedEvent));
    }

    /// <summary>The new key does not fit the old certificate: that is said once, and passes.</summary>
    [Fact]
    public async Task Tick_FilesRenewedOneByOne_AreInUseOnceTheyFit()
    {
        var expiry = _scene.Get<TeleportClient>().Credentials.Expires;
        var (key, certificate) = NewCredentials();
        _authority.Write("auth.key", key);

        await TickAsync(() => Reloads("files", "failure") == 1);
        await TickAsync(() => Reloads("files", "failure") == 2);
        Assert.Equal((1, 1, 0), (Count(ProblemEvent), Count(KeptEvent), Count(RenewedEvent)));
        Assert.Equal(expiry, _scene.Get<TeleportClient>().Credentials.Expires);

        _authority.Write("auth.crt", certificate);
        await TickAsync(() => Count(RenewedEvent) == 1);
        Assert.NotEqual(expiry, _scene.Get<TeleportClient>().Credentials.Expires);
        Assert.Equal(1, Reloads("files", "success"));
    }

    /// <summary>What failed is no longer in the way, so no one has to reload for it.</summary>
    [Fact]
    public async Task Tick_FilesAsTheyWereAgain_NothingIsSaidToHaveFailed()
    {
        var (key, _) = NewCredentials();
        var good = await File.ReadAllTextAsync(_keyFile);
        _authority.Write("auth.key", key);
        await TickAsync(() => Count(KeptEvent) == 1);
        Assert.Equal((true, 0), (SaysFailed, LastSuccessful));

        _authority.Write("auth.key", good);
        await TickAsync(() => Count(HealedEvent) == 1);

        Assert.Equal((false, 1), (SaysFailed, LastSuccessful));
        Assert.Equal(0, Count(RenewedEvent));
    }

    [Fact]
    public async Task Tick_ConfigurationAsItWasAgain_NothingIsSaidToHaveFailed()
    {
        await ReloadAsync(With("recipients", "recipient"));
        Assert.Equal((true, 0), (SaysFailed, LastSuccessful));

        _scene.Write(_toml);
        await TickAsync(() => Count(HealedEvent) == 1);

        Assert.Equal((false, 1), (SaysFailed, LastSuccessful));
    }

    /// <summary>The next start would fail, so it must not be forgotten.</summary>
    [Fact]
    public async Task Tick_CredentialsRenewedWhileTheConfigurationIsBad_StillSaysThatItFailed()
    {
        await ReloadAsync(With("recipients", "recipient"));
        var (key, certificate) = NewCredentials();
        _authority.Write("auth.key", key);
        _authority.Write("auth.crt", certificate);

        await TickAsync(() => Count(RenewedEvent) == 1);

        Assert.Equal((true, 0), (SaysFailed, LastSuccessful));
    }

    [Fact]
    public async Task Tick_AfterAReloadTookTheFiles_FindsNothingNew()
    {
        var (key, certificate) = NewCredentials();
        _authority.Write("auth.key", key);
        _authority.Write("auth.crt", certificate);
        await ReloadAsync(_toml);

        _scene.Job.Time.Advance(Between);
        await ReloadAsync(_toml);

        Assert.Equal(0, Count(RenewedEvent));
        Assert.Equal(2, Count(ReloadedEvent));
    }

    [Fact]
    public async Task Execute_Defect_EndsTheDaemon()
    {
        var defect = new InvalidOperationException("defect");
        _scene.Job.Directory.Setup(slack => slack.AuthenticateAsync(It.IsAny<CancellationToken>())).ThrowsAsync(defect);

        _scene.Reload(With("xoxb-1", "xoxb-2"));
        await HostingScene.UntilAsync(() => _scene.Defects.Count > 0);

        Assert.Equal([defect], _scene.Defects);
    }

    private bool SaysFailed => _scene.Job.Readiness.Status.Contains("the last reload failed", StringComparison.Ordinal);

    private double LastSuccessful => _scene.Job.Metrics.Value("teleport_slack_last_reload_successful");

    private List<string> SaidToSystemd =>
        [.. _scene.Notices.Where(notice => !notice.StartsWith("STATUS=", StringComparison.Ordinal))];

    private string With(string old, string next) => _toml.Replace(old, next, StringComparison.Ordinal);

    private int Count(int id) => _scene.Job.Log.Count(id);

    private double Reloads(string cause, string result) =>
        _scene.Job.Metrics.Value("teleport_slack_reloads_total", ("cause", cause), ("result", result));

    private async Task ReloadAsync(string toml)
    {
        var said = SaidToSystemd.Count;
        _scene.Reload(toml);
        await HostingScene.UntilAsync(() => SaidToSystemd.Count == said + 2);
        await _scene.Job.FinishAsync();
    }

    private async Task TickAsync(Func<bool> isSeen)
    {
        _scene.Job.Time.Advance(Between);
        await HostingScene.UntilAsync(isSeen);
    }

    private (string Key, string Certificate) NewCredentials()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key.ExportECPrivateKeyPem(), _authority.Client(key, until: TestAuthority.Until.AddDays(-1)));
    }
}
