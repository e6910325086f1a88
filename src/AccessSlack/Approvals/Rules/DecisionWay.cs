using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals.Rules;

/// <summary>How a decision goes to Teleport: as a new state, or as a review that Teleport counts.</summary>
internal static class DecisionWay
{
    /// <summary>
    /// Whether a decision is submitted as a review, because Teleport has to count reviews against thresholds other than
    /// the default (one approval, one denial).
    /// </summary>
    public static bool GoesByReview(this ApprovalPolicy policy, AccessRequest request) => policy.Settings.Via switch
    {
        Via.State => false,
        Via.Review or Via.Person => true,
        _ => HasRealThresholds(request),
    };

    /// <summary>The thresholds beyond a single review, if Teleport counts reviews; otherwise empty.</summary>
    public static ImmutableArray<Threshold> ThresholdsOf(this ApprovalPolicy policy, AccessRequest request) =>
        policy.GoesByReview(request) && HasRealThresholds(request) ? request.Thresholds : [];

    public static bool OverridesThresholds(this ApprovalPolicy policy, AccessRequest? request) =>
        policy.Settings.Via == Via.State && request is not null && HasRealThresholds(request);

    /// <summary>Teleport counts the reviews of several people, or of certain ones.</summary>
    public static bool HasRealThresholds(AccessRequest request) =>
        !request.Thresholds.IsEmpty && request.Thresholds is not [{ Filter: "", Approve: 1, Deny: 1 }];
}
