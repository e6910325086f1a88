using AccessSlack.Diagnostics;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>
/// What happened while there was no watch. The first time all ledgers are read by one call, so that a start with
/// thousands of requests costs no call for each, and messages whose request is gone are found at all; afterwards only
/// what is new or changed is read.
/// </summary>
internal sealed partial class InitialSync(
    ITeleport teleport,
    LedgerStore ledgers,
    RequestListing listing,
    RequestQueue queue,
    Backoff backoff,
    ILogger<InitialSync> logger
)
{
    /// <summary>How often the ledgers are asked for in one call, when Teleport does not answer in time.</summary>
    private const int MostBulkTries = 3;

    /// <summary>
    /// Until an empty list is asked for again: requests come and go, and roles are corrected by people.
    /// </summary>
    private static readonly TimeSpan DoubtPause = TimeSpan.FromMinutes(10);

    private bool _isDone;
    private bool _isBulkRefused;

    /// <summary>Runs beside a stream from its INIT on until it ends.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        listing.WatchBegan();
        try
        {
            await FollowAsync(ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The next stream lists again.
        }
        finally
        {
            listing.WatchEnded();
        }
    }

    /// <summary>
    /// Lists until something is shown, and again when a look-up shows less than the watch. An empty list may mean that
    /// there are no requests, or that the role does not let us list them.
    /// </summary>
    private async Task FollowAsync(CancellationToken ended)
    {
        for (var (failures, isFirst) = (0, true); ;)
        {
            var pause = DoubtPause;
            try
            {
                listing.Start(); // before the first await: no event may come between INIT and this
                var isShown = isFirst
                    ? await ListAsync(failures, isFirst, ended)
                    : await queue.ListAgainAsync(() => ListAsync(failures, isFirst, ended));
                if (isShown) await listing.WhenHidden.WaitAsync(ended);
                (failures, isFirst) = (0, false);
            }
            catch (TeleportException e)
            {
                pause = backoff.Next(Retry.List, ++failures);
                Log.ListFailed(logger, e.Failure, e.Message);
            }

            await backoff.WaitAsync(pause, ended);
        }
    }

    /// <summary>False when the list shows nothing.</summary>
    private async Task<bool> ListAsync(int failures, bool isFirst, CancellationToken ended)
    {
        var all = _isDone || _isBulkRefused ? null : await AllLedgersAsync(failures, ended);
        List<string> unread = [];
        var isEmpty = true;
        await foreach (var request in teleport.ListAsync(ended))
        {
            isEmpty = false;
            if (!listing.Take(request, all)) continue;
            if (all is null && !_isDone) unread.Add(request.Id);
            else queue.Reconcile(request.Id);
        }

        if (all is not null) listing.Recall(all);
        var missing = listing.End();
        if (isEmpty && listing.CountDoubtful(missing) is > 0 and var doubtful) Log.Empty(logger, doubtful);
        foreach (var id in missing) await LookUpAsync(id, isEmpty, ended);
        foreach (var id in unread) await LearnAsync(id, ended);
        _isDone = true;
        if (isFirst || !isEmpty) Log.CaughtUp(logger, listing.Count);
        return !isEmpty;
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

    /// <summary>
    /// By its id, because a list may have changed while its pages were read. Where the list was empty, a look-up proves
    /// nothing either, since a role without <c>list</c> sees nothing and is not told so (docs/protocols/teleport.md
    /// 6.2): then only time tells, and reconciling waits for it.
    /// </summary>
    private async Task LookUpAsync(string id, bool isEmpty, CancellationToken ended)
    {
        if (!isEmpty) listing.LookedUp(id, await teleport.FindAsync(id, ended));
        queue.Reconcile(id);
    }

    /// <summary>
    /// One after the other, and slower for as long as Teleport asks for that. Reconciling tries again whatever else
    /// fails.
    /// </summary>
    private async Task LearnAsync(string id, CancellationToken ended)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await queue.LearnAsync(id).WaitAsync(ended);
                break;
            }
            catch (TeleportException e) when (e.Failure == TeleportFailure.Busy)
            {
                var pause = backoff.Delay(failures);
                var wait = backoff.WaitAsync(pause, ended);
                Log.Slower(logger, e.Message, pause.TotalSeconds);
                await wait;
            }
            catch (TeleportException)
            {
                break;
            }
        }

        queue.Reconcile(id);
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
            Message = "The plugin data of all requests cannot be read in one call ({Failure}): {Detail}. It is read " +
                "one request at a time; messages of requests that were removed while the daemon was down stay as " +
                "they are until someone clicks them"
        )]
        public static partial void OneByOne(ILogger logger, TeleportFailure failure, string detail);

        [LoggerMessage(
            EventId = 5003,
            Level = LogLevel.Information,
            Message = "{Detail}: reading plugin data continues in {Seconds} s"
        )]
        public static partial void Slower(ILogger logger, string detail, double seconds);

        [LoggerMessage(
            EventId = 5004,
            Level = LogLevel.Error,
            Message = "Teleport lists no access requests, although {Missing} were open. Their messages stay as they " +
                "are until they expire. If the requests were not removed, give the plugin's user a role with " +
                "access_request: [list, read]. The list is tried again every 10 minutes"
        )]
        public static partial void Empty(ILogger logger, int missing);
    }
}
