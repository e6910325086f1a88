using AccessSlack.Approvals;
using AccessSlack.Interactions;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tests.Logging;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Interactions;

public sealed class ClickHandlerTests : IDisposable
{
    private readonly DecisionScene _scene = new();

    public ClickHandlerTests()
    {
        _scene.SlackKnows(Some.User);
        _scene.SlackHasNoTurnForMessages();
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportWrites();
        _scene.TeleportSetsState(RequestState.Approved);
    }

    private LogEntry Event => Assert.Single(_scene.Log.Entries, entry => entry.Message == "Click");

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task DecideAsync_ClickThatDecides_IsCountedByItsOutcome()
    {
        _scene.Track();

        Assert.IsType<ClickOutcome.Decided>(await DecideAsync(Some.Click()));

        Assert.Equal(1, Clicks("decided"));
    }

    /// <summary>The request's lane, and with it Teleport, hears nothing of it.</summary>
    [Fact]
    public async Task DecideAsync_PersonRefused_NeverReachesTheQueue()
    {
        _scene.Track();

        var outcome = await DecideAsync(Some.Click() with { AppId = "A0OTHER01" });

        Assert.Equal(Refusals.ForeignApp, Assert.IsType<ClickOutcome.Refused>(outcome).Refusal);
        Assert.Equal(1, Clicks("foreign_app"));
        _scene.Teleport.VerifyNoOtherCalls();
        _scene.Messages.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task DecideAsync_ClickOfAKnownPerson_IsOneEventWithAllFacts()
    {
        _scene.Track();

        await DecideAsync(Some.Click(), reason: "a reason that is private");

        Assert.Equal(LogLevel.Information, Event.Level);
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["user_id"] = "U0BOB0001",
                ["email"] = "bob@example.com",
                ["teleport_user"] = "bob@example.com",
                ["request_id"] = Some.RequestId,
                ["decision"] = "approve",
                ["rule"] = "implicit",
                ["outcome"] = "decided",
                ["reason_length"] = 24,
                ["{OriginalFormat}"] = "Click",
            },
            Event.Fields.Where(field => field.Value is not null).ToDictionary()
        );
    }

    [Fact]
    public async Task DecideAsync_ClickOfAnUnknownPerson_LeavesOutWhatIsNotKnown()
    {
        await DecideAsync(Some.Click(RequestState.Denied) with { MessageBotId = "B0OTHER01" });

        Assert.Equal(
            ["user_id", "request_id", "decision", "outcome", "reason_length", "{OriginalFormat}"],
            Event.Fields.Where(field => field.Value is not null).Select(field => field.Key)
        );
        Assert.Equal(("deny", "foreign_message"), (Event.Fields["decision"], Event.Fields["outcome"]));
    }

    /// <summary>As the daemon writes it; the fields that are null are gone.</summary>
    [Fact]
    public async Task DecideAsync_Refused_IsWrittenAsOneLine()
    {
        using var log = LogCapture.Json();
        var factory = new Mock<ILoggerFactory>();
        factory.Setup(loggers => loggers.CreateLogger(It.IsAny<string>())).Returns(log.Logger());
        using var scene = new DecisionScene(services => services.AddSingleton(factory.Object));

        await scene.Get<ClickHandler>().DecideAsync(Some.Click() with { AppId = "A0OTHER01" }, "", default);

        Assert.DoesNotContain("email", log.Line, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"foreign_app\"", log.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DecideAsync_TeleportTakesItsTime_IsMeasured()
    {
        _scene.Track();
        _scene.Teleport
            .Setup(teleport => teleport.FindAsync(Some.RequestId, It.IsAny<CancellationToken>()))
            .Callback(() => _scene.Time.Advance(TimeSpan.FromSeconds(3)))
            .ReturnsAsync(Some.Request());

        await DecideAsync(Some.Click());

        Assert.Equal(3, _scene.Metrics.Value("teleport_slack_click_duration_seconds_sum"));
        Assert.Equal(1, _scene.Metrics.Value("teleport_slack_click_duration_seconds_count"));
    }

    /// <summary>The messages of every recipient follow: the first sign is that one asks for its turn.</summary>
    [Fact]
    public async Task DecideAsync_AnyOutcome_ReconcilesTheRequest()
    {
        _scene.Track();

        await DecideAsync(Some.Click());

        _scene.Messages.Verify(slack => slack.AcquireUpdatePermit(It.IsAny<Waiter>(), It.IsAny<bool>()));
    }

    private double Clicks(string outcome) =>
        _scene.Metrics.Value("teleport_slack_clicks_total", ("outcome", outcome));

    private async Task<ClickOutcome> DecideAsync(Click click, string reason = "")
    {
        var outcome = await _scene.Get<ClickHandler>().DecideAsync(click, reason, default);
        await _scene.FinishAsync();
        return outcome;
    }
}
