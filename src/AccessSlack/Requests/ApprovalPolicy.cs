using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// Who may decide what, from where (design section 6). The same rule says what a message offers and what a click on it
/// is allowed, so the two agree. Without rules there is one implicit rule: everybody in a channel that the
/// configuration names for every requested role.
/// </summary>
internal sealed record ApprovalPolicy(RecipientMap Recipients, ApprovalSettings Settings, bool CanDecide)
{
    /// <summary>More e-mail addresses of suggested reviewers than this are not told: the requester chooses them.</summary>
    private const int MostSuggestedReviewers = 20;

    /// <summary>Everybody who is told: the recipients of each role, then suggested reviewers that are e-mail addresses.</summary>
    public ImmutableArray<string> Audience(AccessRequest request) =>
    [
        .. (request.Roles.IsEmpty ? [""] : request.Roles).SelectMany(role => Recipients.For(role))
            .Concat(request.SuggestedReviewers.Where(RecipientAddress.IsEmail).Take(MostSuggestedReviewers))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Being told is not authority: only a destination that the configuration names for every role decides.</summary>
    public bool MayDecideAt(Delivery destination, ImmutableArray<string> roles) =>
        CanDecide && !roles.IsEmpty && roles.All(role => Recipients.For(role).Any(destination.Answers));

    /// <summary>What the message at a destination offers. Nobody can decide what is resolved, expired or already decided.</summary>
    public Offer OfferAt(Delivery destination, ImmutableArray<string> roles, RequestStatus status, Decision? decision) => status switch
    {
        RequestStatus.Resolved => Offer.Nothing,
        _ when decision is null && MayDecideAt(destination, roles) => Offer.Decide,
        _ => Offer.Link,
    };

    /// <summary>The whole chain after signature, guard and identity. Null means: this click decides.</summary>
    public Refusal? Judge(Click click, Clicker clicker, AccessRequest? request, Ledger? ledger, DateTimeOffset now)
    {
        if (!CanDecide) return Refusals.NotifyOnly;
        if (ledger?.MessageAt(click.Channel, click.MessageTs) is not { } message) return Refusals.ForeignMessage;
        if (request is null) return Refusals.Gone;
        if (RequestStatus.Of(request, isGone: false, ledger, now) is RequestStatus.Resolved resolved) return Refusals.Resolved(resolved.Resolution);
        if (now >= request.Expires) return Refusals.Expired;
        if (ledger.Decision is { } decision) return Refusals.Decided(decision);
        if (!MayDecideAt(message, request.Roles)) return Refusals.NotDecidedHere;
        return JudgeIdentity(clicker, request.User);
    }

    /// <summary>Thresholds beyond the default (one approval, one denial) are Teleport's to count: then a review is submitted.</summary>
    public bool GoesByReview(AccessRequest request) => Settings.Via switch
    {
        Via.State => false,
        Via.Review => true,
        _ => HasRealThresholds(request),
    };

    public bool OverridesThresholds(AccessRequest? request) => Settings.Via == Via.State && request is not null && HasRealThresholds(request);

    /// <summary>Nobody decides the own request, unless that is allowed.</summary>
    public Refusal? JudgeIdentity(Clicker clicker, string requester)
    {
        if (Settings.AllowSelf) return null;
        if (clicker.Is(requester)) return Refusals.Self;
        return Settings.StrictIdentity && !clicker.IsProvenToDiffer(requester, Settings) ? Refusals.PerhapsSelf : null;
    }

    private static bool HasRealThresholds(AccessRequest request) =>
        !request.Thresholds.IsEmpty && request.Thresholds is not [{ Filter: "", Approve: 1, Deny: 1 }];
}
