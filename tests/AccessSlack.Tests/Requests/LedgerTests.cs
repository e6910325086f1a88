using AccessSlack.Requests;

namespace AccessSlack.Tests.Requests;

public class LedgerTests
{
    [Fact]
    public void With_NewDestination_IsAdded() =>
        Assert.Equal(2, Some.Ledger(Some.Posted()).With(new Delivery.Failed(["dba-team"], "x")).Deliveries.Length);

    [Fact]
    public void With_NameOfAKnownDestination_TakesItsPlace()
    {
        var posted = Some.Posted();
        var ledger = Some.Ledger(new Delivery.Claimed([Some.Recipient], Some.Recipient), new Delivery.Failed(["dba-team"], "x")).With(posted);
        Assert.Equal(2, ledger.Deliveries.Length);
        Assert.Same(posted, ledger.Deliveries[0]);
    }

    [Fact]
    public void With_TwoSpellingsThatWereTwoFailures_LeavesOne()
    {
        var ledger = Some.Ledger(new Delivery.Failed(["carol@example.com"], "x"), new Delivery.Failed(["U0CAROL01"], "x"));
        var claimed = new Delivery.Claimed(["carol@example.com", "U0CAROL01"], "U0CAROL01");
        Assert.Equal(claimed, Assert.Single(ledger.With(claimed).Deliveries));
    }

    [Fact]
    public void With_NamesOfASecondMessage_NeverForgetsAMessage()
    {
        var ledger = Some.Ledger(Some.Posted("a", "C1"), Some.Posted("b", "C2")).With(Some.Posted("a", "C1") with { Names = ["a", "b"] });
        Assert.Equal(["C1", "C2"], ledger.Posted.Select(posted => posted.Channel));
    }

    [Fact]
    public void Without_DeliveryOfAnEarlierReading_RemovesIt() => Assert.Empty(Some.Ledger(Some.Posted()).Without(Some.Posted()).Deliveries);

    [Fact]
    public void Knows_OtherCase_IsTheSameRecipient()
    {
        Assert.True(Some.Ledger(Some.Posted("Carol@Example.com")).Knows("carol@example.com"));
        Assert.False(Some.Ledger(Some.Posted("carol@example.com")).Knows("dave@example.com"));
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
