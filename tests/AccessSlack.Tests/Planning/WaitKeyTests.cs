using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Planning;

public class WaitKeyTests
{
    [Fact]
    public void Of_DeliveryWithSeveralNames_WaitsUnderTheFirst() =>
        Assert.Equal(WaitKey.Of("first"), WaitKey.Of(new Delivery.Claimed(["first", "second"], "C0ACCESS01")));

    [Fact]
    public void Of_RecipientNamedLikeAnotherKind_IsNotThatKind()
    {
        Assert.NotEqual(WaitKey.Decision, WaitKey.Of(nameof(WaitKind.Decision)));
        Assert.NotEqual(WaitKey.Notification, WaitKey.Of(Notification.Requester));
        Assert.NotEqual(WaitKey.Notification, WaitKey.Of(""));
        Assert.NotEqual(WaitKey.Decision, WaitKey.Notification);
    }

    [Fact]
    public void IsParked_OneRecipient_DoesNotHoldUpTheOthersOrTheNotifications()
    {
        var now = Some.Situation(Some.Request(), Some.Ledger());
        now = now with { Parked = now.Parked.Add(WaitKey.Of("first"), now.Now.AddSeconds(1)) };

        Assert.True(now.IsParked("first"));
        Assert.False(now.IsParked("second"));
        Assert.False(now.IsParked(WaitKey.Notification));
        Assert.False((now with { Now = now.Now.AddSeconds(1) }).IsParked("first"));
    }
}
