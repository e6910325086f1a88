using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Clicks;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>
/// The Slack accounts that Teleport knows of its users (a trait), so that people cannot decide their own
/// request under another name. Only a few plugins may read users. If ours could when it started and no longer can, no
/// one decides until an operator reloads: otherwise losing the right would silently switch this check off.
/// </summary>
internal sealed partial class RequesterAccounts(
    ITeleport teleport,
    CurrentPolicy policy,
    ILogger<RequesterAccounts> logger
)
{
    private ApprovalSettings Settings => policy.Now.Policy.Settings;

    /// <summary>Empty if we are not to look; null if Teleport refuses to say.</summary>
    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public async Task<ImmutableArray<string>?> FindAsync(string requester, CancellationToken cancel)
    {
        if (Settings.AllowSelf || !policy.Now.Facts.MayReadUsers) return [];
        try
        {
            return await teleport.FindSlackIdsAsync(requester, Settings.SlackIdTrait, cancel);
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.Unsupported)
        {
            Log.Refused(logger, requester, e.Message);
            return null;
        }
    }

    /// <summary>Only strict_identity demands proof, and only of people who are not in [users].</summary>
    public bool NeedsProof(Actor actor) => Settings.NeedsProof(actor);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6030,
            Level = LogLevel.Error,
            Message = "Teleport no longer lets us read users, so whether the clicker is {User} cannot be checked and " +
                "the click was refused: {Detail}. Give the plugin's user a role with the rule user: [read]; or " +
                "reload the daemon to go on without this check"
        )]
        public static partial void Refused(ILogger logger, string user, string detail);
    }
}
