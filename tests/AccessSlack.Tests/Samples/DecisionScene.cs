using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
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
/// The main job as the daemon wires it, on a clock that stands still. Teleport and Slack are strict mocks: a call that
/// a test does not expect fails it.
/// </summary>
internal sealed class DecisionScene : IDisposable, IAsyncDisposable
{
    public const string AppId = "A0OURAPP1";

    public static readonly SlackApp App = new("T0HOME001", "Home", "", "U0BOT0001", "access", "B0OURBOT1", []);
    public static readonly TeleportServer Server = new("prod-cluster", "18.0.0", "teleport.example.com:443");
    public static readonly StartupFacts Facts =
        new(App, Server, MayWritePluginData: true, MayReadUsers: false, Some.Now);

    private readonly ServiceProvider _services;

    /// <param name="more">Further services, or others in place of these.</param>
    public DecisionScene(Action<IServiceCollection>? more = null)
    {
        Directory.SetupGet(slack => slack.AppId).Returns(AppId);
        Teleport.SetupGet(teleport => teleport.ConnectionReplaced).Returns(CancellationToken.None);
        var services = new ServiceCollection();
        services.AddSingleton(Teleport.Object).AddSingleton(Directory.Object).AddSingleton(Modals.Object);
        services.AddSingleton(Messages.Object).AddSingleton<TimeProvider>(Time).AddSingleton<Random>(new NoJitter());
        services.AddSingleton(Mock.Of<ISystemdNotifier>()).AddSingleton(Mock.Of<ISlackHome>(MockBehavior.Strict));
        services.AddSingleton<ILoggerFactory>(Log).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddMainJob();
        more?.Invoke(services);
        _services = services.BuildServiceProvider();
        SlackHasMembers(Some.Channel, ["U0ALICE0001", "U0BOB0001", "U0CAROL0001", "U0DAVE0001", "U0ERIN0001"]);
        Use(Some.Policy());
    }

    public Mock<ITeleport> Teleport { get; } = new(MockBehavior.Strict);

    public Mock<ISlackDirectory> Directory { get; } = new(MockBehavior.Strict);

    public Mock<ISlackModals> Modals { get; } = new(MockBehavior.Strict);

    public Mock<ISlackMessages> Messages { get; } = new(MockBehavior.Strict);

    public ManualTime Time { get; } = new(Some.Now);

    public RecordedLog Log { get; } = new();

    /// <summary>What was written as plugin data, and what each write expected to be there.</summary>
    public List<(Ledger Ledger, IReadOnlyDictionary<string, string> Expected)> Writes { get; } = [];

    /// <summary>What people were told about their clicks.</summary>
    public List<(ReplyAddress To, string Text)> Told { get; } = [];

    public Readiness Readiness => Get<Readiness>();

    public Exposition Metrics => Exposition.Parse(ExpositionText.Write(Get<Metrics>().Read()));

    /// <summary>An object of the main job.</summary>
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public void Use(ApprovalPolicy policy, StartupFacts? facts = null) =>
        Get<CurrentPolicy>().Now =
            new(policy, Some.Planner(policy), Some.Seal, Some.Home with { AppId = "" }, facts ?? Facts);

    /// <summary>The request as this process knows it.</summary>
    public TrackedRequest Track(AccessRequest? request = null, Ledger? ledger = null)
    {
        var tracked = Get<RequestTracker>().FindOrAdd(Some.RequestId);
        tracked.Saw(request ?? Some.Request());
        tracked.Saw((ledger ?? Some.Ledger()) with { Digest = tracked.Request!.Digest });
        return tracked;
    }

    /// <summary>The request with a decision that is claimed and not carried out yet, and its vote.</summary>
    public TrackedRequest TrackClaim(Decision decision, AccessRequest? request = null)
    {
        var vote = Some.Vote(choice: decision.State, reason: "as agreed");
        return Track(request, Some.Ledger() with { Votes = [vote], Decision = decision });
    }

    /// <summary>Teleport shows this at a look-up; null: there is no such request.</summary>
    public void TeleportFinds(AccessRequest? request) =>
        Teleport.Setup(t => t.FindAsync(Some.RequestId, It.IsAny<CancellationToken>())).ReturnsAsync(request);

    /// <summary>Plugin data as Teleport has it.</summary>
    public void TeleportReads(Ledger? ledger) =>
        Teleport.Setup(t => t.ReadPluginDataAsync(Some.RequestId, It.IsAny<CancellationToken>()))
            .ReturnsAsync(ledger is null ? null : Codec.Write(ledger));

