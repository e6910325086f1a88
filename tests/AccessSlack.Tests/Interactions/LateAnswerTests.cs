using AccessSlack.Approvals;
using AccessSlack.Interactions;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using Moq;

namespace AccessSlack.Tests.Interactions;

/// <summary>
/// What <see cref="InteractionDispatcher"/> does beyond the answer: late ones, defects, and what a stop waits for.
/// </summary>
public sealed class LateAnswerTests : IDisposable
{
    private static readonly InteractionAnswer Answer = new InteractionAnswer.Shown("You approved it.");
    private static readonly Click Press = Some.Click();
    private static readonly ReplyAddress Bob = new(Press.ResponseUrl, Press.Channel, Press.UserId);
    private static readonly Interaction Unusable =
        new Interaction.Unusable(Refusals.ForeignMessage, Press.UserId, Press.Channel, Press.ResponseUrl);

    private readonly DecisionScene _scene = new();

    private InteractionDispatcher Dispatcher => _scene.Get<InteractionDispatcher>();

    private double Defects => _scene.Metrics.Value("teleport_slack_defects_total");

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task TellLateAsync_Form_IsToldWhereItWasOpened()
    {
        _scene.SlackTellsPeople();

        await Dispatcher.TellLateAsync(Some.Submitted(Press, "reason"), Answer, default);

        Assert.Equal([(Bob, "You approved it.")], _scene.Told);
    }

    [Fact]
    public async Task TellLateAsync_Command_IsToldWhereItWasTyped()
    {
        _scene.SlackTellsPeople();
        var slash = new SlashCommand
        {
            Name = "/access",
            Text = "",
            UserId = "U0CAROL001",
            Channel = "C0OTHER001",
            ResponseUrl = Press.ResponseUrl,
            TriggerId = new(""),
        };

        await Dispatcher.TellLateAsync(new Interaction.Command(slash), Answer, default);

        Assert.Equal(new ReplyAddress(Press.ResponseUrl, "C0OTHER001", "U0CAROL001"), _scene.Told.Single().To);
    }

    /// <summary>What a press comes to it tells itself; this is for what was not processed.</summary>
    [Fact]
    public async Task TellLateAsync_Press_IsTold()
    {
        _scene.SlackTellsPeople();

        await Dispatcher.TellLateAsync(new Interaction.Pressed(Press), Answer, default);

        Assert.Equal(Answer.Text, Assert.Single(_scene.Told).Text);
    }

    [Fact]
    public async Task HandleAsync_Defect_IsCountedAndThrown()
    {
        SlackAnswers(Task.FromException<SlackResult<Done>>(new InvalidOperationException("defect")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Dispatcher.HandleAsync(Unusable, default));

        Assert.Equal(1, Defects);
    }

    [Fact]
    public async Task TellLateAsync_Defect_IsCountedAndThrown()
    {
        SlackAnswers(Task.FromException<SlackResult<Done>>(new InvalidOperationException("defect")));

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Dispatcher.TellLateAsync(Some.Submitted(Press, ""), Answer, default)
        );

        Assert.Equal(1, Defects);
    }

    [Fact]
    public async Task HandleAsync_Cancelled_IsNoDefect()
    {
        SlackAnswers(Task.FromCanceled<SlackResult<Done>>(new(canceled: true)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Dispatcher.HandleAsync(Unusable, default));

        Assert.Equal(0, Defects);
    }

    [Fact]
    public async Task WhenDoneAsync_AnswerIsBeingSent_WaitsForIt()
    {
        var told = new TaskCompletionSource<SlackResult<Done>>();
        SlackAnswers(told.Task);
        Assert.True(Dispatcher.WhenDoneAsync().IsCompleted);
        var handling = Dispatcher.HandleAsync(Unusable, default);

        var done = Dispatcher.WhenDoneAsync();
        Assert.False(done.IsCompleted);

        told.SetResult(new SlackResult<Done>.Ok(default));
        await done;
        await handling;
        Assert.True(Dispatcher.WhenDoneAsync().IsCompleted);
    }

    private void SlackAnswers(Task<SlackResult<Done>> result) =>
        _scene.Modals.Setup(slack => slack.RespondAsync(Bob, It.IsAny<string>(), default)).Returns(result);
}
