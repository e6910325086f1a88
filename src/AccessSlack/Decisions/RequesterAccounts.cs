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

    private DateTimeOffset? _notBefore;

    public async Task<ImmutableArray<string>> FindAsync(string requester, CancellationToken cancel)
    {
        var facts = policy.Now.Facts;
        _notBefore ??= facts.MayReadUsers ? DateTimeOffset.MinValue : facts.Started + AskAgain;
        if (policy.Now.Policy.Settings.AllowSelf || time.GetUtcNow() < _notBefore) return [];
        try
        {
            return await teleport.FindSlackIdsAsync(requester, cancel);
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.Unsupported)
        {
            _notBefore = time.GetUtcNow() + AskAgain;
            return [];
        }
    }
}
