using AccessSlack.Approvals;
using AccessSlack.Interactions;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Interactions;

/// <summary>What each kind of interaction comes to, and who is told.</summary>
public sealed class InteractionDispatcherTests : IDisposable
{
    private const int UntoldEvent = 7000;
    private const int UnusableEvent = 7001;
    private const int IgnoredEvent = 7002;

    private static readonly Click Press = Some.Click() with { TriggerId = new("1.2.trigger") };
    private static readonly ReplyAddress Bob = new(Press.ResponseUrl, Press.Channel, Press.UserId);
    private static readonly Interaction.Unusable Unusable =
        new(Refusals.ForeignMessage, Press.UserId, Press.Channel, Press.ResponseUrl);

    private readonly DecisionScene _scene = new();

    public InteractionDispatcherTests()
    {
        _scene.SlackKnows(Some.User);
        _scene.SlackHasNoTurnForMessages();
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportWrites();
        _scene.TeleportSetsState(RequestState.Approved);
        _scene.Track();
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task HandleAsync_Press_IsDecidedAndTold()
    {
        _scene.SlackTellsPeople();

        Assert.IsType<InteractionAnswer.Nothing>(await HandleAsync(new Interaction.Pressed(Press)));

        Assert.Equal([(Bob, "You approved alice's request.")], _scene.Told);
    }

    [Fact]
    public async Task HandleAsync_PressThatNeedsAReason_OpensTheFormAndDecidesNothing()
    {
        DemandReason();
        SlackOpens(new SlackResult<string>.Ok("V0VIEW0001"));

        Assert.IsType<InteractionAnswer.Nothing>(await HandleAsync(new Interaction.Pressed(Press)));

        Assert.Equal((1, 0), (Clicks("form_opened"), Clicks("decided")));
        Assert.Empty(_scene.Writes);
    }

    [Fact]
    public async Task HandleAsync_FormThatDoesNotOpen_IsTold()
    {
        DemandReason();
        SlackOpens(DecisionScene.Failed<string>(SlackFailureKind.Gone));
        _scene.SlackTellsPeople();

        await HandleAsync(new Interaction.Pressed(Press));

        Assert.StartsWith("I couldn't open the form", _scene.Told.Single().Text, StringComparison.Ordinal);
        Assert.Equal(1, Clicks("form_not_opened"));
    }

    [Fact]
    public async Task HandleAsync_FormWithABadReason_StaysOpen()
    {
        DemandReason();

        var answer = await HandleAsync(Some.Submitted(Press, "short"));

        var errors = Assert.IsType<InteractionAnswer.InlineErrors>(answer);
        Assert.Equal("Please enter at least 10 characters. You entered 5.", errors.Fault);
        Assert.Equal(1, Clicks("form_kept"));
    }

    [Fact]
    public async Task HandleAsync_FormThatDecides_ClosesAndIsTold()
    {
        DemandReason();
        _scene.SlackTellsPeople();

        var answer = await HandleAsync(Some.Submitted(Press, "long enough"));

        Assert.IsType<InteractionAnswer.Nothing>(answer);
        Assert.Equal([(Bob, "You approved alice's request.")], _scene.Told);
    }

    /// <summary>The form itself shows it; a message beside it would be told twice.</summary>
    [Fact]
    public async Task HandleAsync_FormThatIsRefused_ShowsWhy()
    {
        var foreign = Press with { AppId = "A0OTHER01" };

        var answer = await HandleAsync(Some.Submitted(foreign, "long enough"));

        Assert.Equal(new InteractionAnswer.Shown(Refusals.ForeignApp.Sentence), answer);
    }

    [Fact]
    public async Task HandleAsync_FormThatTeleportDoesNotConfirm_ShowsThatItGoesOn()
    {
        _scene.TeleportSetsNoState(DecisionScene.Failed(TeleportFailure.Unreachable));

        var answer = await HandleAsync(Some.Submitted(Press, "long enough"));

        Assert.StartsWith(
            "Still working",
            Assert.IsType<InteractionAnswer.Shown>(answer).Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task HandleAsync_Command_IsAnsweredToItsUserAlone()
    {
        var answer = await HandleAsync(new Interaction.Command(Command()));

        Assert.Contains("/access", Assert.IsType<InteractionAnswer.Ephemeral>(answer).Sentence);
    }

    [Fact]
    public async Task HandleAsync_UnusablePress_IsToldWhy()
    {
        _scene.SlackTellsPeople();

        Assert.IsType<InteractionAnswer.Nothing>(await HandleAsync(Unusable));

        Assert.Equal([(Bob, Refusals.ForeignMessage.Sentence)], _scene.Told);
        Assert.Equal(1, Clicks("foreign_message"));
        Assert.Equal(LogLevel.Warning, _scene.Log.Single(UnusableEvent).Level);
    }

    [Fact]
    public async Task HandleAsync_UnusableForm_ShowsWhy() =>
        Assert.Equal(
            new InteractionAnswer.Shown(Refusals.ForeignMessage.Sentence),
            await HandleAsync(Unusable with { IsForm = true })
        );

    [Fact]
    public async Task HandleAsync_NothingForUs_IsOnlyAcknowledged()
    {
        Assert.IsType<InteractionAnswer.Nothing>(await HandleAsync(new Interaction.Ignored("view_closed")));
        Assert.Equal("view_closed", _scene.Log.Single(IgnoredEvent).Fields["Code"]);
    }

    [Fact]
    public async Task HandleAsync_ClickerCannotBeTold_StaysDecided()
    {
        SlackAnswersPeople(Task.FromResult(DecisionScene.Failed<Done>(SlackFailureKind.Destination)));

        await HandleAsync(new Interaction.Pressed(Press));

        Assert.Equal(1, Clicks("decided"));
        Assert.Equal(Press.UserId, _scene.Log.Single(UntoldEvent).Fields["UserId"]);
    }

    private static SlashCommand Command() => new()
    {
        Name = "/access",
        Text = "help",
        UserId = Press.UserId,
        ResponseUrl = Press.ResponseUrl,
        TriggerId = Press.TriggerId,
    };

    private void DemandReason() =>
        _scene.Use(Some.Ruled(Some.Rule() with { Reason = ReasonDemand.Always, ReasonMinLength = 10 }));

    private void SlackOpens(SlackResult<string> result) =>
        _scene.Modals
            .Setup(slack => slack.OpenViewAsync(Press.TriggerId, It.IsAny<ComposedView>(), default))
            .ReturnsAsync(result);

    private void SlackAnswersPeople(Task<SlackResult<Done>> result) =>
        _scene.Modals.Setup(slack => slack.RespondAsync(Bob, It.IsAny<string>(), default)).Returns(result);

    private double Clicks(string outcome) =>
        _scene.Metrics.Value("teleport_slack_clicks_total", ("outcome", outcome));

    private async Task<InteractionAnswer> HandleAsync(Interaction interaction)
    {
        var answer = await _scene.Get<InteractionDispatcher>().HandleAsync(interaction, default);
        await _scene.FinishAsync();
        return answer;
    }
}
