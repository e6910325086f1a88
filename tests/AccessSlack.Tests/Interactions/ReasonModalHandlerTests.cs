using AccessSlack.Approvals;
using AccessSlack.Interactions;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Interactions;

public sealed class ReasonModalHandlerTests : IDisposable
{
    private const int NotOpenedEvent = 7004;

    private static readonly Click Press = Some.Click() with { TriggerId = new("1.2.trigger") };

    private readonly DecisionScene _scene = new();

    public ReasonModalHandlerTests() => Demand(ReasonDemand.Always);

    public static TheoryData<string> FailureKinds => [.. Enum.GetNames<SlackFailureKind>()];

    private ReasonModalHandler Forms => _scene.Get<ReasonModalHandler>();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void FormFor_ReasonDemanded_IsAddressedToTheClickedMessage()
    {
        _scene.Track();

        var form = Forms.FormFor(Press)!;

        Assert.Equal(ModalMetadata.Of(Press).Write(), form.PrivateMetadata);
    }

    [Theory]
    [InlineData(nameof(RequestState.Denied), true)]
    [InlineData(nameof(RequestState.Approved), false)]
    public void FormFor_ReasonDemandedForDenials_OpensForThoseAlone(string proposed, bool hasForm)
    {
        Demand(ReasonDemand.Deny);
        _scene.Track();

        Assert.Equal(hasForm, Forms.FormFor(Press with { Proposed = Enum.Parse<RequestState>(proposed) }) is not null);
    }

    /// <summary>Such a press is judged as it is, which tells the clicker what is wrong.</summary>
    [Fact]
    public void FormFor_PressThatCannotCount_HasNone()
    {
        _scene.Track();

        Assert.Null(Forms.FormFor(Press with { AppId = "A0OTHER01" }));
        Assert.Null(Forms.FormFor(Press with { MessageBotId = "B0OTHER01" }));
        Assert.Null(Forms.FormFor(Press with { TriggerId = new("") }));
        Assert.Null(Forms.FormFor(Press with { RequestId = "another", MetadataRequestId = "another" }));
    }

    [Fact]
    public void FormFor_RequestResolved_HasNone()
    {
        _scene.Track(Some.Request(RequestState.Denied));

        Assert.Null(Forms.FormFor(Press));
    }

    [Fact]
    public void FormFor_RequestGone_HasNone()
    {
        _scene.Track().SawRemoval();

        Assert.Null(Forms.FormFor(Press));
    }

    [Fact]
    public async Task OpenAsync_Opened_TellsNothing()
    {
        SlackOpens(new SlackResult<string>.Ok("V0VIEW0001"));

        Assert.Null(await OpenAsync());
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
    public void Fault_ReasonTooShort_SaysHowLong()
    {
        _scene.Track();

        Assert.Equal("Please enter at least 10 characters. You entered 5.", Forms.Fault(Press, "short"));
        Assert.Null(Forms.Fault(Press, "long enough"));
    }

    /// <summary>The decision itself is judged later, by whatever Teleport says then.</summary>
    [Fact]
    public void Fault_RequestNotKnown_IsNone() => Assert.Null(Forms.Fault(Press, ""));

    [Fact]
    public void Fault_LongerThanSlackAllows_IsOneEvenIfNoReasonIsDemanded()
    {
        Demand(ReasonDemand.Never);
        _scene.Track();

        Assert.Equal("Please use at most 3000 characters.", Forms.Fault(Press, new('x', 3001)));
        Assert.Null(Forms.Fault(Press, ""));
    }

    private void Demand(ReasonDemand demand) =>
        _scene.Use(Some.Ruled(Some.Rule() with { Reason = demand, ReasonMinLength = 10 }));

    private void SlackOpens(SlackResult<string> result) =>
        _scene.Modals
            .Setup(slack => slack.OpenViewAsync(Press.TriggerId, It.IsAny<ComposedView>(), default))
            .ReturnsAsync(result);

    private async Task<Refusal?> OpenAsync()
    {
        _scene.Track();
        return await Forms.OpenAsync(Press, Forms.FormFor(Press)!, default);
    }
}
