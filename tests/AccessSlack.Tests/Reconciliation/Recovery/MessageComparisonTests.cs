using AccessSlack.Planning;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;
using Page = System.Collections.Generic.IReadOnlyDictionary<string, AccessSlack.Slack.FoundMessage>;

namespace AccessSlack.Tests.Reconciliation.Recovery;

public sealed class MessageComparisonTests : IDisposable
{
    private readonly StepScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public async Task Run_MessageOnThePage_TellsWhetherTheLedgerIsOlder(int rev, bool isOlder)
    {
        var tracked = Voted();
        SlackShows(Found(rev));

        await RunAsync(tracked);

        Assert.True(tracked.Entry.IsCompared);
        Assert.Equal(isOlder ? EntryFault.OlderThanMessage : null, tracked.Entry.Rejected?.Fault);
    }

    [Fact]
    public async Task Run_MarkThatIsNotOurs_TellsNothing()
    {
        var tracked = Voted();
        var forged = Found(99) with { Mark = new(99, Some.Request().Digest, "0123456789abcdef") };
        SlackShows(forged);

        await RunAsync(tracked);

        Assert.Equal((true, 0), (tracked.Entry.IsCompared, tracked.Entry.MessageRev));
    }

    [Fact]
    public async Task Run_NoScope_HasNothingToCompareWith()
    {
        var tracked = Voted();
        _scene.Slack.Setup(slack => slack.ReadLatestAsync(Some.Channel, default))
            .ReturnsAsync(StepScene.Failed<Page>(SlackFailureKind.Credentials, "missing_scope"));

        await RunAsync(tracked);

        Assert.Equal((true, null), (tracked.Entry.IsCompared, tracked.Entry.Rejected));
    }

    [Fact]
    public async Task Run_RateLimit_IsAskedAgainLater()
    {
        var tracked = Voted();
        _scene.Slack.SetupSequence(slack => slack.ReadLatestAsync(Some.Channel, default))
            .ReturnsAsync(StepScene.Failed<Page>(SlackFailureKind.TryLater, "ratelimited", retryAfter: 7))
            .ReturnsAsync(new SlackResult<Page>.Ok(new Dictionary<string, FoundMessage> { [Some.Ts] = Found(6) }));

        await RunAsync(tracked);
        Assert.Equal(TimeSpan.FromSeconds(7), _scene.Wait(tracked, WaitKey.Entry));
        Assert.False(tracked.Entry.IsCompared);
        await RunAsync(tracked);

        Assert.Equal(EntryFault.OlderThanMessage, tracked.Entry.Rejected?.Fault);
    }

    /// <summary>
    /// One page serves all; what it does not show is looked up singly, and those that ended go first.
    /// </summary>
    [Theory]
    [InlineData("Pending", 5)]
    [InlineData("Denied", 10)]
    public async Task Run_MessagesThatThePageLacks_AreLookedUpSlowly(string state, int atOnce)
    {
        SlackShows();
        _scene.Slack.Setup(slack => slack.ReadMessageAsync(Some.Channel, Some.Ts, It.IsAny<string>(), default))
            .ReturnsAsync(new SlackResult<FoundMessage?>.Ok(null));
        var requests = Enumerable
            .Range(0, 12)
            .Select(number => Voted($"request-{number}", Enum.Parse<RequestState>(state)))
            .ToList();

        foreach (var tracked in requests) await RunAsync(tracked);

        Assert.Equal(atOnce, requests.Count(tracked => tracked.Entry.IsCompared));
        _scene.Slack.Verify(slack => slack.ReadLatestAsync(Some.Channel, default), Times.Once);
        Assert.Equal(TimeSpan.FromMinutes(1), _scene.Wait(requests[^1], WaitKey.Entry));
        _scene.Time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(requests[^1]);
        Assert.True(requests[^1].Entry.IsCompared);
    }

    private Task RunAsync(TrackedRequest tracked) => _scene.Get<MessageComparison>().RunAsync(tracked, default);

    private TrackedRequest Voted(string id = Some.RequestId, RequestState state = RequestState.Pending)
    {
        var tracked = _scene.Get<RequestTracker>().FindOrAdd(id);
        tracked.Saw(Some.Request(state) with { Id = id });
        tracked.Saw(Some.Ledger() with { Rev = 5, Votes = [Some.Vote()] });
        return tracked;
    }

    private static FoundMessage Found(long rev) => new(
        Some.Home.BotId,
        Some.RequestId,
        MessageMark.Make(Some.Seal, Some.RequestId, rev, Some.Request().Digest)
    );

    private void SlackShows(params FoundMessage[] found) => _scene.Slack
        .Setup(slack => slack.ReadLatestAsync(Some.Channel, default))
        .ReturnsAsync(new SlackResult<Page>.Ok(found.ToDictionary(_ => Some.Ts)));
}
