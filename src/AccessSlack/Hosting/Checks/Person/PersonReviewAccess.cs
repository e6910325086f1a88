using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Requests;
using AccessSlack.Teleport;

namespace AccessSlack.Hosting.Checks.Person;

/// <summary>
/// Whether Teleport lets us submit reviews in the name of others, by one that can have no effect: neither its author
/// nor its request exists, and both the right and the release are checked first (docs/protocols/teleport.md 4.8).
/// </summary>
internal static class PersonReviewAccess
{
    private static readonly AccessRequest NoRequest = new()
    {
        Id = TeleportChecks.ProbeId,
        User = "",
        Roles = [],
        State = RequestState.Pending,
    };

    /// <summary>Whether the configuration may lead to such reviews.</summary>
    public static bool Matters(ApprovalPolicy policy, TeleportServer server) =>
        policy.CanDecide
        && (policy.Settings.Via == Via.Person || (policy.Settings.Via == Via.Auto && server.HasReviews));

    /// <summary>Null if Teleport did not answer.</summary>
    public static async Task<PersonReviews?> FindAsync(
        ITeleport teleport,
        ApprovalPolicy policy,
        TeleportServer server,
        CancellationToken cancel
    ) =>
        !Matters(policy, server) ? PersonReviews.Unknown
        : await ProbeAsync(teleport, cancel) is { } answer ? Of(answer)
        : PersonReviews.Unknown;

    /// <summary>How the review was refused; null if it was not.</summary>
    public static async Task<TeleportException?> ProbeAsync(ITeleport teleport, CancellationToken cancel)
    {
        try
        {
            await teleport.SubmitReviewForAsync(TraitAccess.NoUser, NoRequest, RequestState.Denied, "", cancel);
            return null;
        }
        catch (TeleportException e)
        {
            return e;
        }
    }

    /// <summary>Null if it says nothing, because Teleport could not be asked.</summary>
    public static PersonReviews? Of(TeleportException answer) => answer switch
    {
        { Refusal: TeleportRefusal.AuthorOrRequestGone } => PersonReviews.Possible,
        { Refusal: TeleportRefusal.OnBehalfOfAuthor or TeleportRefusal.ReviewsUnknown } => PersonReviews.Refused,
        { Refusal: null, Failure: TeleportFailure.Unreachable or TeleportFailure.Busy } => null,
        _ => PersonReviews.Unknown,
    };
}
