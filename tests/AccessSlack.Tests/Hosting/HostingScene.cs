using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AccessSlack.Configuration;
using AccessSlack.Hosting;
using AccessSlack.Hosting.Checks;
using AccessSlack.Hosting.Checks.Person;
using AccessSlack.Hosting.Checks.Rules;
using AccessSlack.Hosting.Reloading;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Configuration;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Hosting;

/// <summary>The daemon around the main job, with a configuration that exists only in memory.</summary>
internal sealed class HostingScene : IDisposable
{
    public const string Toml = """
        [teleport]
        identity = "/id"
        [slack]
        token = "xoxb-1"
        secret = "0123456789abcdef0123456789abcdef"
        recipients = ["access-requests"]
        [http]
        insecure = true
        """;

    public const string NotifyOnly = """
        [teleport]
        identity = "/id"
        [slack]
        token = "xoxb-1"
        notify_only = true
        recipients = ["access-requests"]
        [http]
        insecure = true
        """;

    public static readonly SlackApp App =
        DecisionScene.App with { Scopes = ["chat:write", "users:read", "users:read.email"] };

    private readonly FakeConfigSource _files = new();
    private readonly List<string> _notices = [];
    private readonly Channel<bool> _hangups = Channel.CreateUnbounded<bool>();

    public HostingScene(string toml = Toml, Action<IServiceCollection>? more = null)
    {
        _files.AddFile(FakeConfigSource.ConfigPath, toml);
        Source = new(new ConfigReader(_files), FakeConfigSource.ConfigPath, insecure: false)
        {
            Hangups = _hangups.Reader,
        };
        Systemd.Setup(systemd => systemd.Notify(It.IsAny<ServiceState>()))
            .Callback((ServiceState state) => { lock (_notices) _notices.Add(state.ToString()); });
        Job = new(services =>
        {
            services.AddSingleton(Source).AddSingleton(Systemd.Object);
            services.AddSingleton<DefectHandler>(Defects.Add);
            services.AddSingleton<StartChecks>().AddSingleton<RuleChecks>().AddSingleton<RuleMonitor>();
            services.AddSingleton<RecipientChecks>().AddSingleton<RecipientMonitor>();
            services.AddSingleton<PrincipalMonitor>().AddSingleton<TraitMonitor>();
            services.AddSingleton<PersonReviewMonitor>().AddSingleton<MonitoringRuleMonitor>();
            services.AddSingleton<BackgroundChecks>();
            services.AddSingleton(provider => new PrincipalResolver(
                provider.GetRequiredService<ISlackDirectory>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<PrincipalResolver>>()
            ));
            services.AddSingleton<PolicyActivation>().AddSingleton<WatchLoop>().AddSingleton<PendingWork>();
            services.AddSingleton<AccessDaemon>().AddSingleton<ReloadStatus>().AddSingleton<Reloader>();
            more?.Invoke(services);
        });
    }

    public DecisionScene Job { get; }

    public ConfigurationSource Source { get; }

    public Mock<ISystemdNotifier> Systemd { get; } = new();

    /// <summary>What ended a background loop.</summary>
    public List<Exception> Defects { get; } = [];

    /// <summary>Everything that systemd was told, the status lines included.</summary>
    public IReadOnlyList<string> Notices { get { lock (_notices) return [.. _notices]; } }

    public T Get<T>() where T : notnull => Job.Get<T>();

    /// <summary>Writes the configuration alone.</summary>
    public void Write(string toml) => _files.AddFile(FakeConfigSource.ConfigPath, toml);

    /// <summary>Writes the configuration, and asks for a reload.</summary>
    public void Reload(string toml)
    {
        Write(toml);
        _hangups.Writer.TryWrite(true);
    }

    public void BotBelongsTo(SlackResult<string> app) =>
        Job.Directory.Setup(slack => slack.GetAppIdAsync(App.BotId, It.IsAny<CancellationToken>())).ReturnsAsync(app);

    public void SlackAuthenticates(SlackResult<SlackApp> result) =>
        Job.Directory.Setup(slack => slack.AuthenticateAsync(It.IsAny<CancellationToken>())).ReturnsAsync(result);

