using AccessSlack.Requests.Rules;

namespace AccessSlack.Reconciliation.Rules;

/// <summary>
/// The Access Monitoring Rules in force. The watch changes them, and requests that are new ask for them. Thread-safe.
/// </summary>
internal sealed class CurrentRules(TimeProvider time)
{
    /// <summary>Requests that arrive before the first list of rules wait no longer for it.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Events while a list is under way.</summary>
    private const int MostKept = RuleBook.MaxRules;

    private readonly Lock _lock = new();
    private TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _patience;
    private RuleBook _book = RuleBook.Empty;
    private bool _isListed;

    /// <summary>What happened to rules since a list was asked for; null while none is.</summary>
    private List<Func<RuleBook, RuleBook>>? _since;

    public RuleBook Now { get { lock (_lock) return _book; } }

    /// <summary>
    /// The rules, once they were listed; none after <see cref="LongestWait"/>, or if they are not followed.
    /// </summary>
    public async Task<RuleBook> KnownAsync(CancellationToken cancel)
    {
        Task known;
        lock (_lock)
        {
            StartPatience();
            known = _known.Task;
        }

        await known.WaitAsync(cancel);
        lock (_lock) return _isListed ? _book : RuleBook.Empty;
    }

    /// <summary>Other settings are in force: what was known says nothing, and is waited for again.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            (_book, _isListed, _since) = (RuleBook.Empty, false, null);
            if (!_known.Task.IsCompleted) return; // requests that wait have waited for a part of the time already
            _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _patience = null;
        }
    }

    /// <summary>Before a list is asked for: what happens from now on is newer than its answer.</summary>
    public void BeginList()
    {
        lock (_lock)
        {
            _since = [];
            StartPatience();
        }
    }

    /// <returns>False if more happened meanwhile than was kept, so that a new list is needed.</returns>
    public bool EndList(RuleBook listed)
    {
        lock (_lock)
        {
            if (_since is not { Count: <= MostKept } since) return false;
            _book = since.Aggregate(listed, (book, change) => change(book));
            (_isListed, _since) = (true, null);
            Settle();
            return true;
        }
    }

    /// <summary>They are not followed: the configuration alone tells who is told.</summary>
    public void SetNone()
    {
        lock (_lock)
        {
            (_book, _isListed, _since) = (RuleBook.Empty, true, null);
            Settle();
        }
    }

    public void Put(MonitoringRule rule, string plugin)
    {
        if (!rule.IsFor(plugin)) Remove(rule.Name);
        else if (RuleReader.Read(rule) is var read) Change(book => book.With(read)); // read outside of the lock
    }

    public void Remove(string name) => Change(book => book.Without(name));

    private void Change(Func<RuleBook, RuleBook> change)
    {
        lock (_lock)
        {
            _book = change(_book);
            if (_since?.Count <= MostKept) _since.Add(change);
        }
    }

    private void StartPatience() =>
        _patience ??= _known.Task.IsCompleted
            ? null
            : time.CreateTimer(_ => GiveUp(), null, LongestWait, Timeout.InfiniteTimeSpan);

    private void GiveUp()
    {
        lock (_lock) Settle();
    }

    private void Settle()
    {
        _patience?.Dispose();
        _known.TrySetResult();
    }
}
