using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Reconciliation;

public class DestinationTests
{
    private const string Email = "carol@example.com";
    private const string UserId = "U0CAROL001";

    private static readonly SlackFailure Failure = new(SlackFailureKind.TryLater, "ratelimited");
    private static readonly Destination Unresolved = new([Email], Email, Failure);
    private static readonly Destination Resolved = new([Email], UserId);
    private static readonly Delivery.Claimed Claim = new([Email], UserId);

    [Fact]
    public void AsClaimedIn_UnresolvedAndClaimed_TakesTheAddressOfTheClaim() =>
        Assert.Equal(
            (UserId, null),
            (Unresolved.AsClaimedIn(Some.Ledger(Claim)).Address, Unresolved.AsClaimedIn(Some.Ledger(Claim)).Failure)
        );

    [Fact]
    public void AsClaimedIn_UnresolvedAndNotClaimed_StaysAFailure()
    {
        Assert.Same(Unresolved, Unresolved.AsClaimedIn(ledger: null));
        Assert.Same(Unresolved, Unresolved.AsClaimedIn(Some.Ledger()));
    }

    [Fact]
    public void AsClaimedIn_Resolved_IsPostedWhereItResolvesToNow()
    {
        var elsewhere = Resolved with { Address = "U0CAROL002" };

        Assert.Same(elsewhere, elsewhere.AsClaimedIn(Some.Ledger(Claim)));
    }

    [Fact]
    public void ClaimIn_NewDestination_AddsAClaimToTheOthers()
    {
        var ledger = Resolved.ClaimIn(Some.Ledger());

        Assert.Equal(2, ledger.Deliveries.Length);
        Assert.Equal((UserId, Email), (ledger.Claimed.Single().Address, ledger.Claimed.Single().Names.Single()));
    }

    [Fact]
    public void ClaimIn_Unresolved_NotesTheFailure()
    {
        var ledger = Unresolved.ClaimIn(Some.Ledger());

        Assert.Equal("ratelimited", Assert.Single(ledger.Deliveries.OfType<Delivery.Failed>()).Code);
        Assert.Empty(ledger.Claimed);
    }

    [Fact]
    public void ClaimIn_MessageStandsThere_AddsTheNameAndClaimsNothing()
    {
        var ledger = new Destination(["access"], Some.Channel).ClaimIn(Some.Ledger());

        Assert.Equal<string>([Some.Recipient, "access"], Assert.Single(ledger.Posted).Names);
        Assert.Empty(ledger.Claimed);
    }

    [Fact]
    public void ClaimIn_FailedBeforeUnderAnotherName_KeepsBothNames()
    {
        var ledger = (Resolved with { Names = [Email, UserId] }).ClaimIn(
            Some.Ledger(new Delivery.Failed([UserId, "carol"], "user_disabled"))
        );

        Assert.Equal<string>([UserId, "carol", Email], Assert.Single(ledger.Claimed).Names);
    }

    [Theory]
    [InlineData(Email, true)]
    [InlineData("CAROL@example.com", true)]
    [InlineData("dave@example.com", false)]
    public void IsOf_NameOfTheClaim_InAnyCase(string name, bool isOf) =>
        Assert.Equal(isOf, new Destination([name], UserId).IsOf(Claim));
}
