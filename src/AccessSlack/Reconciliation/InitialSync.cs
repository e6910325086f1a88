using AccessSlack.Diagnostics;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>
/// What happened while nobody watched. The first time all ledgers are read by one call, so that a start with thousands
/// of requests costs no call for each, and a message whose request is gone is found at all; afterwards only what is new
/// or changed is read.
/// </summary>
/// <param name="teleport">Lists.</param>
/// <param name="book">Takes the list.</param>
/// <param name="ledgers">Reads.</param>
/// <param name="terms">Tell whether anything is to be done.</param>
/// <param name="learn">Reads the ledger of one request.</param>
/// <param name="look">Does what is to be done.</param>
/// <param name="metrics">Counts the tries.</param>
/// <param name="time">For pauses.</param>
/// <param name="chance">For the back-off.</param>
/// <param name="logger">Where to.</param>
internal sealed partial class InitialSync(
    ITeleport teleport,
    RequestTracker book,
    LedgerStore ledgers,
    CurrentTerms terms,
    Func<string, Task> learn,
    Action<string> look,
    Metrics metrics,
    TimeProvider time,
    Func<double> chance,
    ILogger<InitialSync> logger
)
{
    /// <summary>How often the ledgers are asked for in one call, when Teleport does not answer in time.</summary>
    private const int MostBulkTries = 3;

    /// <summary>Until an empty list is asked for again: requests come and go, and roles are mended by people.</summary>
    private static readonly TimeSpan DoubtPause = TimeSpan.FromMinutes(10);

    private bool _isDone;
    private bool _isBulkRefused;

    /// <summary>Runs beside a stream from its INIT on, until all was seen or the stream has ended.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        for (var failures = 0; !ended.IsCancellationRequested;)
        {
            TimeSpan pause;
            try
            {
                book.StartList(); // before the first await: no event may come between INIT and this
                if (await ListAsync(failures, ended)) return;
                (failures, pause) = (0, DoubtPause);
            }
            catch (TeleportException e)
            {
                metrics.Retried(Retry.List);
                pause = Backoff.Delay(++failures, chance());
                Log.ListFailed(logger, e.Failure, e.Message);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return; // the next stream lists again
            }

            await Task.Delay(pause, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>False when the list shows nothing, although something is missing from it.</summary>
    private async Task<bool> ListAsync(int failures, CancellationToken ended)
    {
        var all = _isDone || _isBulkRefused ? null : await AllLedgersAsync(failures, ended);
        List<string> unread = [];
        var isEmpty = true;
        await foreach (var request in teleport.ListAsync(ended))
        {
            isEmpty = false;
            if (!Take(request, all)) continue;
            if (all is null && !_isDone) unread.Add(request.Id);
            else look(request.Id);
        }

        if (all is not null) Recall(all);
        var missing = book.EndList();
        var doubtful = isEmpty ? missing.Count(IsOpen) : 0;
        if (doubtful > 0) Log.Empty(logger, doubtful);
        foreach (var id in missing) await LookUpAsync(id, isEmpty, ended);
        foreach (var id in unread) await LearnAsync(id, ended);
        _isDone = true;
        Log.CaughtUp(logger, book.Count);
        return doubtful == 0;
    }

    /// <summary>Null when they have to be read one by one.</summary>
    private async Task<LedgerSnapshot?> AllLedgersAsync(int failures, CancellationToken ended)
    {
        try
        {
            return await ledgers.ReadAllAsync(ended);
        }
        catch (TeleportException e) when (e.Failure != TeleportFailure.Unreachable || failures >= MostBulkTries - 1)
        {
            _isBulkRefused = true;
            Log.OneByOne(logger, e.Failure, e.Message);
            return null;
        }
    }

    /// <summary>Whether a look at this request may find anything to do.</summary>
    private bool Take(AccessRequest request, LedgerSnapshot? all)
    {
        if (all is null) return book.Listed(request);
        var ledger = all.Take(request.Id);
        if (
            request.State == RequestState.Pending
            || book.Find(request.Id) is not null
            || !IsSettled(request.Id, request, ledger)
        )
            return book.Listed(request, new(ledger, time.GetUtcNow()));
        book.Settle(request);
        return false;
    }

    /// <summary>
    /// What is left are the ledgers of requests that Teleport does not list any more; some of their messages may not
    /// say so yet.
    /// </summary>
    private void Recall(LedgerSnapshot all)
    {
        foreach (var id in all.Left.ToList())
        {
            if (all.Take(id) is { } ledger && !IsOver(ledger) && !IsSettled(id, request: null, ledger))
                book.Recall(id, new(ledger, time.GetUtcNow()));
        }
    }

    /// <summary>The Go plugin has told the end of it, in its own words.</summary>
    private static bool IsOver(Ledger ledger) => ledger is { Rev: 0, Resolution: not null };

    private bool IsOpen(string id) =>
        book.Find(id) is { } tracked
        && RequestStatus.Of(tracked.Request, tracked.IsGone, tracked.Ledger, time.GetUtcNow()) is RequestStatus.Pending;

    /// <summary>By the judgement of the planner: every message is true, and nothing is left to say.</summary>
    private bool IsSettled(string id, AccessRequest? request, Ledger? ledger)
    {
        var now = time.GetUtcNow();
        var situation = new Situation
        {
            RequestId = id,
            Now = now,
            Request = request,
            IsGone = request is null,
            LedgerIsKnown = true,
            Ledger = ledger,
            LedgerSeen = now,
        };
        return terms.Now.Planner.Plan(situation) is Step.Rest { Forget: true };
    }

    /// <summary>
    /// By its id, because a list and its pages may have changed under our hands. Where the list was empty a look-up
    /// proves nothing either, since a role without <c>list</c> sees nothing and is not told
    /// (docs/protocols/teleport.md 6.2): then only time tells, and the look waits for it.
    /// </summary>
    private async Task LookUpAsync(string id, bool isEmpty, CancellationToken ended)
    {
        if (!isEmpty) book.LookedUp(id, await teleport.FindAsync(id, ended));
        look(id);
    }

    /// <summary>
    /// One after the other, and slower as long as Teleport asks for that. Whatever else fails is the look's to try
    /// again.
    /// </summary>
    private async Task LearnAsync(string id, CancellationToken ended)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await learn(id).WaitAsync(ended);
                break;
            }
            catch (TeleportException e) when (e.Failure == TeleportFailure.Busy)
            {
                var pause = Backoff.Delay(failures, chance());
                var wait = Task.Delay(pause, time, ended);
                Log.Slower(logger, e.Message, pause.TotalSeconds);
                await wait;
            }
            catch (TeleportException)
            {
                break;
            }
        }

        look(id);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5000,
            Level = LogLevel.Information,
            Message = "Caught up with Teleport: {Open} open requests"
        )]
        public static partial void CaughtUp(ILogger logger, int open);

        [LoggerMessage(
            EventId = 5001,
            Level = LogLevel.Warning,
            Message = "Access requests could not be listed ({Failure}): {Detail}. New ones still arrive; the list is " +
                "tried again"
        )]
        public static partial void ListFailed(ILogger logger, TeleportFailure failure, string detail);

        [LoggerMessage(
            EventId = 5002,
            Level = LogLevel.Warning,
            Message = "The plugin data of all requests cannot be read by one call ({Failure}): {Detail}. It is read " +
                "one by one; messages of requests that were removed while this daemon was down stay as they are " +
                "until somebody clicks"
        )]
        public static partial void OneByOne(ILogger logger, TeleportFailure failure, string detail);

        [LoggerMessage(
            EventId = 5003,
            Level = LogLevel.Information,
            Message = "{Detail}: plugin data is read on in {Seconds} s"
        )]
        public static partial void Slower(ILogger logger, string detail, double seconds);

        [LoggerMessage(
            EventId = 5004,
            Level = LogLevel.Error,
            Message = "Teleport lists no access request at all, and {Missing} that were open are missing. Their " +
                "messages stay as they are until they expire: if they were not removed, give the plugin's user a " +
                "role with access_request: [list, read]. The list is tried again every 10 minutes"
        )]
        public static partial void Empty(ILogger logger, int missing);
    }
}
