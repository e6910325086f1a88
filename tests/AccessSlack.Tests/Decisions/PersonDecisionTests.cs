using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Decisions;

/// <summary>Decisions that <see cref="DecisionExecutor"/> submits as the review of the person who clicked.</summary>
public sealed class PersonDecisionTests : IDisposable
{
    private static readonly Decision Approval =
        Some.Decision(RequestState.Approved, DecisionOutcome.Open) with { Author = "bob" };

    private readonly DecisionScene _scene = new();

    public PersonDecisionTests() => Use(Via.Person);

    public void Dispose() => _scene.Dispose();

    /// <summary>Teleport keeps the review, and other people may review as well.</summary>
    [Fact]
    public async Task CarryOutAsync_StillPending_LeavesTheLedgerToOthers()
    {
        var tracked = _scene.TrackClaim(Approval);
        TeleportAnswers(After(RequestState.Pending));

        var outcome = Assert.IsType<ClickOutcome.Decided>(await CarryOutAsync(tracked, Approval));

        Assert.Equal((DecisionOutcome.Reviewed, false), (outcome.Decision.Outcome, outcome.IsResolved));
        Assert.Null(tracked.Ledger!.Decision);
        Assert.Empty(tracked.Ledger.Votes);
        Assert.Null(tracked.Claim);
        _scene.Teleport.Verify(teleport => teleport.SubmitReviewForAsync(
            "bob",
            It.IsAny<AccessRequest>(),
            RequestState.Approved,
            "as agreed",
            default
        ), Times.Once);
    }

    [Fact]
    public async Task CarryOutAsync_LastReviewThatWasMissing_NamesThePerson()
    {
        var tracked = _scene.TrackClaim(Approval);
        TeleportAnswers(After(RequestState.Approved));

        Assert.True(Assert.IsType<ClickOutcome.Decided>(await CarryOutAsync(tracked, Approval)).IsResolved);

        var status = RequestStatus.Of(tracked.Request, isGone: false, tracked.Ledger, Some.Now);
        var ended = Assert.IsType<RequestStatus.Resolved>(status);
        Assert.Equal("bob@example.com", ended.By!.Person);
        Assert.Empty(ended.Reviews);
    }

    /// <summary>What was decided in one way is never carried out in another.</summary>
    [Theory]
    [InlineData("Person", "", "Unknown")]
    [InlineData("State", "bob", "Possible")]
    [InlineData("Review", "bob", "Possible")]
    [InlineData("Auto", "bob", "Refused")]
    public async Task CarryOutAsync_WayChangedByAReload_IsDropped(string via, string author, string reviews)
    {
        Use(Enum.Parse<Via>(via), Enum.Parse<PersonReviews>(reviews));
        var decision = Approval with { Author = author };
        var tracked = _scene.TrackClaim(decision);

        var refused = Assert.IsType<ClickOutcome.Refused>(await CarryOutAsync(tracked, decision));

        Assert.Equal(PersonRefusals.WayChanged, refused.Refusal);
        Assert.Null(tracked.Ledger!.Decision);
    }

    /// <summary>The first clear answer counts; later ones are about one person.</summary>
    [Theory]
    [InlineData("Unknown", "Refused")]
    [InlineData("Possible", "Possible")]
    public async Task CarryOutAsync_NotOnBehalf_IsLearnedOnce(string before, string after)
    {
        Use(Via.Person, Enum.Parse<PersonReviews>(before));
        var tracked = _scene.TrackClaim(Approval);
        TeleportRefuses(TeleportRefusal.OnBehalfOfAuthor);
        _scene.TeleportFinds(Some.Request());

        var refused = Assert.IsType<ClickOutcome.Refused>(await CarryOutAsync(tracked, Approval));

        Assert.Equal(PersonRefusals.OnBehalf, refused.Refusal);
        Assert.Equal(Enum.Parse<PersonReviews>(after), _scene.Get<CurrentPolicy>().Now.Policy.PersonReviews);
    }

    /// <summary>The answer was lost, or another process has submitted it.</summary>
    [Theory]
    [InlineData(nameof(RequestState.Pending), false)]
    [InlineData(nameof(RequestState.Approved), true)]
    public void FindDone_TeleportShowsTheReview_Holds(string state, bool isResolved)
    {
        var tracked = _scene.TrackClaim(Approval);
        Assert.Null(_scene.Get<DecisionExecutor>().FindDone(tracked, Approval));

        tracked.Saw(After(Enum.Parse<RequestState>(state)));

        var done = _scene.Get<DecisionExecutor>().FindDone(tracked, Approval);
        Assert.Equal(isResolved, Assert.IsType<ClickOutcome.Decided>(done).IsResolved);
    }

    [Fact]
    public void FindDone_SomeoneElsesReview_IsNotOurs()
    {
        var tracked = _scene.TrackClaim(Approval);
        tracked.Saw(Some.Request() with { Reviews = [new("carol", RequestState.Approved, "")] });

        Assert.Null(_scene.Get<DecisionExecutor>().FindDone(tracked, Approval));
        Assert.NotNull(tracked.Ledger!.Decision);
    }

    private void Use(Via via, PersonReviews reviews = PersonReviews.Possible) =>
        _scene.Use(Some.Policy() with
        {
            Settings = Some.Settings with { Via = via },
            PersonReviews = reviews,
        });

    private static AccessRequest After(RequestState state) => Some.Request(state) with
    {
        Reviews = [new("bob", RequestState.Approved, "as agreed")],
        ResolveReason = state == RequestState.Pending ? "" : "as agreed",
    };

    private Task<ClickOutcome> CarryOutAsync(TrackedRequest tracked, Decision decision) =>
        _scene.Get<DecisionExecutor>().CarryOutAsync(tracked, decision, default);

    private void TeleportAnswers(AccessRequest after) =>
        _scene.Teleport
            .Setup(teleport => teleport.SubmitReviewForAsync(
                It.IsAny<string>(),
                It.IsAny<AccessRequest>(),
                It.IsAny<RequestState>(),
                It.IsAny<string>(),
                default
            ))
            .ReturnsAsync(after);

    private void TeleportRefuses(TeleportRefusal refusal) =>
        _scene.Teleport
            .Setup(teleport => teleport.SubmitReviewForAsync(
                It.IsAny<string>(),
                It.IsAny<AccessRequest>(),
                It.IsAny<RequestState>(),
                It.IsAny<string>(),
                default
            ))
            .ThrowsAsync(DecisionScene.Refused(refusal));
}
