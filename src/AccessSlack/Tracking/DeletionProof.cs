using AccessSlack.Requests;
using AccessSlack.Teleport;

namespace AccessSlack.Tracking;

/// <summary>
/// A request that a look-up does not show may be gone, or our role may have changed. A removal is final, so it takes
/// proof.
/// </summary>
internal static class DeletionProof
{
    /// <summary>A fresh look-up; null only when there is certainly no such request any more.</summary>
    /// <param name="teleport">Who is asked.</param>
    /// <param name="tracked">What is known of it.</param>
    /// <param name="now">From its end on, a request is expected to be gone.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="TeleportException">
    /// Not told, or absence and a lost right cannot be told apart (<see cref="TeleportFailure.NotPermitted"/>).
    /// </exception>
    public static async Task<AccessRequest?> FindOrConfirmDeletedAsync(
        this ITeleport teleport,
        TrackedRequest tracked,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var found = await teleport.FindAsync(tracked.Id, cancel);
        if (found is null && !tracked.IsGone && !(now >= tracked.Request?.Expires))
            await teleport.VerifyVisibilityAsync(cancel);
        return found;
    }
}
