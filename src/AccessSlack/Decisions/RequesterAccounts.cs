using System.Collections.Immutable;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>
/// The Slack accounts that Teleport knows of a requester, so that people cannot decide their own request under another
/// name. Only a few plugins may read users. One that may not does not ask again for a while, and the other ways of
/// recognizing the requester remain.
/// </summary>
internal sealed class RequesterAccounts(ITeleport teleport, CurrentPolicy policy, TimeProvider time)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromHours(1);

    private long _refusedAt; // UTC ticks; 0 until a call was refused

    public async Task<ImmutableArray<string>> FindAsync(string requester, CancellationToken cancel)
    {
        if (policy.Now.Policy.Settings.AllowSelf || time.GetUtcNow() < NotBefore) return [];
        try
        {
            return await teleport.FindSlackIdsAsync(requester, cancel);
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.Unsupported)
        {
            Interlocked.Exchange(ref _refusedAt, time.GetUtcNow().UtcTicks);
            return [];
        }
    }

    private DateTimeOffset NotBefore => Interlocked.Read(ref _refusedAt) is > 0 and var ticks
        ? new DateTimeOffset(ticks, TimeSpan.Zero) + AskAgain
        : policy.Now.Facts is { MayReadUsers: false, Checked: var at } ? at + AskAgain : DateTimeOffset.MinValue;
}
