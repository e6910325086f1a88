using AccessSlack.Decisions.Person;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting.Checks;

/// <summary>
/// Says whether the trait that holds Slack ids is looked at, and asks Teleport again when an operator reloads.
/// </summary>
internal sealed partial class TraitMonitor(
    ITeleport teleport,
    CurrentPolicy policy,
    KeyedQueue<WorkKey> queue,
    StopSignal stop,
    TeleportUsers users,
    ILogger<TraitMonitor> logger
)
{
    /// <summary>An administrator may have corrected users as well, so what is known of them is forgotten.</summary>
    public void Check()
    {
        users.Forget();
        queue.Reconcile(WorkKey.Trait, CheckAsync);
    }

    public void WarnIfNotRead()
    {
        if (policy.Now is { Facts.MayReadUsers: false, Policy: { CanDecide: true, Settings.AllowSelf: false } } now)
            Log.NotRead(logger, now.Policy.Settings.SlackIdTrait);
    }

    /// <summary>If Teleport does not answer, nothing changes: the next reload asks again.</summary>
    private async Task CheckAsync()
    {
        try
        {
            policy.LearnMayReadUsers(await TraitAccess.TestAsync(teleport, stop.Token));
            WarnIfNotRead();
        }
        catch (TeleportException e)
        {
            Log.Unknown(logger, e.Failure, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1038,
            Level = LogLevel.Warning,
            Message = "Teleport does not let us read users, so the trait {Trait} is not looked at: a requester's " +
                "other accounts are recognized only by [users], the e-mail address and the name before its @. Give " +
                "the plugin's user a role with the rule user: [read], or list people under [users]"
        )]
        public static partial void NotRead(ILogger logger, string trait);

        [LoggerMessage(
            EventId = 1039,
            Level = LogLevel.Warning,
            Message = "Teleport did not say whether we may read users ({Failure}): {Detail}. Reload again once it does"
        )]
        public static partial void Unknown(ILogger logger, TeleportFailure failure, string detail);
    }
}
