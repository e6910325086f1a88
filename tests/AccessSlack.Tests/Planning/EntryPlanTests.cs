using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Planning;

public class EntryPlanTests
{
    private static readonly LedgerEntry WithClaim = new(
        EntryOrigin.Unsealed,
        "9",
        Some.Ledger(new Delivery.Claimed([Some.Recipient], Some.Recipient))
    );

    private static Situation Rejected(RejectedEntry rejected) =>
        Some.Situation(Some.Request(), null) with { Rejected = rejected };

    [Fact]
    public void Next_ClaimWithoutOurSeal_CountsOnceAndForAWhile()
    {
        var situation = Rejected(new(EntryFault.Unsealed, WithClaim, Some.Now));

        Assert.Equal(Some.Now + Planner.ClaimIsOld, Assert.IsType<Step.Rest>(EntryPlan.Next(situation)).Until);
        Assert.IsType<Step.ReplaceEntry>(EntryPlan.Next(situation with { Now = Some.Now + Planner.ClaimIsOld }));
        Assert.IsType<Step.ReplaceEntry>(EntryPlan.Next(situation with { HasWaitedForClaims = true }));
    }

    [Fact]
    public void Next_ReplacedAMomentAgo_Waits()
    {
        var until = Some.Now.AddMinutes(1);
        var situation = Rejected(new(EntryFault.Removed, null, Some.Now));
        var parked = situation.Parked.Add(WaitKey.Entry, until);

        Assert.Equal(until, Assert.IsType<Step.Rest>(EntryPlan.Next(situation with { Parked = parked })).Until);
        Assert.IsType<Step.ReplaceEntry>(EntryPlan.Next(situation with { Parked = parked, Now = until }));
    }

    [Fact]
    public void Next_LedgerOfANewerRelease_IsLeftAlone()
    {
        var ledger = Some.Ledger() with { NeedsNewerRelease = true, Votes = [Some.Vote()] };

        Assert.Null(Assert.IsType<Step.Rest>(Some.Planner().Plan(Some.Situation(Some.Request(), ledger))).Until);
    }

    /// <summary>Otherwise it would be kept for the life of the process.</summary>
    [Theory]
    [InlineData("Pending", false, false)]
    [InlineData("Pending", true, true)]
    [InlineData("Approved", false, true)]
    public void Next_LedgerOfANewerRelease_IsForgottenWithTheEnd(string state, bool isGone, bool isForgotten)
    {
        var ledger = Some.Ledger() with { NeedsNewerRelease = true };
        var situation = Some.Situation(Some.Request(Enum.Parse<RequestState>(state)), ledger) with { IsGone = isGone };

        Assert.Equal(isForgotten, Assert.IsType<Step.Rest>(EntryPlan.Next(situation)).Forget);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Next_NothingKnownButAnEntryThatIsNotOurs_Rests(bool isGone)
    {
        var rejected = new RejectedEntry(EntryFault.Unsealed, WithClaim, Some.Now.AddHours(-1));
        var situation = Rejected(rejected) with { Request = null, IsGone = isGone };

        var rest = Assert.IsType<Step.Rest>(EntryPlan.Next(situation));

        Assert.Equal((null, isGone), (rest.Until, rest.Forget));
    }

    [Fact]
    public void BeforeActing_VotesThatWereOnlyRead_AreComparedFirst()
    {
        var voted = Some.Ledger() with { Votes = [Some.Vote()] };
        var situation = Some.Situation(Some.Request(), voted) with { IsCompared = false };

        Assert.IsType<Step.CompareWithMessages>(Some.Planner().Plan(situation));
        Assert.Null(EntryPlan.BeforeActing(situation with { IsCompared = true }, voted));
        Assert.Null(EntryPlan.BeforeActing(situation, Some.Ledger()));
    }
}