    /// <summary>Every write succeeds, except for the first ones, which fail like this.</summary>
    public void TeleportWrites(params TeleportException[] failures)
    {
        var left = new Queue<TeleportException>(failures);
        Teleport.Setup(t => t.WritePluginDataAsync(
                Some.RequestId,
                It.IsAny<IReadOnlyDictionary<string, string>>(),
                It.IsAny<IReadOnlyDictionary<string, string>>(),
                It.IsAny<CancellationToken>()
            ))
            .Returns((string _, IReadOnlyDictionary<string, string> set, IReadOnlyDictionary<string, string> expect,
                CancellationToken _) =>
            {
                Writes.Add((Codec.Read(set), expect));
                return left.TryDequeue(out var failure) ? Task.FromException(failure) : Task.CompletedTask;
            });
    }

    public void TeleportSetsState(RequestState state) =>
        Teleport.Setup(t => t.SetStateAsync(
                It.IsAny<AccessRequest>(),
                state,
                It.IsAny<string>(),
                It.IsAny<string>(),
                It.IsAny<CancellationToken>()
            ))
            .Returns(Task.CompletedTask);

    public void TeleportSetsNoState(TeleportException failure) =>
        Teleport.Setup(t => t.SetStateAsync(
                It.IsAny<AccessRequest>(),
                It.IsAny<RequestState>(),
                It.IsAny<string>(),
                It.IsAny<string>(),
                It.IsAny<CancellationToken>()
            ))
            .ThrowsAsync(failure);

    public void SlackKnows(params SlackUser[] users)
    {
        foreach (var user in users) SlackAnswers(user.Id, new SlackResult<SlackUser>.Ok(user));
    }

    public void SlackAnswers(string userId, SlackResult<SlackUser> result) =>
        Directory
            .Setup(slack => slack.GetUserAsync(userId, It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(result);

    public void SlackHasGroup(string handle, params string[] members) =>
        Directory
            .Setup(slack => slack.GroupMembersAsync(handle, It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new SlackResult<ImmutableHashSet<string>>.Ok([.. members]));

    public void SlackHasMembers(string channel, string[] members) =>
        Directory
            .Setup(slack => slack.ChannelMembersAsync(channel, It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new SlackResult<ImmutableHashSet<string>>.Ok([.. members]));

    /// <summary>Slack cannot tell just now who is in it.</summary>
    public void SlackHasNoGroup(string handle) =>
        Directory
            .Setup(slack => slack.GroupMembersAsync(handle, It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Failed<ImmutableHashSet<string>>(SlackFailureKind.TryLater));

    public void SlackTellsPeople() =>
        Modals
            .Setup(slack => slack.RespondAsync(
                It.IsAny<ReplyAddress>(),
                It.IsAny<string>(),
                It.IsAny<CancellationToken>()
            ))
            .Callback((ReplyAddress to, string text, CancellationToken _) => Told.Add((to, text)))
            .ReturnsAsync(new SlackResult<Done>.Ok(default));

    /// <summary>A person whose e-mail address and Slack id begin with the name, as in a sample vote.</summary>
    public static SlackUser User(string name) =>
        Some.User with { Id = $"U0{name.ToUpperInvariant()}0001", Email = $"{name}@example.com" };

    /// <summary>Messages would have to wait for an hour, so reconciling changes none.</summary>
    public void SlackHasNoTurnForMessages()
    {
        var wait = TimeSpan.FromHours(1);
        Messages
            .Setup(slack => slack.AcquirePostPermit(It.IsAny<string>(), It.IsAny<Waiter>(), It.IsAny<bool>()))
            .Returns(wait);
        Messages
            .Setup(slack => slack.AcquireUpdatePermit(It.IsAny<Waiter>(), It.IsAny<bool>()))
            .Returns(wait);
    }

    /// <summary>Waits until no work is left; fails if any of it ended in a defect.</summary>
    public async Task FinishAsync()
    {
        await Get<KeyedQueue<WorkKey>>().WhenIdleAsync();
        Assert.Equal(0, Metrics.Value("teleport_slack_defects_total"));
    }

    public static SlackResult<T> Failed<T>(SlackFailureKind kind, string code = "some_code") =>
        new SlackResult<T>.Failed(new(kind, code, "Some remedy."));

    public static TeleportException Failed(TeleportFailure failure) => new(failure, "some detail");

    public static TeleportException Refused(TeleportRefusal refusal) =>
        new(TeleportFailure.NotPermitted, "some detail") { Refusal = refusal };

    public void Dispose() => _services.Dispose();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
