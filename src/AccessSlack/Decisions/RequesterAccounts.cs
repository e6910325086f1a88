using System.Collections.Immutable;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>
/// The Slack accounts that Teleport knows of a requester, so that nobody decides the own request under another name.
/// Only a few plugins may read users; who may not is not asked again for a while, and the other ways of recognising the
/// requester remain.
/// </summary>
/// <param name="teleport">Whom to ask.</param>
/// <param name="terms">Say whether it matters.</param>
/// <param name="time">For the while.</param>
/// <param name="isPermitted">Whether Teleport permitted it at the start.</param>
internal sealed class RequesterAccounts(ITeleport teleport, CurrentTerms terms, TimeProvider time, bool isPermitted)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromHours(1);

    private DateTimeOffset _notBefore = isPermitted ? DateTimeOffset.MinValue : time.GetUtcNow() + AskAgain;

    public async Task<ImmutableArray<string>> FindAsync(string requester, CancellationToken cancel)
    {
        if (terms.Now.Policy.Settings.AllowSelf || time.GetUtcNow() < _notBefore) return [];
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
