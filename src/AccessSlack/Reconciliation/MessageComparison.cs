using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Page = System.Collections.Generic.IReadOnlyDictionary<string, AccessSlack.Slack.FoundMessage>;

namespace AccessSlack.Reconciliation;

/// <summary>
/// After a start, finds out from a request's messages whether its ledger is older than they are: it may have been put
/// back while no daemon ran. One page of each channel's history serves all requests; what it does not show is looked
/// up one by one, slowly. Without the scope there is nothing to compare with.
/// </summary>
internal sealed class MessageComparison(ISlackMessages slack, CurrentPolicy policy, TimeProvider time)
{
    private const int MostSinglesPerMinute = 10;

    /// <summary>Requests that have ended go first: what their messages say may be wrong for good.</summary>
    private const int MostSinglesOfPending = 5;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>For the requests of one start. Later the page would be old, and take memory for nothing.</summary>
    private static readonly TimeSpan PagesAreKeptFor = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<SlackResult<Page>>> _pages = [];
    private readonly Queue<long> _singles = [];

    /// <summary>Parks the request if Slack has to be asked later.</summary>
    public async Task RunAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        foreach (var message in tracked.Ledger!.Posted)
        {
            switch (await FindAsync(tracked, message, cancel))
            {
                case SlackResult<FoundMessage?>.Ok { Value: { Mark: { } mark } found }
                    when found.BotId == policy.Now.Home.BotId && mark.Fits(policy.Now.Seal, tracked.Id):
                    tracked.Entry.SawMessage(mark.Rev);
                    break;
                case SlackResult<FoundMessage?>.Failed { Failure: { PassesByItself: true } failure }:
                    var wait = failure.RetryAfter > TimeSpan.Zero ? failure.RetryAfter : Planner.ClaimIsOld;
                    tracked.Waits.Park(WaitKey.Entry, wait);
                    return;
            }
        }

        tracked.Entry.Compared(tracked.Ledger, tracked.Now);
    }

    private async Task<SlackResult<FoundMessage?>> FindAsync(
        TrackedRequest tracked,
        Delivery.Posted message,
        CancellationToken cancel
    )
    {
        switch (await PageOfAsync(message.Channel).WaitAsync(cancel))
        {
            case SlackResult<Page>.Ok { Value: var page } when page.TryGetValue(message.Ts, out var found):
                return new SlackResult<FoundMessage?>.Ok(found);
            case SlackResult<Page>.Failed { Failure: var failure }:
                Forget(message.Channel, failure);
                return new SlackResult<FoundMessage?>.Failed(failure);
        }

        return WaitForSingle(tracked.Request is not { State: RequestState.Pending }) is { Ticks: > 0 } wait
            ? new SlackResult<FoundMessage?>.Failed(new(SlackFailureKind.TryLater, "paced", RetryAfter: wait))
            : await slack.ReadMessageAsync(message.Channel, message.Ts, tracked.Id, cancel);
    }

    /// <summary>Not cancelled with the first request that asks, because others wait for it too.</summary>
    private Task<SlackResult<Page>> PageOfAsync(string channel)
    {
        lock (_lock)
        {
            if (_pages.TryGetValue(channel, out var known)) return known;
            var page = slack.ReadLatestAsync(channel, CancellationToken.None);
            _pages.Add(channel, page);
            _ = ForgetLaterAsync(channel);
            return page;
        }
    }

    private async Task ForgetLaterAsync(string channel)
    {
        await Task.Delay(PagesAreKeptFor, time);
        lock (_lock) _pages.Remove(channel);
    }

    /// <summary>Missing rights stay missing; anything else is asked again.</summary>
    private void Forget(string channel, SlackFailure failure)
    {
        if (!failure.PassesByItself) return;
        lock (_lock) _pages.Remove(channel);
    }

    /// <summary>Zero if a single message may be looked up now, which is then counted.</summary>
    private TimeSpan WaitForSingle(bool hasEnded)
    {
        lock (_lock)
        {
            while (_singles.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Minute) _singles.Dequeue();
            if (_singles.Count >= (hasEnded ? MostSinglesPerMinute : MostSinglesOfPending))
                return Minute - time.GetElapsedTime(_singles.Peek());
            _singles.Enqueue(time.GetTimestamp());
            return TimeSpan.Zero;
        }
    }
}
