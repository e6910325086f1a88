using AccessSlack.Configuration;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Hosting.Checks;

/// <summary>
/// Whether we see the access requests that there are: a role without <c>list</c> is shown none, and is not told so
/// (docs/protocols/teleport.md 6.2).
/// </summary>
internal sealed class VisibilityChecks(ITeleport teleport, Settings settings, TimeProvider time)
{
    /// <summary>
    /// Every role that may list and read requests may read their plugin data as well. So a refusal proves that the role
    /// lacks one of these; from 6.1 on another rule may permit it, and the answer proves nothing.
    /// </summary>
    /// <returns>True.</returns>
    /// <exception cref="TeleportException">
    /// <see cref="TeleportFailure.NotPermitted"/> if the right is missing; or no answer.
    /// </exception>
    public static async Task<bool> ProbeAsync(ITeleport teleport, CancellationToken cancel)
    {
        await teleport.ReadPluginDataAsync(TeleportChecks.ProbeId, cancel);
        return true;
    }

    /// <exception cref="TeleportException">A call failed; what was found before is in the report.</exception>
    public async Task RunAsync(CheckReport report, string cluster, CancellationToken cancel)
    {
        var (seen, pending) = await CountAsync(cancel);
        report.Facts.Add((
            "Access requests",
            seen > 0
                ? $"{seen} visible, {pending} of them pending"
                : "none visible; if Teleport has any, the role lacks access_request: [list, read]"
        ));
        await ProbeAsync(teleport, cancel);
        if (seen == 0 && await CountOpenLedgersAsync(cluster, cancel) is > 0 and var open)
            report.Findings.Add(Hidden(open));
    }

    private async Task<(int Seen, int Pending)> CountAsync(CancellationToken cancel)
    {
        var (seen, pending) = (0, 0);
        await foreach (var request in teleport.ListAsync(cancel))
            (seen, pending) = (seen + 1, request.State == RequestState.Pending ? pending + 1 : pending);
        return (seen, pending);
    }

    /// <summary>Requests that an earlier run announced, and that should still be pending.</summary>
    private async Task<int> CountOpenLedgersAsync(string cluster, CancellationToken cancel)
    {
        var (now, seal) = (time.GetUtcNow(), new Seal(cluster, settings.Slack.SealKeys, settings.Slack.Token));
        var ledgers = new LedgerSnapshot(
            await teleport.ReadAllPluginDataAsync(cancel),
            (id, data) => LedgerCodec.Read(data, id, seal)
        );
        return ledgers.Left.ToList().Count(id =>
            ledgers.Take(id) is { Origin: EntryOrigin.Ours, Ledger: { Facts.Expires: { } expires } ledger }
            && now < expires
            && RequestStatus.Of(request: null, isGone: false, ledger, now) is RequestStatus.Pending
        );
    }

    private static Finding Hidden(int open) => Finding.Warning(
        "requests_hidden",
        "teleport",
        $"Teleport lists no access requests, although {open} that the daemon announced should still be pending.",
        "Unless they were removed, the plugin's user lacks a role with access_request: [list, read], for example " +
        $"{PluginRole.Deciding} {PluginRole.HowToGive}."
    );
}
