using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Requests;

public class RequestStatusTests
{
    [Fact]
    public void Of_PendingRequest_IsPendingWithItsReviews()
    {
        var review = new Review("carol", RequestState.Approved, "ok");
        var status = Of(Some.Request() with { Reviews = [review] }, Some.Ledger());
        Assert.Equal(review, Assert.Single(Assert.IsType<RequestStatus.Pending>(status).Reviews));
    }

    [Fact]
    public void Of_EndedRequest_IsResolvedAccordingly()
    {
        Assert.Equal(Some.Resolved(Resolution.Approved), Of(Some.Request(RequestState.Approved), null));
        Assert.Equal(
            Some.Resolved(Resolution.Denied, reason: "no"),
            Of(Some.Request(RequestState.Denied) with { ResolveReason = "no" }, null)
        );
        Assert.Equal(Some.Resolved(Resolution.Promoted), Of(Some.Request(RequestState.Promoted), null));
        Assert.Equal(Some.Resolved(Resolution.Unknown), Of(Some.Request(RequestState.Unknown), null));
    }

    [Fact]
    public void Of_StateThatOurDecisionAskedFor_NamesTheDecider()
    {
        var decision = Some.Decision();
        Assert.Equal(decision, By(RequestState.Approved, decision));
        Assert.Null(By(RequestState.Denied, decision));
        Assert.Null(By(RequestState.Promoted, decision));
        Assert.Null(By(RequestState.Approved, decision with { Outcome = DecisionOutcome.Reviewed }));
    }

    [Fact]
    public void Of_ReviewSubmitted_StaysPendingAndSaysSo()
    {
        var decision = Some.Decision(outcome: DecisionOutcome.Reviewed);
        var status = Of(Some.Request(), Some.Ledger() with { Decision = decision });
        Assert.Equal(decision, Assert.IsType<RequestStatus.Pending>(status).Submitted);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void Of_PendingRequestAroundItsExpiry_IsExpiredSixtySecondsLater(int secondsAfterExpiry, bool isExpired)
    {
        var request = Some.Request();
        var status = RequestStatus.Of(
            request,
            isGone: false,
            Some.Ledger(),
            request.Expires!.Value.AddSeconds(secondsAfterExpiry)
        );
        Assert.Equal(isExpired, status is RequestStatus.Resolved { Resolution: Resolution.Expired });
    }

    [Theory]
    [InlineData(-1, "Removed")]
    [InlineData(0, "Expired")]
    public void Of_RemovedRequest_IsExpiredFromItsExpiryOn(int secondsAfterExpiry, string expected)
    {
        var request = Some.Request();
        foreach (var known in new[] { request, null })
        {
            var status = RequestStatus.Of(
                known,
                isGone: true,
                Some.Ledger(),
                request.Expires!.Value.AddSeconds(secondsAfterExpiry)
            );
            Assert.Equal(expected, Assert.IsType<RequestStatus.Resolved>(status).Resolution.ToString());
        }
    }

    [Fact]
    public void Of_RemovalAfterAResolution_ChangesNothing()
    {
        var approved = Some.Request(RequestState.Approved);
        Assert.Equal(Of(approved, null), RequestStatus.Of(approved, isGone: true, null, Some.Now.AddDays(1)));
        var ledger = Some.Ledger() with
        {
            Resolution = Resolution.Denied,
            Decision = Some.Decision(RequestState.Denied),
        };
        Assert.Equal(
            Some.Resolved(Resolution.Denied, ledger.Decision),
            RequestStatus.Of(null, isGone: true, ledger, Some.Now)
        );
    }

    [Fact]
    public void Of_StaleSnapshotAfterADoneDecision_IsNotPending() =>
        Assert.Equal(
            Some.Resolved(Resolution.Approved, Some.Decision()),
            Of(Some.Request(), Some.Ledger() with { Decision = Some.Decision() })
        );

    [Fact]
    public void Of_LongResolveReason_IsTheSameFromTheRequestAndFromTheLedger()
    {
        var request = Some.Request(RequestState.Denied) with { ResolveReason = new string('é', 2000) };
        var before = Of(request, null);
        var ledger = Some.Ledger() with { Facts = RequestFacts.Of(request), Resolution = Resolution.Denied };
        Assert.Equal(before, Of(null, Codec.Read(Codec.Write(ledger))));
    }

    [Fact]
    public void Of_LedgerSaysResolved_IsNeverPendingAgain() => Any.Holds(Any.Situation, sample =>
    {
        var now = sample.Situation;
        if (now.Ledger?.Resolution is null) return;
        Assert.IsType<RequestStatus.Resolved>(RequestStatus.Of(now.Request, now.IsGone, now.Ledger, now.Now));
    });

    [Fact]
    public void Of_TimePasses_ResolvedNeverBecomesPending() => Any.Holds(Any.Situation, sample =>
        {
            var now = sample.Situation;
            var wasResolved = false;
            for (var minutes = -240; minutes <= 240; minutes += 10)
            {
                var isResolved =
                    RequestStatus.Of(now.Request, now.IsGone, now.Ledger, now.Now.AddMinutes(minutes))
                    is RequestStatus.Resolved;
                Assert.True(isResolved || !wasResolved);
                wasResolved = isResolved;
            }
        });

    private static RequestStatus Of(AccessRequest? request, Ledger? ledger) =>
        RequestStatus.Of(request, isGone: false, ledger, Some.Now);

    private static Decision? By(RequestState state, Decision decision) =>
        Assert.IsType<RequestStatus.Resolved>(Of(Some.Request(state), Some.Ledger() with { Decision = decision })).By;
}
