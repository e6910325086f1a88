using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>Everyone who is notified of a request.</summary>
/// <param name="Configured">The recipients that the configuration names for the roles.</param>
/// <param name="Suggested">
/// E-mail addresses and Slack user ids of reviewers whom the requester suggested.
/// </param>
/// <param name="Unknown">Suggested reviewers whose Slack account is not known.</param>
internal sealed record Audience(
    ImmutableArray<string> Configured,
    ImmutableArray<string> Suggested,
    ImmutableArray<string> Unknown
)
{
    /// <summary>
    /// The requester chooses suggested reviewers, so the number of those who are notified is limited.
    /// </summary>
    internal const int MaxSuggestedReviewers = 10;

    /// <param name="request">Names roles and reviewers.</param>
    /// <param name="recipients">Of the configuration.</param>
    /// <param name="users">Maps Slack user ids to Teleport users, as reviewers are.</param>
    public static Audience Of(
        AccessRequest request,
        RecipientMap recipients,
        ImmutableDictionary<string, string> users
    )
    {
        var reviewers = request.SuggestedReviewers.ToLookup(reviewer => AddressOf(reviewer) is not null);
        return new(
            request.Details.RuleRecipients is { IsEmpty: false } byRules
                ? Distinct(byRules)
                : Distinct(recipients.For(request)),
            Distinct(reviewers[true].Select(reviewer => AddressOf(reviewer)!)),
            Distinct(reviewers[false])
        );

        string? AddressOf(string reviewer) => RequesterAddress.Of(reviewer, users) switch
        {
            RequesterAddress.SlackUserId known => known.Id,
            RequesterAddress.Email email => email.Address,
            RequesterAddress.Unknown => request.Details.Reviewers.GetValueOrDefault(reviewer),
            _ => null,
        };
    }

    /// <summary>With further recipients of the configuration.</summary>
    public Audience With(IEnumerable<string> recipients) => this with
    {
        Configured = Distinct(Configured.Concat(recipients)),
    };

    public ImmutableArray<string> All => Distinct(Configured.Concat(Suggested.Take(MaxSuggestedReviewers)));

    /// <summary>Suggested reviewers who are not notified: there are too many, or they are not known.</summary>
    public ImmutableArray<string> LeftOut =>
        [.. Suggested.Concat(Unknown).Except(All, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The configuration names none of these recipients: the requester alone chose them.</summary>
    public bool IsOnlySuggested(ImmutableArray<string> recipients) =>
        !Configured.Intersect(recipients, StringComparer.OrdinalIgnoreCase).Any();

    private static ImmutableArray<string> Distinct(IEnumerable<string> recipients) =>
        [.. recipients.Distinct(StringComparer.OrdinalIgnoreCase)];
}