    /// <summary>Everything answers, and nothing more is permitted than a plugin needs.</summary>
    public void EverythingAnswers()
    {
        SlackAuthenticates(new SlackResult<SlackApp>.Ok(App));
        Job.Teleport
            .Setup(teleport => teleport.PingAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(DecisionScene.Server);
        Job.Teleport
            .Setup(teleport => teleport.ReadPluginDataAsync(TeleportChecks.ProbeId, It.IsAny<CancellationToken>()))
            .ReturnsAsync((IReadOnlyDictionary<string, string>?)null);
        ProbeFails(TeleportFailure.Conflict);
        UsersFail(TeleportFailure.NotPermitted);
    }

    /// <summary>We may read users.</summary>
    public void UsersAnswer() =>
        Job.Teleport
            .Setup(teleport => teleport.FindSlackIdsAsync(
                It.IsAny<string>(),
                It.IsAny<string>(),
                It.IsAny<CancellationToken>()
            ))
            .ReturnsAsync([]);

    /// <summary>Slack tells the id of no name.</summary>
    public void SlackFindsNoNames() =>
        Job.Directory
            .Setup(slack => slack.FindChannelsAsync(
                It.IsAny<IReadOnlyCollection<string>>(),
                It.IsAny<CancellationToken>()
            ))
            .ReturnsAsync(DecisionScene.Failed<ChannelSearch>(SlackFailureKind.Credentials));

    public void PingFails(TeleportFailure failure) =>
        Job.Teleport
            .Setup(teleport => teleport.PingAsync(It.IsAny<CancellationToken>()))
            .ThrowsAsync(DecisionScene.Failed(failure));

    /// <summary>The write that only asks whether we may write: an answer without a failure is never expected.</summary>
    public void ProbeFails(TeleportFailure failure) =>
        Job.Teleport
            .Setup(teleport => teleport.WritePluginDataAsync(
                It.IsAny<string>(),
                It.Is<IReadOnlyDictionary<string, string>>(set => set.Count == 0),
                It.Is<IReadOnlyDictionary<string, string>>(expect => expect[LedgerCodec.RevKey] == "never"),
                It.IsAny<CancellationToken>()
            ))
            .ThrowsAsync(DecisionScene.Failed(failure));

    public void UsersFail(TeleportFailure failure) =>
        Job.Teleport
            .Setup(teleport => teleport.FindSlackIdsAsync(
                It.IsAny<string>(),
                It.IsAny<string>(),
                It.IsAny<CancellationToken>()
            ))
            .ThrowsAsync(DecisionScene.Failed(failure));

    /// <summary>The watch is confirmed, there is no request, and no event ever comes.</summary>
    public void TeleportSendsNothingMore()
    {
        Job.Teleport
            .Setup(teleport => teleport.WatchAsync(It.IsAny<WatchScope>(), It.IsAny<CancellationToken>()))
            .Returns((WatchScope _, CancellationToken cancel) => Watching(cancel));
        Job.Teleport
            .Setup(teleport => teleport.ReadAllPluginDataAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new PluginDataSnapshot([], _ => null));
        Job.Teleport
            .Setup(teleport => teleport.ListAsync(It.IsAny<CancellationToken>()))
            .Returns(AsyncEnumerable.Empty<AccessRequest>());
    }

    /// <summary>Moves the clock from timer to timer until the work is done.</summary>
    public async Task<T> AdvanceUntilDoneAsync<T>(Task<T> work)
    {
        await UntilAsync(() =>
        {
            if (!work.IsCompleted && Job.Time.Waiting > 0) Job.Time.AdvanceToNext(DateTimeOffset.MaxValue);
            return work.IsCompleted;
        });
        return await work;
    }

    /// <summary>Lets other work go on until this holds; fails when it never does.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        for (var turns = 0; !holds(); turns++)
        {
            Assert.True(turns < 5_000_000, "it never came true");
            await Task.Yield();
        }
    }

    private static async IAsyncEnumerable<TeleportEvent> Watching([EnumeratorCancellation] CancellationToken cancel)
    {
        yield return new TeleportEvent.Watching();
        await new TaskCompletionSource().Task.WaitAsync(cancel);
    }

    public void Dispose() => Task.Run(async () => await Job.DisposeAsync()).Wait();
}
