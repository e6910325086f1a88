using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Requests;

public class DecisionTests
{
    [Fact]
    public void Delegator_Person_IsPrefixed() => Assert.Equal("slack:bob@example.com", Some.Decision().Delegator);

    [Fact]
    public void IsSameClick_OutcomeAside_ComparesClickerTimeAndState()
    {
        var decision = Some.Decision();
        Assert.True(decision.IsSameClick(decision with { Outcome = DecisionOutcome.Open, Person = "robert" }));
        Assert.False(decision.IsSameClick(decision with { State = RequestState.Denied }));
        Assert.False(decision.IsSameClick(decision with { SlackUserId = "U0OTHER01" }));
        Assert.False(decision.IsSameClick(decision with { ActionTs = "1.2" }));
        Assert.False(decision.IsSameClick(null));
    }

    /// <summary>What stands in the ledger later may be older than what that person decided since.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(600, true)]
    [InlineData(601, false)]
    [InlineData(-600, true)]
    [InlineData(-601, false)]
    public void MayBeFinished_ByAnotherProcess_WithinTenMinutesOfTheClick(int seconds, bool may) =>
        Assert.Equal(
            may,
            (Some.Decision() with { ActionTs = "1795262460.000000" }).MayBeFinished(
                DateTimeOffset.FromUnixTimeSeconds(1795262460 + seconds)
            )
        );
}
