using Google.Protobuf.WellKnownTypes;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Requests;

/// <summary>
/// A request as a given release sends it: without fields that it does not have yet, and with Go's zero times.
/// </summary>
internal static class RequestShape
{
    // Go's non-nullable times are sent even if unset (docs/protocols/teleport.md 1.7).
    private static readonly Timestamp GoZeroTime = new() { Seconds = -62135596800 };

    public static Proto.AccessRequestV3 Of(StoredRequest stored, TeleportRelease release)
    {
        var shaped = stored.Message.Clone();
        var expires = Timestamp.FromDateTimeOffset(stored.Expires);
        if (release.HasResourceExpiry) shaped.Spec.ResourceExpiry = expires;
        else shaped.Metadata.Expires = expires;
        shaped.Metadata.Revision = release.HasRevision ? $"rev-{stored.Revision}" : "";
        DropUnknown(shaped.Spec, release);
        return shaped;
    }

    private static void DropUnknown(Proto.AccessRequestSpecV3 spec, TeleportRelease release)
    {
        if (!release.HasReasons) DropReasons(spec);
        if (!release.HasReviews) DropReviews(spec);
        if (!release.HasResources) spec.RequestedResourceIds.Clear();
        if (!release.HasLaterStart) spec.AssumeStartTime = null;
        if (!release.HasRequestKind) DropKind(spec);
        if (!release.HasPromotion) return;
        spec.MaxDuration ??= GoZeroTime.Clone();
        spec.SessionTtl ??= GoZeroTime.Clone();
    }

    private static void DropReasons(Proto.AccessRequestSpecV3 spec)
    {
        spec.RequestReason = "";
        spec.ResolveReason = "";
        spec.ResolveAnnotations = null;
        spec.SystemAnnotations = null;
    }

    private static void DropKind(Proto.AccessRequestSpecV3 spec)
    {
        spec.RequestKind = Proto.AccessRequestKind.Undefined;
        spec.RequestedResourceAccessIds.Clear();
    }

    private static void DropReviews(Proto.AccessRequestSpecV3 spec)
    {
        spec.Thresholds.Clear();
        spec.RoleThresholdMapping.Clear();
        spec.Reviews.Clear();
        spec.SuggestedReviewers.Clear();
    }
}
