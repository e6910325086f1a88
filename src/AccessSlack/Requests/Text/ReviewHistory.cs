using System.Collections.Immutable;
using System.Text;

namespace AccessSlack.Requests.Text;

/// <summary>
/// The reviews made in Teleport, as the message of a request shows them and its ledger keeps them. They never count as
/// votes.
/// </summary>
internal static class ReviewHistory
{
    /// <summary>More than that is not kept, and therefore not shown once the request has ended.</summary>
    public const int MaxCount = 10;

    private const int MaxAuthorBytes = 128;
    private const int MaxReasonBytes = 2 * 1024;

    /// <summary>
    /// Whether the review that we submitted for this decision is the one that resolved the request: Teleport takes the
    /// reason of that one over.
    /// </summary>
    public static bool HasDecided(AccessRequest request, Decision decision) =>
        OursFor(request, decision) is { } ours && ours.Reason == request.ResolveReason;

    /// <summary>Whether we have submitted a review for this decision.</summary>
    public static bool HasReviewed(AccessRequest request, Decision decision) => OursFor(request, decision) is not null;

    /// <summary>The reviews beside a person's own, which the state itself names.</summary>
    public static ImmutableArray<Review> Besides(AccessRequest request, Decision? decision) =>
        decision is not null && OursFor(request, decision) is { } ours ? request.Reviews.Remove(ours) : request.Reviews;

    /// <summary>
    /// Those of a request that has ended, cut to what the ledger keeps, so that the message does not change when the
    /// request is gone. A review of the plugin's own user bears the name of the person for whom it was submitted.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="decision">The decision in the ledger.</param>
    /// <param name="isNamed">The state names the person already.</param>
    public static ImmutableArray<Review> Kept(AccessRequest request, Decision? decision, bool isNamed) =>
        Kept(isNamed ? Besides(request, decision) : request.Reviews, decision);

    private static ImmutableArray<Review> Kept(ImmutableArray<Review> reviews, Decision? decision)
    {
        var room = MaxReasonBytes;
        var kept = ImmutableArray.CreateBuilder<Review>();
        foreach (var review in reviews.Take(MaxCount))
        {
            var shown = decision is not null && IsFor(review, decision) ? Named(review, decision) : review;
            var reason = Truncation.ToBytes(shown.Reason, Math.Min(room, Ledger.MaxReasonBytes));
            room -= Math.Min(room, Encoding.UTF8.GetByteCount(reason));
            kept.Add(new(Truncation.ToBytes(shown.Author, MaxAuthorBytes), shown.Proposed, reason));
        }

        return kept.ToImmutable();
    }

    private static Review Named(Review review, Decision decision) =>
        decision.Author.Length > 0
            ? review
            : review with
            {
                Author = decision.Decider,
                Reason = TeleportReason.Typed(review.Reason, decision.Delegator),
            };

    private static Review? OursFor(AccessRequest request, Decision decision) =>
        request.Reviews.LastOrDefault(review => IsFor(review, decision));

    /// <summary>A Teleport user has one review of a request, so a person's own needs no other sign.</summary>
    private static bool IsFor(Review review, Decision decision) =>
        review.Proposed == decision.State
        && (decision.Author.Length > 0
            ? review.Author == decision.Author
            : review.IsOurs && TeleportReason.Names(review.Reason, decision.Delegator));
}
