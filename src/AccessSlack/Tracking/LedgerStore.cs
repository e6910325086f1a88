using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tracking;

/// <summary>Reads and writes ledgers; every write is a compare-and-swap on <c>rev</c>.</summary>
/// <param name="teleport">Holds them as plugin data.</param>
/// <param name="policy">A decision without its seal was planted, and is ignored.</param>
internal sealed partial class LedgerStore(ITeleport teleport, CurrentPolicy policy, ILogger<LedgerStore> logger)
{
    private const int MostRaces = 8;

    /// <summary>False if Teleport does not let us write plugin data: ledgers are then kept in memory.</summary>
    private bool IsDurable => policy.Now.Facts.MayWritePluginData;

    public async Task ReadAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (!IsDurable)
        {
            tracked.Saw(tracked.Ledger);
            return;
        }

        var data = await teleport.ReadPluginDataAsync(tracked.Id, cancel);
        tracked.Saw(data is null ? null : Genuine(tracked.Id, LedgerCodec.Read(data)));
    }

    /// <summary>All ledgers in one call; null when memory is all there is.</summary>
    public async Task<LedgerSnapshot?> ReadAllAsync(CancellationToken cancel) =>
        IsDurable
            ? new(await teleport.ReadAllPluginDataAsync(cancel), (id, data) => Genuine(id, LedgerCodec.Read(data)))
            : null;

    /// <summary>False when another writer came first; the ledger has then been read again.</summary>
    public async Task<bool> TryWriteAsync(TrackedRequest tracked, Ledger next, CancellationToken cancel)
    {
        var written = next with { Rev = tracked.Rev + 1 };
        try
        {
            if (IsDurable)
                await teleport.WritePluginDataAsync(
                    tracked.Id,
                    LedgerCodec.Write(written),
                    Expectation(tracked),
                    cancel
                );
            tracked.Wrote(written);
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
            Log.Refused(logger, tracked.Id, LedgerCodec.Size(LedgerCodec.Write(written)), e.Message, Remedy(e.Failure));
            throw;
        }
    }

    /// <summary>
    /// Teleport answered and did not write: the same write would be refused again until an operator removes the cause.
    /// </summary>
    public static bool IsRefusal(TeleportFailure failure) =>
        failure is TeleportFailure.Refused or TeleportFailure.NotPermitted or TeleportFailure.Unsupported;

    /// <summary>Writes what is remembered, on top of what others write meanwhile.</summary>
    public async Task SaveAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        for (var race = 0; tracked is { HasUnrecorded: true, Ledger: { } ledger }; race++)
        {
            if (race == MostRaces)
                throw new TeleportException(
                    TeleportFailure.Busy,
                    $"lost {MostRaces} write races for the plugin data of request {tracked.Id}"
                );
            await TryWriteAsync(tracked, ledger, cancel);
        }
    }

    /// <summary>
    /// To Teleport an empty value means "absent". A first write made without reading expects no entry at all: one
    /// without <c>rev</c> is the Go plugin's, and its messages must be found instead of overwritten.
    /// </summary>
    private static Dictionary<string, string> Expectation(TrackedRequest tracked) => tracked switch
    {
        { Rev: > 0 } => new() { [LedgerCodec.RevKey] = tracked.Rev.ToString() },
        { Ledger: not null } => new() { [LedgerCodec.RevKey] = "" },
        _ => new() { [LedgerCodec.RevKey] = "", ["user"] = "", ["messages"] = "", ["timestamp"] = "" },
    };

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

    private Ledger Genuine(string requestId, Ledger ledger)
    {
        var seal = policy.Now.Seal;
        var votes = ledger.Votes.RemoveAll(vote => !seal.IsGenuine(requestId, vote));
        var decision = ledger.Decision is { } made && seal.IsGenuine(requestId, made) ? made : null;
        if (decision == ledger.Decision && votes.Length == ledger.Votes.Length) return ledger;
        Log.Forged(logger, requestId, decision == ledger.Decision ? "votes" : "a decision");
        return ledger with { Votes = votes, Decision = decision };
    }

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
            Message = "The plugin data of request {RequestId} holds {What} that no replica of ours wrote; it is " +
                "ignored. Find out who else may write access_plugin_data, and whether all replicas have the same " +
                "signing secret"
        )]
        public static partial void Forged(ILogger logger, string requestId, string what);
    }
}
