using AccessSlack.Approvals;
using AccessSlack.Teleport;

namespace AccessSlack.Hosting.Checks;

/// <summary>
/// Whether Teleport lets us read users, and with them the trait that holds their Slack ids. Most plugins may not.
/// </summary>
internal static class TraitAccess
{
    /// <summary>No user has this name, so the call tests the permission and nothing else.</summary>
    public const string NoUser = "00000000-0000-4000-8000-000000000000";

    /// <summary>strict_identity would refuse everyone who is not in [users], and no one could tell why.</summary>
    public static StartException Needed(string trait) =>
        new(
            ExitCode.NotPermitted,
            "strict_identity under [approvals] needs the right to read users in Teleport, because the trait " +
                $"{trait} proves who is who. Give the plugin's user a role with the rule user: [read], or turn " +
                "strict_identity off"
        );

    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public static async Task<bool> TestAsync(ITeleport teleport, CancellationToken cancel)
    {
        try
        {
            await teleport.FindSlackIdsAsync(NoUser, ApprovalSettings.DefaultTrait, cancel);
            return true;
        }
        catch (TeleportException e) when (e.Failure is not (TeleportFailure.Unreachable or TeleportFailure.Busy))
        {
            return false;
        }
    }
}
