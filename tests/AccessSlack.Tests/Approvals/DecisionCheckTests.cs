using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals;

public sealed class DecisionCheckTests
{
    private static readonly DateTimeOffset Expiry = Some.Request().Expires!.Value;
    private static readonly Decision Approval = Some.Decision(RequestState.Approved, DecisionOutcome.Open);

    [Fact]
    public void Judge_OpenRequest_Stands() => Assert.Null(Judge(Some.Request()));

    [Fact]
    public void Judge_RequestGone_IsOver() => Assert.Equal(Refusals.Gone, Judge(request: null));

    [Theory]
    [InlineData(nameof(RequestState.Approved), "already_approved")]
    [InlineData(nameof(RequestState.Denied), "already_denied")]
    [InlineData(nameof(RequestState.Promoted), "already_promoted")]
    [InlineData(nameof(RequestState.Unknown), "already_resolved")]
    public void Judge_ResolvedRequest_IsOver(string state, string code) =>
        Assert.Equal(code, Judge(Some.Request(Enum.Parse<RequestState>(state)))?.Code);

    [Fact]
    public void Judge_Expiry_IsTheFirstMomentTooLate()
    {
        Assert.Null(Judge(Some.Request(), now: Expiry - TimeSpan.FromTicks(1)));
        Assert.Equal(Refusals.Expired, Judge(Some.Request(), now: Expiry));
    }

    /// <summary>A decision that stands in the ledger is no objection to carrying itself out.</summary>
    [Fact]
    public void Judge_OwnDecisionInTheLedger_Stands() =>
        Assert.Null(Judge(Some.Request(), Some.Ledger() with { Decision = Approval }));

    [Fact]
    public void Judge_NoMessageWhereItWasClicked_IsNotDecidedHere() =>
        Assert.Equal(Refusals.NotDecidedHere, Judge(Some.Request(), Some.Ledger(Some.Posted(channel: "C0OTHER001"))));

    [Fact]
    public void Judge_ChannelLostItsAuthority_IsNotDecidedHere() =>
        Assert.Equal(Refusals.NotDecidedHere, Judge(Some.Request(), policy: Some.Policy("dba-team")));

    [Fact]
    public void Judge_DecidingWasTurnedOff_IsNotDecidedHere() =>
        Assert.Equal(
            Refusals.NotDecidedHere,
            Judge(Some.Request(), policy: Some.Policy() with { CanDecide = false })
        );

    [Fact]
    public void JudgeRequest_NoLedger_IsOpen() =>
        Assert.Null(DecisionCheck.JudgeRequest(Some.Request(), ledger: null, Some.Now));

    private static Refusal? Judge(
        AccessRequest? request,
        Ledger? ledger = null,
        ApprovalPolicy? policy = null,
        DateTimeOffset? now = null
    ) => DecisionCheck.Judge(policy ?? Some.Policy(), Approval, request, ledger ?? Some.Ledger(), now ?? Some.Now);
}
