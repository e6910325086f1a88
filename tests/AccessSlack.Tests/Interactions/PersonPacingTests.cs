using AccessSlack.Approvals;
using AccessSlack.Diagnostics;
using AccessSlack.Interactions;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Interactions;

/// <summary>What is handed on, and what a person is told who is too quick.</summary>
public sealed class PersonPacingTests : IDisposable
{
    private const int TooQuickEvent = 7020;

    private static readonly Click Click = Some.Click();
    private static readonly Interaction Press = new Interaction.Pressed(Click);

    private static readonly Interaction Unusable = new Interaction.Unusable(
        Refusals.ForeignMessage,
        Click.UserId,
        Click.Channel,
        Click.ResponseUrl
    );

    private readonly DecisionScene _scene = new();
    private readonly Recorder _next = new();
    private readonly PersonPacing _pacing;

    public PersonPacingTests() => _pacing = new(
        _next,
        _scene.Get<Metrics>(),
        _scene.Time,
        _scene.Get<ILogger<PersonPacing>>()
    );

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task HandleAsync_Burst_IsHandedOnAndThenOneASecond()
    {
        await PressAsync(PersonPacing.Burst + 5);
        Assert.Equal(PersonPacing.Burst, _next.Handled);

        _scene.Time.Advance(3 * PersonPacing.Interval);
        await PressAsync(5);
        Assert.Equal(PersonPacing.Burst + 3, _next.Handled);
    }

    [Fact]
    public async Task HandleAsync_TooQuick_IsToldAndLoggedOnceAMinute()
    {
        await PressAsync(PersonPacing.Burst + 20);
        Assert.Equal(
            "You're pressing buttons or sending commands too quickly. Please try again in 1 s.",
            Assert.Single(_next.Told)
        );

        _scene.Time.Advance(PersonPacing.AnswerInterval);
        await PressAsync(PersonPacing.Burst + 20);

        Assert.Equal(2, _next.Told.Count);
        Assert.Equal(2, _scene.Log.Count(TooQuickEvent));
    }

    [Fact]
    public async Task HandleAsync_EveryKind_SharesOnePace()
    {
        await PressAsync(PersonPacing.Burst);
        foreach (var interaction in new[] { Press, Unusable, Some.Submitted(Click, "reason") })
            await _pacing.HandleAsync(interaction, default);

        Assert.Equal(PersonPacing.Burst, _next.Handled);
        Assert.Single(_next.Told);
    }

    [Fact]
    public async Task HandleAsync_FormTooQuick_IsAnsweredByItselfOnly()
    {
        await PressAsync(PersonPacing.Burst);

        var answer = await _pacing.HandleAsync(Some.Submitted(Click, "reason"), default);

        var shown = Assert.IsType<InteractionAnswer.Shown>(answer);
        Assert.Contains("too quickly", shown.Sentence, StringComparison.Ordinal);
        Assert.Empty(_next.Told);
    }

    [Fact]
    public async Task HandleAsync_AnotherPerson_IsNotHeldBack()
    {
        await PressAsync(PersonPacing.Burst + 20);

        await _pacing.HandleAsync(new Interaction.Pressed(Click with { UserId = "U0CAROL001" }), default);

        Assert.Equal(PersonPacing.Burst + 1, _next.Handled);
    }

    [Fact]
    public async Task HandleAsync_NothingToDo_IsNotCounted()
    {
        for (var i = 0; i < 100; i++) await _pacing.HandleAsync(new Interaction.Ignored("link"), default);
        await PressAsync(1);

        Assert.Equal(101, _next.Handled);
    }

    private async Task PressAsync(int times)
    {
        for (var i = 0; i < times; i++) await _pacing.HandleAsync(Press, default);
    }

    private sealed class Recorder : IInteractionHandler
    {
        public int Handled { get; private set; }

        public List<string> Told { get; } = [];

        public Task<InteractionAnswer> HandleAsync(Interaction interaction, CancellationToken cancel)
        {
            Handled++;
            return Task.FromResult<InteractionAnswer>(InteractionAnswer.Nothing.Instance);
        }

        public Task TellLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel)
        {
            Told.Add(answer.Text);
            return Task.CompletedTask;
        }
    }
}
