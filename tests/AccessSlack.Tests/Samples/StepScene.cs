using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting;
using AccessSlack.Messages;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Testing;
using AccessSlack.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Samples;

/// <summary>
/// One step of the main job, wired as in the daemon, between mocks of Slack and Teleport. The mocks are strict: a call
/// that a test did not announce fails it. Only permits to send are granted and plugin data is kept without being asked.
/// </summary>
internal sealed class StepScene : IDisposable
{
    private readonly ServiceProvider _services;

    public StepScene()
    {
        Slack.Setup(slack => slack.AcquirePostPermit(It.IsAny<string>(), It.IsAny<Waiter>(), It.IsAny<bool>()))
            .Returns(TimeSpan.Zero);
        Slack.Setup(slack => slack.WithdrawReply(It.IsAny<string>(), It.IsAny<Waiter>()));
        Slack.Setup(slack => slack.AcquireUpdatePermit(It.IsAny<Waiter>(), It.IsAny<bool>())).Returns(TimeSpan.Zero);
        PluginData.Answer(Teleport);
        Teleport.SetupGet(teleport => teleport.ConnectionReplaced).Returns(CancellationToken.None);
        var services = new ServiceCollection();
        services.AddMainJob();
        services.AddSingleton<TimeProvider>(Time).AddSingleton<Random>(new NoJitter());
        services.AddSingleton(Slack.Object).AddSingleton(Directory.Object).AddSingleton(Modals.Object);
        services.AddSingleton(Home.Object);
        services.AddSingleton(Teleport.Object).AddSingleton(Mock.Of<ISystemdNotifier>());
        services.AddSingleton<ILoggerFactory>(Log).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        _services = services.BuildServiceProvider();
        Use(Some.Policy());
        Readiness.Listening();
        Readiness.Watching(true);
    }

    /// <summary>Starts at <see cref="Some.Now"/>.</summary>
    public ManualTime Time { get; } = new(Some.Now);

    public Mock<ISlackMessages> Slack { get; } = new(MockBehavior.Strict);

    public Mock<ISlackDirectory> Directory { get; } = new(MockBehavior.Strict);

    public Mock<ISlackModals> Modals { get; } = new(MockBehavior.Strict);

    public Mock<ISlackHome> Home { get; } = new(MockBehavior.Strict);

    public Mock<ITeleport> Teleport { get; } = new(MockBehavior.Strict);

    public PluginDataInMemory PluginData { get; } = new();

    public LoggedLines Log { get; } = new();

    public Readiness Readiness => Get<Readiness>();

    /// <summary>The ledger of <see cref="Some.RequestId"/> as Teleport holds it.</summary>
    public Ledger? Stored => PluginData.Ledger;

