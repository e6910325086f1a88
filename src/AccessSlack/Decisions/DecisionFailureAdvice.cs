using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Teleport;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>A decision that Teleport did not carry out: words for the clicker, level and remedy for the log.</summary>
/// <param name="Refusal">What the person who clicked is told when it is given up.</param>
/// <param name="Level">Error: until an administrator fixes something, no click can decide.</param>
/// <param name="Remedy">For the operator.</param>
internal sealed record DecisionFailureAdvice(Refusal Refusal, LogLevel Level, string Remedy)
{
    private const string HowToGive = $"{PluginRole.HowToGive}; it takes effect with the next click";

    private const string LookUp = "See Teleport's own message above";

    /// <summary>
    /// Refused for good (docs/protocols/teleport.md 3.2 and 3.3): the claim is withdrawn; another click may succeed.
    /// </summary>
    public static DecisionFailureAdvice Of(TeleportRefusal refusal) => refusal switch
    {
        TeleportRefusal.MissingUpdate => Error(Refusals.NotPermitted,
            $"Give the plugin's user a role with access_request: update, for example {PluginRole.Deciding} " +
            $"{HowToGive}. If the user already has one, check with tctl get locks whether the user is locked"),
        TeleportRefusal.MfaRequired => Error(Refusals.MfaRequired,
            "The cluster requires MFA for administrative actions, and an identity that was signed remotely for a " +
            "user is not exempt: use a bot identity issued by tbot, or sign the identity on the auth server itself " +
            "with tctl auth sign"),
        TeleportRefusal.OwnRequest => Warning(Refusals.PluginsRequest,
            "The plugin's own Teleport user made this request: do not request access with that user, and decide " +
            "this request in Teleport"),
        TeleportRefusal.ActiveRequests => Error(Refusals.PluginElevated,
            "The plugin's identity was signed while access requests were assumed, and Teleport lets such an " +
            "identity decide nothing: issue a new one with tctl auth sign or tbot, for a user without active " +
            "access requests"),
        TeleportRefusal.AlreadyResolved => Information(Refusals.ResolvedMeanwhile,
            "Someone resolved it in Teleport at the same moment. No action is needed"),
        TeleportRefusal.Gone => Information(Refusals.Gone,
            "It expired or was removed at the same moment. No action is needed"),
        TeleportRefusal.NoReviewRule => Error(Refusals.NoReviewRule,
            "Requests with thresholds need reviews: give the plugin's user a role with review_requests, for " +
            $"example {PluginRole.Reviewing} {HowToGive}. Or set via = \"state\" under [approvals], which decides " +
            "regardless of the thresholds"),
        TeleportRefusal.RolesNotCovered => Error(Refusals.RolesNotCovered,
            "A role of the plugin's user has review_requests, but not for every role in this request: add the " +
            $"missing ones, for example {PluginRole.Reviewing} {HowToGive}"),
        TeleportRefusal.OnBehalf => Error(Refusals.ReviewOnBehalf,
            "Teleport saw an author other than the plugin's user, although we name none: check what sits between " +
            "this daemon and the auth server, and report this if nothing does"),
        TeleportRefusal.AlreadyReviewed => Warning(Refusals.AlreadyReviewed,
            "Teleport accepts one review per user, and all reviews from Slack are submitted as the plugin's user: " +
            "any further review has to be made in Teleport. Nothing else should use this identity"),
        TeleportRefusal.MadeWithoutReviews => Error(Refusals.MadeWithoutReviews,
            "The request has no thresholds, so Teleport accepts no reviews of it: set via = \"auto\" under " +
            "[approvals], which sets the state of such requests directly"),
        TeleportRefusal.ReviewsUnknown => Error(Refusals.ReviewsUnknown,
            "Teleport supports reviews from 6.1 on: set via = \"auto\" under [approvals], or upgrade Teleport"),
        TeleportRefusal.ReviewNotPermitted => Error(Refusals.ReviewNotPermitted,
            $"{LookUp}, and check with tctl get locks whether the plugin's user is locked"),
        TeleportRefusal.OnBehalfOfAuthor => Error(PersonRefusals.OnBehalf,
            "Teleport accepts reviews in the name of the person who clicks from 18.11 on, and only from a role with " +
            $"submit_for_users that covers this person, for example {PluginRole.Submitting} {HowToGive}. Or set " +
            "via = \"review\" under [approvals], which reviews as the plugin's user"),
        TeleportRefusal.AuthorMayNotReview => Information(PersonRefusals.MayNotReview,
            "Teleport's rules for this person's own Teleport user apply. No action is needed, unless the person " +
            "should be able to review this request"),
        TeleportRefusal.AuthorHasReviewed => Information(PersonRefusals.HasReviewed,
            "Teleport accepts one review from each user. No action is needed"),
        TeleportRefusal.AuthorOrRequestGone => Warning(PersonRefusals.UserGone,
            "Teleport has no record of this user: that of an SSO user expires some time after the last login. The " +
            "person has to log in to Teleport; if the user has another name, correct [users] or the trait"),
        _ => Error(Refusals.NotUnderstood,
            $"{LookUp}; if it does not help, please report it with the versions of Teleport and of this daemon"),
    };

