using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tracking;

/// <summary>Reads and writes ledgers; every write is a compare-and-swap on <c>rev</c>.</summary>
/// <param name="teleport">Holds them as plugin data.</param>
/// <param name="policy">Has the seal.</param>
internal sealed partial class LedgerStore(ITeleport teleport, CurrentPolicy policy, ILogger<LedgerStore> logger)
{
    /// <summary>
    /// Notifications are recorded in the same entry, in several writes right after a vote of another replica.
    /// </summary>
    public const int MostRaces = 8;

    private static readonly TimeSpan PauseAfterRaces = TimeSpan.FromSeconds(5);

    /// <summary>False if Teleport does not let us write plugin data: ledgers are then kept in memory.</summary>
    private bool IsDurable => policy.Now.Facts.MayWritePluginData;

    /// <summary>What was read need not be the ledger; see <see cref="TrackedEntry.Rejected"/>.</summary>
    public async Task ReadAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (!IsDurable)
        {
            tracked.Saw(tracked.Ledger);
            return;
        }

        var data = await teleport.ReadPluginDataAsync(tracked.Id, cancel);
        tracked.Saw(data is null ? null : Read(tracked.Id, data), tracked.Now);
    }

    /// <summary>All entries in one call; null when memory is all there is.</summary>
    public async Task<LedgerSnapshot?> ReadAllAsync(CancellationToken cancel) =>
        IsDurable ? new(await teleport.ReadAllPluginDataAsync(cancel), Read) : null;

    /// <summary>False when another writer came first; the entry has then been read again.</summary>
    public async Task<bool> TryWriteAsync(TrackedRequest tracked, Ledger next, CancellationToken cancel)
    {
        var written = next with { Rev = tracked.Entry.NextRev(tracked.Rev) };
        var data = LedgerCodec.Write(written, tracked.Id, policy.Now.Seal);
        try
        {
            if (IsDurable) await teleport.WritePluginDataAsync(tracked.Id, data, Expectation(tracked), cancel);
            if (tracked.LosesVotesBy(written)) Log.RequestChanged(logger, tracked.Id);
            tracked.Wrote(written with { Seal = data[LedgerCodec.SealKey] });
            return true;
        }
        catch (TeleportException e) when (e.Failure == TeleportFailure.Conflict)
        {
            await ReadAsync(tracked, cancel);
            return false;
        }
        catch (TeleportException e) when (IsRefusal(e.Failure) && !tracked.IsLedgerRefused)
        {
            tracked.SawLedgerRefused();
            Log.Refused(logger, tracked.Id, LedgerCodec.Size(data), e.Message, Remedy(e.Failure));
            throw;
        }
    }

    /// <summary>
    /// For a message that is made from the ledger as it is; null if memory is all there is.
    /// </summary>
    public MessageMark? MarkOf(TrackedRequest tracked) =>
        IsDurable && tracked.Ledger is { } ledger
            ? MessageMark.Make(policy.Now.Seal, tracked.Id, tracked.Rev, ledger.Digest)
            : null;

    /// <summary>Whether this mark comes from a message that a daemon of ours sent for this request.</summary>
    public bool IsMarkOurs(string requestId, MessageMark? mark) =>
        IsDurable && mark?.Fits(policy.Now.Seal, requestId) == true;

    /// <summary>
    /// Teleport answered and did not write: the same write would be refused again until an operator removes the cause.
    /// </summary>
    public static bool IsRefusal(TeleportFailure failure) =>
        failure is TeleportFailure.Refused or TeleportFailure.NotPermitted or TeleportFailure.Unsupported;

    /// <summary>
    /// Writes what is remembered, on top of what others write meanwhile. Where Teleport has an entry that is not
    /// accepted, it stays remembered: the next step replaces that entry.
    /// </summary>
    public async Task SaveAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        for (var race = 0; tracked is { HasUnrecorded: true, Entry.Rejected: null, Ledger: { } ledger }; race++)
        {
            if (ledger.NeedsNewerRelease) return; // we would drop what we do not know
            if (race == MostRaces) throw LostRaces(tracked);
            await TryWriteAsync(tracked, ledger, cancel);
        }
    }

    /// <summary>Another writer keeps writing: that can only be waited out, and the operator must know.</summary>
    public TeleportException LostRaces(TrackedRequest tracked)
    {
        Log.LostRaces(logger, tracked.Id, MostRaces);
        return new(
            TeleportFailure.Busy,
            $"lost {MostRaces} write races for the plugin data of request {tracked.Id}"
        )
        {
            RetryAfter = PauseAfterRaces,
        };
    }

    /// <summary>
    /// To Teleport an empty value means "absent". A first write made without reading expects no entry at all: one
    /// without <c>rev</c> is the Go plugin's, and its messages must be found instead of overwritten.
    /// </summary>
    private static Dictionary<string, string> Expectation(TrackedRequest tracked) =>
        tracked.Entry.ExpectedRev is { } rev
            ? new() { [LedgerCodec.RevKey] = rev }
            : new() { [LedgerCodec.RevKey] = "", ["user"] = "", ["messages"] = "", ["timestamp"] = "" };

    private LedgerEntry Read(string requestId, IReadOnlyDictionary<string, string> data) =>
        LedgerCodec.Read(data, requestId, policy.Now.Seal);

    private static string Remedy(TeleportFailure failure) => failure switch
    {
        TeleportFailure.Refused =>
            "All plugins of a request share 1,000,000 bytes, and ours takes 32 KiB at most: find out which other " +
            "plugin fills them",
        TeleportFailure.NotPermitted =>
            "Give the plugin's user a role with access_plugin_data: [list, read, update] (up to 6.0 " +
            "access_request: update); it counts at once",
        _ => "Check what is between the daemon and the auth server",
    };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4000,
            Level = LogLevel.Error,
            Message = "Teleport does not take the plugin data of request {RequestId} ({Bytes} bytes): {Detail}. " +
                "Until it does, the request can be neither announced nor decided in Slack. {Cure}"
        )]
        public static partial void Refused(ILogger logger, string requestId, int bytes, string detail, string cure);

        [LoggerMessage(
            EventId = 4001,
            Level = LogLevel.Error,
            Message = "Another writer changed the plugin data of request {RequestId} {Races} times in a row while " +
                "this process tried to write. It tries again, and until it succeeds the request is not handled. If " +
                "this lasts, find out who else may write access_plugin_data"
        )]
        public static partial void LostRaces(ILogger logger, string requestId, int races);

        [LoggerMessage(
            EventId = 4002,
            Level = LogLevel.Warning,
            Message = "Request {RequestId} has changed since people voted on it, so their votes were dropped"
        )]
        public static partial void RequestChanged(ILogger logger, string requestId);
    }
}