    /// <summary>What was sent to Slack or looked for there: method and place, in order.</summary>
    public IEnumerable<string> SlackCalls =>
        Slack
            .Invocations.Where(call => call.Method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(call => $"{call.Method.Name} {PlaceOf(call.Arguments[0])}");

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Puts a policy in force, as a start or a reload does.</summary>
    public void Use(ApprovalPolicy policy, NotificationSettings? notifications = null, bool isDurable = true) =>
        Get<CurrentPolicy>().Now = new(
            policy,
            new(policy, "prod-cluster", "teleport.example.com:443", notBefore: null)
            {
                Notifications = notifications ?? NotificationSettings.Off,
            },
            Some.Seal,
            Some.Home,
            new(
                new("T0HOME001", "Home", "", "U0OURBOT1", "access", "B0OURBOT1", []),
                new("prod-cluster", "18.4.0", "teleport.example.com:443"),
                MayWritePluginData: isDurable,
                MayReadUsers: true,
                Some.Now
            )
        )
        {
            MonitoringRules = MonitoringRulesSettings.Default with { Follow = RuleFollowing.Never },
        };

    /// <summary>Tracks a request as the watch and an earlier read of its ledger left it.</summary>
    public TrackedRequest Track(AccessRequest? request, Ledger? ledger)
    {
        var tracked = Get<RequestTracker>().FindOrAdd(Some.RequestId);
        if (ledger is not null) PluginData.Ledger = ledger;
        if (ledger is not null) tracked.Saw(ledger);
        if (request is not null) tracked.Saw(request);
        return tracked;
    }

    /// <summary>
    /// The ledger of a request whose message shows it as it is, and of which nothing is left to say. Null: it is gone.
    /// </summary>
    public Ledger Shown(AccessRequest? request)
    {
        var facts = RequestFacts.Of(request ?? Some.Request());
        var ledger = Some.Ledger() with
        {
            Facts = facts,
            Digest = (request ?? Some.Request()).Digest,
            ReviewsCount = request?.Reviews.Length ?? 0,
        };
        var resolution = (RequestStatus.Of(request, request is null, ledger, Some.Now) as RequestStatus.Resolved)
            ?.Resolution;
        ledger = ledger with { Resolution = resolution, Notifications = Notification.ForEnded(resolution) };
        var situation = Some.Situation(request, ledger) with
        {
            RequestId = request?.Id ?? Some.RequestId,
            IsGone = request is null,
        };
        var view = Get<CurrentPolicy>().Now.Planner.View(situation, Some.Posted()).Hash();
        return ledger with { Deliveries = [Some.Posted(view: view)] };
    }

    /// <summary>Completes when the queue has nothing left to do, and fails if any of it was a defect.</summary>
    public async Task IdleAsync()
    {
        await Get<KeyedQueue<WorkKey>>().WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(Log.All, line => line.Contains("unexpected error", StringComparison.Ordinal));
    }

    /// <summary>How long something is parked from now on; null when it is not.</summary>
    public TimeSpan? Wait(TrackedRequest tracked, WaitKey key) =>
        tracked.Waits.Until.TryGetValue(key, out var until) ? until - Time.GetUtcNow() : null;

    public TimeSpan? Wait(TrackedRequest tracked, string recipient) => Wait(tracked, WaitKey.Of(recipient));

    /// <summary>What a counter shows that has these values as its labels.</summary>
    public double Counted(string family, params string[] labels) =>
        Get<Metrics>().Read()
            .Single(read => read.Name == Metrics.Prefix + family)
            .Samples.Single(sample => sample.Labels.Select(label => label.Value).SequenceEqual(labels))
            .Value;

    public void OnPost(string to, SlackResult<PostedMessage> result) =>
        Slack.Setup(slack => slack.PostAsync(to, It.IsAny<ComposedMessage>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(result);

    public void OnUpdate(string channel, SlackResult<PostedMessage> result) =>
        Slack.Setup(slack => slack.UpdateAsync(
            It.Is<PostedMessage>(message => message.Channel == channel),
            It.IsAny<ComposedMessage>(),
            It.IsAny<CancellationToken>()
        )).ReturnsAsync(result);

    public void OnReply(string channel, SlackResult<PostedMessage> result) =>
        Slack.Setup(slack => slack.ReplyAsync(
            channel,
            It.IsAny<string>(),
            It.IsAny<ComposedReply>(),
            It.IsAny<CancellationToken>()
        )).ReturnsAsync(result);

    public void OnSend(string user, SlackResult<PostedMessage> result) =>
        Slack.Setup(slack => slack.SendAsync(user, It.IsAny<ComposedReply>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(result);

    /// <param name="to">Where the message of <see cref="Some.RequestId"/> is looked for.</param>
    /// <param name="result">Null: there is none.</param>
    public void OnFind(string to, SlackResult<PostedMessage?> result) =>
        Slack.Setup(slack => slack.FindPostedAsync(
            to,
            Some.RequestId,
            Some.Home.BotId,
            It.IsAny<DateTimeOffset>(),
            It.IsAny<CancellationToken>()
        )).ReturnsAsync(result);

    public static SlackResult<PostedMessage> Sent(
        string channel = Some.Channel,
        Degradation degradation = Degradation.Nothing
    ) => new SlackResult<PostedMessage>.Ok(new(channel, Some.Ts, degradation));

    public static SlackResult<T> Failed<T>(SlackFailureKind kind, string code = "some_code", int retryAfter = 0) =>
        new SlackResult<T>.Failed(new(kind, code, "Remedy.", TimeSpan.FromSeconds(retryAfter)));

    public static SlackResult<PostedMessage> Failed(SlackFailureKind kind, string code = "some_code") =>
        Failed<PostedMessage>(kind, code);

    public void Dispose() => _services.Dispose();

    private static string? PlaceOf(object? argument) =>
        argument is PostedMessage message ? message.Channel : (string?)argument;
}