    /// <summary>Not refused, but not confirmed either: tried again. The refusal is for when that is given up.</summary>
    public static DecisionFailureAdvice Of(TeleportFailure failure) => failure switch
    {
        TeleportFailure.Unreachable => Warning(Refusals.Unreachable,
            "If it lasts, check that the auth server is running and reachable"),
        TeleportFailure.Busy => Warning(Refusals.Failing,
            "Teleport is rate limiting us; if it lasts, check which other clients use this identity or address"),
        TeleportFailure.Conflict => Warning(Refusals.Failing,
            "Other clients keep updating this request; if it lasts, find out which"),
        TeleportFailure.CredentialsRefused => Error(Refusals.Unreachable,
            "Sign a new identity and replace the old one with it"),
        _ => Warning(Refusals.Failing, "If it lasts, check the auth server's own log for this time"),
    };

    /// <summary>
    /// What Teleport's answer to a look-up or a read means to the clicker; null if there was no answer, so that another
    /// try may have one.
    /// </summary>
    public static Refusal? OfLookUp(TeleportFailure failure) => failure switch
    {
        TeleportFailure.NothingShown => Refusals.NotFound,
        TeleportFailure.Hidden => Refusals.Hidden,
        TeleportFailure.NotPermitted => Refusals.NotNoted,
        _ => null,
    };

    /// <summary>What the clicker hears while it is tried again.</summary>
    public static string Waiting(TeleportFailure failure) => failure switch
    {
        TeleportFailure.Unreachable => "Teleport isn't responding, so I'm still trying",
        TeleportFailure.Busy => "Teleport asked me to slow down, so I'm trying again shortly",
        TeleportFailure.Conflict => "this request keeps changing, so I'm trying again shortly",
        TeleportFailure.CredentialsRefused =>
            "Teleport doesn't accept my certificate, so I'm waiting for a new one. Please tell an administrator",
        _ => "Teleport returned an error, so I'm trying again shortly",
    };

    /// <summary>
    /// Whether to give up after some tries: what Teleport answers every time will not go away by itself, and a claim
    /// that waits forever takes the buttons away from everyone. A server that cannot be reached may still come back.
    /// </summary>
    public static bool IsHopeless(TeleportFailure failure, int tries) =>
        tries >= MostTries && failure is (TeleportFailure.Conflict or TeleportFailure.Unexpected);

    private const int MostTries = 5;

    private static DecisionFailureAdvice Error(Refusal refusal, string cure) => new(refusal, LogLevel.Error, cure);

    private static DecisionFailureAdvice Warning(Refusal refusal, string cure) => new(refusal, LogLevel.Warning, cure);

    private static DecisionFailureAdvice Information(Refusal refusal, string cure) =>
        new(refusal, LogLevel.Information, cure);
}
