using System.Collections.Immutable;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

/// <summary>The end of a request, to be told in the threads of two messages and to its requester.</summary>
public abstract class ThreadNotifierTest : IDisposable
{
    private protected const string OtherChannel = "C0DBA00001";
    private protected const string Requester = "U0ALICE001";

    protected ThreadNotifierTest()
    {
        var users = ImmutableDictionary<string, string>.Empty.Add(Requester, "alice");
        Scene.Use(Some.Policy() with { Settings = Some.Settings with { Users = users } });
    }

    private protected StepScene Scene { get; } = new();

    public void Dispose()
    {
        Scene.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static Notification Note(params string[] to) =>
        new(Notification.Ended, "Approved") { Waiting = [.. to] };

    private protected static Ledger Ledger() => Some.Ledger(Some.Posted(), Some.Posted("dba-team", OtherChannel));

    private protected TrackedRequest Ended() => Scene.Track(Some.Request(RequestState.Approved), Ledger());

    /// <summary>As planned by the replica <c>us</c>.</summary>
    private protected Task NotifyAsync(TrackedRequest tracked, params string[] to) =>
        Scene.Get<ThreadNotifier>().NotifyAsync(tracked, Note(to) with { By = "us" }, default);

    private protected Notification? Stored() => Scene.Stored?.NotificationOf(Notification.Ended);

    private protected void AssertSettled()
    {
        Assert.Empty(Stored()!.Claimed);
        Assert.Empty(Stored()!.Waiting);
        Assert.Equal("", Stored()!.By);
    }

    private protected void AllSent()
    {
        Scene.OnReply(Some.Channel, StepScene.Sent());
        Scene.OnReply(OtherChannel, StepScene.Sent(OtherChannel));
        Scene.OnSend(Requester, StepScene.Sent("D0ALICE001"));
    }

    private protected void NoRoomAt(string to, int seconds) =>
        Scene.Slack.Setup(slack => slack.AcquirePostPermit(to, It.IsAny<Waiter>(), true))
            .Returns(TimeSpan.FromSeconds(seconds));
}
