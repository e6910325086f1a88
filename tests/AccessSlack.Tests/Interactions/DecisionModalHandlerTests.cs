using AccessSlack.Approvals;
using AccessSlack.Interactions;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Interactions;

public sealed class DecisionModalHandlerTests : IDisposable
{
    private const int OpenedEvent = 7003;
    private const int DiffersEvent = 7010;
    private const int NotOpenedEvent = 7004;
    private const string Shown = "0123456789abcdef";

    private static readonly Click Press = Some.Click() with { TriggerId = new("1.2.trigger"), Shown = Shown };

    private readonly DecisionScene _scene = new();

    public DecisionModalHandlerTests()
    {
        Demand(ReasonDemand.Always);
        _scene.SlackKnows(Some.User);
        _scene.SlackHasNoTurnForMessages();
    }

    public static TheoryData<string> FailureKinds => [.. Enum.GetNames<SlackFailureKind>()];

    private DecisionModalHandler Forms => _scene.Get<DecisionModalHandler>();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(nameof(RequestState.Denied), "reason_missing")]
    [InlineData(nameof(RequestState.Approved), null)]
    public async Task FindLackAsync_ReasonDemandedForDenials_OpensForThoseAlone(string proposed, string? lack)
    {
        Demand(ReasonDemand.Deny);
        _scene.Track();

        Assert.Equal(lack, await LackAsync(Press with { Proposed = Enum.Parse<RequestState>(proposed) }));
    }

    /// <summary>Such a press is judged as it is, which tells the person what is wrong.</summary>
    [Fact]
    public async Task FindLackAsync_PressThatCannotCount_IsNone()
    {
        _scene.Track(ledger: Some.Ledger() with { Decision = Some.Decision() });

        Assert.Null(await LackAsync(Press));
        Assert.Null(await LackAsync(Press with { AppId = "A0OTHER01" }));
        Assert.Null(await LackAsync(Press with { MessageBotId = "B0OTHER01" }));
        Assert.Null(await LackAsync(Press with { TriggerId = new("") }));
    }

    [Fact]
    public async Task FindLackAsync_RequestResolved_IsNone()
    {
        _scene.Track(Some.Request(RequestState.Denied));

        Assert.Null(await LackAsync(Press));
    }

    [Fact]
    public async Task FindLackAsync_PersonWhoMayNotDecide_IsNone()
    {
        _scene.Use(Some.Ruled(Some.Rule("carol@example.com") with { Reason = ReasonDemand.Always }));
        _scene.Track();

        Assert.Null(await LackAsync(Press));
    }

    /// <summary>No person is looked up: Slack is a strict mock.</summary>
    [Fact]
    public async Task FindLackAsync_NothingIsMissing_IsNone()
    {
        Demand(ReasonDemand.Never);
        _scene.Track(ledger: Recorded(Shown));

        Assert.Null(await LackAsync(Press with { UserId = "U0OTHER01" }));
    }

    [Theory]
    [InlineData(Shown, null)]
    [InlineData("", null)] // a message of an earlier release
    [InlineData("fedcba9876543210", "message_differs")]
    public async Task FindLackAsync_MessageShowed_IsComparedWithTheRecord(string recorded, string? lack)
    {
        Demand(ReasonDemand.Never);
        _scene.Track(ledger: Recorded(recorded));
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportReads(Recorded(recorded));

        Assert.Equal(lack, await LackAsync(Press));
    }

    /// <summary>Another replica has updated the message since this one read the ledger.</summary>
    [Fact]
    public async Task FindLackAsync_RecordIsOld_IsReadAgainFirst()
    {
        Demand(ReasonDemand.Never);
        _scene.Track(ledger: Recorded("fedcba9876543210"));
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportReads(Recorded(Shown) with { Rev = 2 });

        Assert.Null(await LackAsync(Press));
    }

    /// <summary>The message may be updated, and recorded, before the press has its turn.</summary>
    [Fact]
    public void Read_MessageAsRecorded_IsNotComparedAgain()
    {
        _scene.Track(ledger: Recorded(Shown));

        Assert.Equal("", Forms.Read(Press).Shown);
        Assert.Equal("other", Forms.Read(Press with { Shown = "other" }).Shown);
    }

    [Fact]
    public async Task Read_MarkOfOtherFacts_LacksThePresentOnes()
    {
        Demand(ReasonDemand.Never);
        _scene.Track(ledger: Recorded(Shown));
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportReads(Recorded(Shown));

        Assert.Equal("request_changed", await LackAsync(Marked((Some.Request() with { Roles = ["dba"] }).Digest)));
        Assert.Null(await LackAsync(Marked(Some.Request().Digest)));
    }

    /// <summary>Anyone with the bot token can write metadata, but not the mark.</summary>
    [Fact]
    public void Read_MarkThatDoesNotFit_ProvesNothing()
    {
        var mark = MessageMark.Make(Some.Seal, "another request", 1, "1:00");

        Assert.Equal("", Forms.Read(Press with { Mark = mark }).FactsDigest);
    }

    [Fact]
    public async Task OpenAsync_Opened_IsAboutThePressAndTheFacts()
    {
        ComposedView? opened = null;
        SlackOpens(new SlackResult<string>.Ok("V0VIEW0001"), view => opened = view);

        Assert.Null(await OpenAsync());

        var about = ModalMetadata.Read(opened!.PrivateMetadata)!;
        Assert.Equal(ModalMetadata.Make(Some.Seal, Press, Some.Request().Digest), about);
        Assert.True(about.Fits(Some.Seal));
    }

    /// <summary>Nothing is decided yet, so no line may read as if it were.</summary>
    [Theory]
    [InlineData(nameof(RequestState.Approved), "Approve")]
    [InlineData(nameof(RequestState.Denied), "Deny")]
    public async Task OpenAsync_Opened_LogSaysWhichButtonWasPressedAndWhatIsAsked(string proposed, string button)
    {
        SlackOpens(new SlackResult<string>.Ok("V0VIEW0001"));
        var press = Press with { Proposed = Enum.Parse<RequestState>(proposed) };
        _scene.Track();

        Assert.Null(await Forms.OpenAsync(press, (await Forms.FindLackAsync(press, default))!, default));

        Assert.Equal(
            $"{press.UserId} pressed {button} on request {press.RequestId}; a dialog asks for what is missing " +
            "(reason_missing)",
            _scene.Log.Single(OpenedEvent).Message
        );
    }

    [Fact]
    public async Task OpenAsync_MessageDiffers_IsUpdatedAndLoggedOnce()
    {
        SlackOpens(new SlackResult<string>.Ok("V0VIEW0001"));
        _scene.TeleportWrites();
        var tracked = _scene.Track(ledger: Some.Ledger(Some.Posted(view: "0011223344556677") with { Shown = "other" }));

        Assert.Null(await Forms.OpenAsync(Press, new(Refusals.MessageDiffers, Offered: null), default));
        await _scene.FinishAsync();

        Assert.Equal("", tracked.Ledger!.MessageAt(Press.Channel, Press.MessageTs)!.View);
        Assert.Equal(LogLevel.Warning, _scene.Log.Single(DiffersEvent).Level);
    }

    [Theory]
    [MemberData(nameof(FailureKinds))]
    public async Task OpenAsync_SlackFails_SaysThatNothingWasDecided(string kind)
    {
        SlackOpens(DecisionScene.Failed<string>(Enum.Parse<SlackFailureKind>(kind)));

        Assert.Equal("form_not_opened", (await OpenAsync())?.Code);

        Assert.Equal(LogLevel.Warning, _scene.Log.Single(NotOpenedEvent).Level);
        _scene.Readiness.Watching(true);
        _scene.Readiness.Listening();
        Assert.Equal(kind != nameof(SlackFailureKind.Credentials), _scene.Readiness.IsReady);
    }

    [Fact]
    public async Task Reopen_ReasonTooShort_SaysHowLong()
    {
        _scene.Track();

        Assert.Equal(
            new InteractionAnswer.InlineErrors("Please enter at least 10 characters. You entered 5."),
            await Forms.ReopenAsync(Some.Submitted(Press, "short"), default)
        );
        Assert.Null(await Forms.ReopenAsync(Some.Submitted(Press, "long enough"), default));
    }

    /// <summary>The rule demands a reason only since the dialog was opened.</summary>
    [Fact]
    public async Task Reopen_NoFieldForTheReason_IsOpenedWithOne()
    {
        _scene.Track();

        var again = Assert.IsType<InteractionAnswer.Renewed>(
            await Forms.ReopenAsync(Some.Submitted(Press, reason: null), default)
        );

        Assert.Single(again.Form.Blocks.OfType<SlackApi.Blocks.InputBlock>());
    }

    /// <summary>The decision itself is judged later, by what Teleport says then.</summary>
    [Fact]
    public async Task Reopen_RequestNotKnown_IsNone() =>
        Assert.Null(await Forms.ReopenAsync(Some.Submitted(Press), default));

    [Fact]
    public async Task Reopen_LongerThanSlackAllows_IsOneEvenIfNoReasonIsDemanded()
    {
        Demand(ReasonDemand.Never);
        _scene.Track();

        Assert.Equal(
            new InteractionAnswer.InlineErrors("Please use at most 3000 characters."),
            await Forms.ReopenAsync(Some.Submitted(Press, new('x', 3001)), default)
        );
        Assert.Null(await Forms.ReopenAsync(Some.Submitted(Press), default));
    }

    [Fact]
    public async Task Reopen_DialogThatWeDidNotOpen_IsForeign()
    {
        _scene.Track();
        var form = Some.Submitted(Press, "long enough");

        Assert.IsType<InteractionAnswer.Shown>(
            await Forms.ReopenAsync(form with { Form = form.Form with { Digest = "1:00" } }, default)
        );
    }

    private static Click Marked(string digest) =>
        Press with { Mark = MessageMark.Make(Some.Seal, Some.RequestId, 1, digest) };

    private static Ledger Recorded(string shown) => Some.Ledger(Some.Posted() with { Shown = shown });

    private void Demand(ReasonDemand demand) =>
        _scene.Use(Some.Ruled(Some.Rule() with { Reason = demand, ReasonMinLength = 10 }));

    private void SlackOpens(SlackResult<string> result, Action<ComposedView>? then = null) =>
        _scene.Modals
            .Setup(slack => slack.OpenViewAsync(Press.TriggerId, It.IsAny<ComposedView>(), default))
            .Callback((Secret _, ComposedView view, CancellationToken _) => then?.Invoke(view))
            .ReturnsAsync(result);

    private async Task<string?> LackAsync(Click press)
    {
        var lack = await Forms.FindLackAsync(Forms.Read(press), default);
        await _scene.FinishAsync();
        return lack?.Refusal.Code;
    }

    private async Task<Refusal?> OpenAsync()
    {
        _scene.Track();
        return await Forms.OpenAsync(Press, new(Refusals.ReasonMissing(10), Offered: null), default);
    }
}
