using AccessSlack.Decisions;
using AccessSlack.Requests.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation.Home;

/// <summary>
/// The Home tabs that people opened lately, and when each is published again (docs/design/message-and-log.md). They
/// have a queue of their own, so that they take no place of a message. A restart forgets them.
/// </summary>
internal sealed class HomeTabs(
    HomePublisher publisher,
    VisibleRequests requests,
    CurrentPolicy policy,
    KeyedQueue<string> queue,
    StopSignal stop,
    TimeProvider time
)
{
    /// <summary>Beyond it, the one that was not opened for longest is forgotten.</summary>
    internal const int MostTabs = 300;

    /// <summary>Slack tells again when a person comes back to the tab.</summary>
    internal static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>Between two publications to one person, unless they open the tab.</summary>
    internal static readonly TimeSpan ChangePause = TimeSpan.FromSeconds(10);

    /// <summary>The same if they open it again and again.</summary>
    internal static readonly TimeSpan OpenPause = TimeSpan.FromSeconds(2);

    /// <summary>Between the changes of all people together: Slack allows about 100 calls a minute.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.7);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, OpenedTab> _tabs = [];
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _nextTurn;

    /// <summary>People whose tab is kept up to date.</summary>
    public int Count { get { lock (_lock) return _tabs.Count; } }

    /// <summary>Since the start: no clock that is set can hold a tab back.</summary>
    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Whether the tab of this person is kept up to date.</summary>
    public bool Remembers(string userId) { lock (_lock) return _tabs.ContainsKey(userId); }

    /// <summary>The person looks at the tab now.</summary>
    /// <param name="account">Who.</param>
    /// <param name="eventId">Of Slack's event, which Slack may repeat.</param>
    /// <returns>False if this event has been answered before.</returns>
    public bool Open(SlackActor account, string eventId)
    {
        lock (_lock)
        {
            var tab = FindOrAdd(account);
            if (eventId.Length > 0 && eventId == tab.FinishedEvent) return false;
            (tab.Account, tab.Event, tab.IsAskedFor) = (account, eventId, true);
            Schedule(tab, tab.Published is { } last ? last + OpenPause : TimeSpan.Zero);
            return true;
        }
    }

    /// <summary>Something about the request has changed, and its messages show it.</summary>
    public void Changed(TrackedRequest tracked)
    {
        lock (_lock)
        {
            if (_tabs.Count == 0) return;
            Forget();
            foreach (var tab in _tabs.Values.Where(tab => Concerns(tab, tracked)))
                if (tab.Timer is null) Schedule(tab, NextTurn(tab, pause: TimeSpan.Zero));
        }
    }

    private OpenedTab FindOrAdd(SlackActor account)
    {
        if (!_tabs.TryGetValue(account.UserId, out var tab))
        {
            if (_tabs.Count >= MostTabs) Remove(_tabs.MinBy(entry => entry.Value.Opened).Key);
            _tabs.Add(account.UserId, tab = new(account));
        }

        tab.Opened = Now;
        return tab;
    }

    private void Forget()
    {
        var limit = Now - Remembered;
        foreach (var (user, _) in _tabs.Where(entry => entry.Value.Opened < limit).ToList()) Remove(user);
    }

    private void Remove(string userId)
    {
        if (_tabs.Remove(userId, out var tab)) tab.Timer?.Dispose();
    }

    private bool Concerns(OpenedTab tab, TrackedRequest tracked) =>
        tab.Shown.HasMore
        || tab.Shown.Requests.Contains(tracked.Id)
        || (
            tab.Shown.Person is { } person
            && tracked.Existing is { } request
            && requests.MayConcern(person, new(tracked, request))
        );

    /// <summary>Each change takes a turn of its own, so that many people do not exceed Slack's pace together.</summary>
    private TimeSpan NextTurn(OpenedTab tab, TimeSpan pause)
    {
        var now = Now;
        var turn = _nextTurn > now ? _nextTurn - now : TimeSpan.Zero;
        _nextTurn = now + turn + Interval;
        var earliest = tab.Published is { } last ? last + ChangePause : TimeSpan.Zero;
        return (earliest > now + pause ? earliest : now + pause) + turn;
    }

    /// <summary>A timer that is due earlier stays: what it publishes is what is true then.</summary>
    private void Schedule(OpenedTab tab, TimeSpan due)
    {
        if (tab.Timer is not null && tab.Due <= due) return;
        tab.Timer?.Dispose();
        tab.Due = due;
        var wait = due - Now;
        if (wait > TimeSpan.Zero)
        {
            tab.Timer = time.CreateTimer(_ => Run(tab), null, wait, Timeout.InfiniteTimeSpan);
            return;
        }

        tab.Timer = null;
        queue.Reconcile(tab.Account.UserId, () => PublishAsync(tab));
    }

    private void Run(OpenedTab tab)
    {
        lock (_lock)
        {
            tab.Timer?.Dispose();
            tab.Timer = null;
            queue.Reconcile(tab.Account.UserId, () => PublishAsync(tab));
        }
    }

    private async Task PublishAsync(OpenedTab tab)
    {
        stop.Token.ThrowIfCancellationRequested();
        if (!policy.Now.ShowsHome) return;
        var (asked, isAskedFor) = Begin(tab);
        var again = await publisher.PublishAsync(tab, isAskedFor, stop.Token);
        lock (_lock)
        {
            if (again is null) tab.FinishedEvent = asked;
            if (again is { } wait && _tabs.ContainsValue(tab)) Schedule(tab, NextTurn(tab, wait));
        }
    }

    private (string Event, bool IsAskedFor) Begin(OpenedTab tab)
    {
        lock (_lock)
        {
            var asked = (tab.Event, tab.IsAskedFor);
            (tab.IsAskedFor, tab.Published) = (false, Now);
            return asked;
        }
    }
}
