using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>Everyone who is notified of a request.</summary>
/// <param name="Configured">The recipients that the configuration names for the roles.</param>
/// <param name="Suggested">Reviewers with an e-mail address, whom the requester suggested.</param>
internal sealed record Audience(ImmutableArray<string> Configured, ImmutableArray<string> Suggested)
{
    /// <summary>
    /// The requester chooses suggested reviewers, so the number of those who are notified is limited.
    /// </summary>
    internal const int MaxSuggestedReviewers = 10;

    public static Audience Of(AccessRequest request, RecipientMap recipients) => new(
        Distinct((request.Roles.IsEmpty ? [""] : request.Roles).SelectMany(role => recipients.For(role))),
        Distinct(request.SuggestedReviewers.Where(RecipientAddress.IsEmail))
    );

    public ImmutableArray<string> All => Distinct(Configured.Concat(Suggested.Take(MaxSuggestedReviewers)));

    /// <summary>How many suggested reviewers are not notified, because there are too many.</summary>
    public int LeftOut => Suggested.Except(All, StringComparer.OrdinalIgnoreCase).Count();

    /// <summary>The configuration names none of these recipients: the requester alone chose them.</summary>
    public bool IsOnlySuggested(ImmutableArray<string> recipients) =>
        !Configured.Intersect(recipients, StringComparer.OrdinalIgnoreCase).Any();

    private static ImmutableArray<string> Distinct(IEnumerable<string> recipients) =>
        [.. recipients.Distinct(StringComparer.OrdinalIgnoreCase)];
}
