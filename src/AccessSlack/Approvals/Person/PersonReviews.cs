using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

namespace AccessSlack.Approvals.Person;

/// <summary>Whether Teleport lets us submit reviews in the name of other users.</summary>
internal enum PersonReviews
{
    /// <summary>Not asked yet, or without a clear answer: the first review shows it.</summary>
    Unknown,

    Possible,

    /// <summary>The server is too old, or the plugin's role lacks <c>submit_for_users</c>.</summary>
    Refused,
}

/// <summary>When a click is the review of the person who clicked (docs/design/approvals.md).</summary>
internal static class ReviewAuthors
{
    /// <summary>
    /// With <c>auto</c>, a request whose rules need several people keeps collecting votes here: a server that learns
    /// to review must not weaken such a rule.
    /// </summary>
    public static bool ReviewAsPerson(this ApprovalPolicy policy, AccessRequest request) => policy.Settings.Via switch
    {
        Via.Person => true,
        Via.Auto => policy.PersonReviews != PersonReviews.Refused
            && policy.GoesByReview(request)
            && policy.RulesFor(request).All(rule => rule is { Required: 1, DenyRequired: 1 }),
        _ => false,
    };

    /// <summary>
    /// The Teleport user whose review this vote is; empty if it is none. A review counts for every role, so the vote
    /// has to decide alone.
    /// </summary>
    public static string AuthorOf(
        this ApprovalPolicy policy,
        AccessRequest request,
        Ledger ledger,
        VerifiedVote deciding
    ) =>
        policy.ReviewAsPerson(request)
        && policy.Evaluate(request, ledger, [deciding]).Decides == deciding.Vote.Choice
            ? deciding.By.Author
            : "";

    /// <summary>Judges a click that is otherwise accepted; null if it counts.</summary>
    public static Refusal? JudgeAuthor(
        this ApprovalPolicy policy,
        AccessRequest request,
        Ledger ledger,
        VerifiedVote vote
    )
    {
        if (vote.By.Author.Length == 0 || !policy.ReviewAsPerson(request)) return null;
        // Teleport refuses it as well, whatever allow_self says.
        if (string.Equals(vote.By.Author, request.User, StringComparison.OrdinalIgnoreCase)) return Refusals.Self;
        var author = policy.AuthorOf(request, ledger, vote);
        if (author.Length == 0) return policy.Settings.Via == Via.Person ? PersonRefusals.NotEveryRole : null;
        return request.Reviews.Any(review => review.Author == author) ? PersonRefusals.HasReviewed : null;
    }
}
