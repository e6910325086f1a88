using System.Text;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Requests;

public class LedgerTests
{
    /// <summary>
    /// The record of a failure may reach Teleport late, when another replica has taken the old claim over and posted.
    /// </summary>
    [Fact]
    public void WithFailure_AnotherReplicaWroteSince_TouchesNothing()
    {
        var failed = new Delivery.Failed([Some.Recipient], "ratelimited");
        var claimed = Some.Ledger(new Delivery.Claimed([Some.Recipient], Some.Recipient)) with { Rev = 1 };
        Assert.Same(failed, Assert.Single(claimed.WithFailure(failed, claimedAt: 1).Deliveries));
        Assert.Single((claimed with { Rev = 2 }).WithFailure(failed, claimedAt: 1).Claimed);
        Assert.Single((Some.Ledger(Some.Posted()) with { Rev = 3 }).WithFailure(failed, claimedAt: 1).Posted);
    }

    [Fact]
    public void With_NewDestination_IsAdded() =>
        Assert.Equal(2, Some.Ledger(Some.Posted()).With(new Delivery.Failed(["dba-team"], "x")).Deliveries.Length);

    [Fact]
    public void WithFound_ClaimStillThere_TakesItsPlace()
    {
        var ledger = Some.Ledger(new Delivery.Claimed([Some.Recipient], Some.Recipient)).WithFound(Some.Posted());
        Assert.Equal(Some.Channel, Assert.IsType<Delivery.Posted>(Assert.Single(ledger.Deliveries)).Channel);
        Assert.Same(ledger, ledger.WithFound(Some.Posted(view: "newer")));
    }

    [Fact]
    public void WithFound_AnotherMessageTookItsPlace_HasNoRecipient()
    {
        var ledger = Some.Ledger(Some.Posted()).WithFound(Some.Posted() with { Ts = "1795262300.000100" });
        Assert.Equal(2, ledger.Posted.Count());
        Assert.Equal(Some.Ts, Assert.Single(ledger.Posted, message => message.IsFor(Some.Recipient)).Ts);
    }

    [Fact]
    public void With_NameOfAKnownDestination_TakesItsPlace()
    {
        var posted = Some.Posted();
        var ledger = Some.Ledger(
                new Delivery.Claimed([Some.Recipient], Some.Recipient),
                new Delivery.Failed(["dba-team"], "x")
            )
            .With(posted);
        Assert.Equal(2, ledger.Deliveries.Length);
        Assert.Same(posted, ledger.Deliveries[0]);
    }

    [Fact]
    public void With_TwoSpellingsThatWereTwoFailures_LeavesOne()
    {
        var ledger = Some.Ledger(
            new Delivery.Failed(["carol@example.com"], "x"),
            new Delivery.Failed(["U0CAROL01"], "x")
        );
        var claimed = new Delivery.Claimed(["carol@example.com", "U0CAROL01"], "U0CAROL01");
        Assert.Equal(claimed, Assert.Single(ledger.With(claimed).Deliveries));
    }

    [Fact]
    public void With_NamesOfASecondMessage_NeverForgetsAMessage()
    {
        var ledger = Some.Ledger(Some.Posted("a", "C1"), Some.Posted("b", "C2"))
            .With(Some.Posted("a", "C1") with { Names = ["a", "b"] });
        Assert.Equal(["C1", "C2"], ledger.Posted.Select(posted => posted.Channel));
    }

    [Fact]
    public void Without_DeliveryOfAnEarlierReading_RemovesIt() =>
        Assert.Empty(Some.Ledger(Some.Posted()).Without(Some.Posted()).Deliveries);

    [Fact]
    public void With_VoteOfTheSamePerson_TakesThePlaceOfTheOlder()
    {
        var ledger = Cast(Cast(Some.Ledger(), Some.Vote(second: 10)), Some.Vote("carol", second: 11));
        Assert.Equal(
            ["carol@example.com", "bob@example.com"],
            Cast(ledger, Some.Vote(choice: RequestState.Denied, second: 12)).Votes.Select(vote => vote.Person)
        );
        Assert.Same(ledger, Cast(ledger, Some.Vote(choice: RequestState.Denied, second: 9)));
        Assert.Same(ledger, Cast(ledger, Some.Vote(choice: RequestState.Denied, second: 10)));
    }

    [Fact]
    public void With_AnyOrderOfVotes_KeepsTheNewestOfEach()
    {
        Vote[] votes =
        [
            Some.Vote(second: 10),
            Some.Vote(choice: RequestState.Denied, second: 12),
            Some.Vote("carol", second: 11),
            Some.Vote(second: 11),
        ];
        var forward = votes.Aggregate(Some.Ledger(), Cast);
        var backward = votes.Reverse().Aggregate(Some.Ledger(), Cast);
        Assert.Equal(
            forward.Votes.Select(vote => (vote.Person, vote.Choice)).Order(),
            backward.Votes.Select(vote => (vote.Person, vote.Choice)).Order()
        );
        Assert.Contains(forward.Votes, vote => vote is { Person: "bob@example.com", Choice: RequestState.Denied });
    }

    [Fact]
    public void With_LongReasonsOfMany_ShareLittleRoom()
    {
        var ledger = Enumerable
            .Range(0, Ledger.MaxVotes)
            .Aggregate(Some.Ledger(), (ledger, number) =>
                Cast(ledger, Some.Vote($"voter{number}", reason: new string('é', 2000)))
            );
        Assert.Equal(Ledger.MaxVotes, ledger.Votes.Length);
        Assert.InRange(
            ledger.Votes.Sum(vote => Encoding.UTF8.GetByteCount(vote.Reason)),
            1,
            Ledger.MaxVoteReasonBytes
        );
        Assert.All(ledger.Votes, vote =>
            Assert.InRange(Encoding.UTF8.GetByteCount(vote.Reason), 0, Ledger.MaxReasonBytes)
        );
    }

    private static Ledger Cast(Ledger ledger, Vote vote) => ledger.With(vote);

    [Fact]
    public void Knows_OtherCase_IsTheSameRecipient()
    {
        Assert.True(Some.Ledger(Some.Posted("Carol@Example.com")).HasDeliveryFor("carol@example.com"));
        Assert.False(Some.Ledger(Some.Posted("carol@example.com")).HasDeliveryFor("dave@example.com"));
    }

    [Fact]
    public void MessageAt_ChannelOrTimeDiffers_IsNone()
    {
        var ledger = Some.Ledger();
        Assert.NotNull(ledger.MessageAt(Some.Channel, Some.Ts));
        Assert.Null(ledger.MessageAt("C0OTHER01", Some.Ts));
        Assert.Null(ledger.MessageAt(Some.Channel, "1795262400.000101"));
        Assert.Null(Some.Ledger(new Delivery.Claimed([Some.Recipient], Some.Channel)).MessageAt(Some.Channel, ""));
    }
}
