using AccessSlack.Requests;
using AccessSlack.Teleport;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>What it means that Teleport did not carry out a decision: words for the clicker, level and cure for the log.</summary>
/// <param name="Refusal">What the clicker is told when it is given up.</param>
/// <param name="Level">Error: an administrator must mend something, or no click will ever decide.</param>
/// <param name="Cure">For the operator.</param>
internal sealed record DecisionTrouble(Refusal Refusal, LogLevel Level, string Cure)
{
    private const string DecidingRole =
        "{kind: role, version: v5, metadata: {name: slack-approver}, spec: {allow: {rules: [{resources: [access_request], verbs: [list, read, update]}, {resources: [access_plugin_data], verbs: [list, read, update]}]}}}";

    private const string ReviewingRole =
        "{kind: role, version: v5, metadata: {name: slack-reviewer}, spec: {allow: {review_requests: {roles: ['*']}}}}";

    private const string HowToGive = "(tctl create -f, then tctl users update --set-roles), which counts from the next click on";

    private const string LookUp = "An administrator finds out with Teleport's own words above";

    /// <summary>
    /// Refused for good (docs/protocols/teleport.md 3.2 and 3.3): the claim is withdrawn; another click may succeed.
    /// </summary>
    public static DecisionTrouble Of(TeleportRefusal refusal) => refusal switch
    {
        TeleportRefusal.MissingUpdate => Error(Refusals.NotPermitted, $"Give the plugin's user a role with access_request: update, for example {DecidingRole} {HowToGive}. If it has one, see with tctl get locks whether the user is locked"),
        TeleportRefusal.MfaRequired => Error(Refusals.MfaRequired, "The cluster demands MFA for administrative actions, and an identity that a person signed remotely is not exempt: let tbot issue the identity of a bot, or sign it on the auth server itself with tctl auth sign"),
        TeleportRefusal.OwnRequest => Warning(Refusals.PluginsRequest, "The plugin's own Teleport user made this request: nobody should request access with it, and somebody must decide this one in Teleport"),
        TeleportRefusal.ActiveRequests => Error(Refusals.PluginElevated, "The plugin's identity was signed while access requests were assumed, and such an identity decides nothing: sign a fresh one, with tctl auth sign or tbot, for a user who needs no access request"),
        TeleportRefusal.AlreadyResolved => Information(Refusals.ResolvedMeanwhile, "Somebody resolved it in Teleport at the same moment; there is nothing to mend"),
        TeleportRefusal.Gone => Information(Refusals.Gone, "It expired or was removed at the same moment; there is nothing to mend"),
        TeleportRefusal.NoReviewRule => Error(Refusals.NoReviewRule, $"Requests with thresholds are reviewed: give the plugin's user a role with review_requests, for example {ReviewingRole} {HowToGive}. Or set via = \"state\" under [approvals], which decides whatever the thresholds say"),
        TeleportRefusal.RolesNotCovered => Error(Refusals.RolesNotCovered, $"A role of the plugin's user has review_requests, but not for every role of this request: add those, for example {ReviewingRole} {HowToGive}"),
        TeleportRefusal.OnBehalf => Error(Refusals.ReviewOnBehalf, "Teleport saw an author other than the plugin's user, though we name none: see what stands between us and the auth server, and report it if nothing does"),
        TeleportRefusal.AlreadyReviewed => Warning(Refusals.AlreadyReviewed, "Teleport takes one review per user, and all reviews from Slack are the plugin's user's: further ones are made in Teleport. Nobody else should use this identity"),
        TeleportRefusal.MadeWithoutReviews => Error(Refusals.MadeWithoutReviews, "The request has no thresholds, so Teleport takes no review of it: set via = \"auto\" under [approvals], which then sets its state"),
        TeleportRefusal.ReviewsUnknown => Error(Refusals.ReviewsUnknown, "Teleport knows reviews from 6.1 on: set via = \"auto\" under [approvals], or upgrade Teleport"),
        TeleportRefusal.ReviewNotPermitted => Error(Refusals.ReviewNotPermitted, $"{LookUp}; see with tctl get locks whether the plugin's user is locked"),
        _ => Error(Refusals.NotUnderstood, $"{LookUp}; if they do not help, please report them with the versions of both sides"),
    };

    /// <summary>Not refused, but not confirmed either: tried again. The refusal is for when that is given up.</summary>
    public static DecisionTrouble Of(TeleportFailure failure) => failure switch
    {
        TeleportFailure.Unreachable => Warning(Refusals.Unreachable, "If it lasts, see whether the auth server runs and can be reached"),
        TeleportFailure.Busy => Warning(Refusals.Failing, "Teleport limits how often we may call; if it lasts, see which other clients use this identity or address"),
        TeleportFailure.Conflict => Warning(Refusals.Failing, "Others write this request all the time; if it lasts, see who updates it"),
        TeleportFailure.CredentialsRefused => Error(Refusals.Unreachable, "Sign a new identity and put it in the place of the old one"),
        _ => Warning(Refusals.Failing, "If it lasts, see the auth server's own log at this time"),
    };

    /// <summary>What the clicker hears while it is tried again.</summary>
    public static string Waiting(TeleportFailure failure) => failure switch
    {
        TeleportFailure.Unreachable => "Teleport did not answer, and I keep asking",
        TeleportFailure.Busy => "Teleport asked me to slow down, and I try again shortly",
        TeleportFailure.Conflict => "many are writing to this request, and I try again shortly",
        TeleportFailure.CredentialsRefused => "Teleport does not accept my certificate, and I wait for a new one. Ask an administrator",
        _ => "Teleport failed, and I try again shortly",
    };

    /// <summary>
    /// Whether to give up after some tries: what Teleport answers each time is not going to pass by itself, and a claim
    /// that waits for ever keeps everybody else's buttons away. A server that cannot be reached may still come back.
    /// </summary>
    public static bool IsHopeless(TeleportFailure failure, int tries) => tries >= MostTries && failure is (TeleportFailure.Conflict or TeleportFailure.Unexpected);

    private const int MostTries = 5;

    private static DecisionTrouble Error(Refusal refusal, string cure) => new(refusal, LogLevel.Error, cure);

    private static DecisionTrouble Warning(Refusal refusal, string cure) => new(refusal, LogLevel.Warning, cure);

    private static DecisionTrouble Information(Refusal refusal, string cure) => new(refusal, LogLevel.Information, cure);
}
