using System.Collections.Immutable;

namespace AccessSlack.Simulation.Cases;

/// <summary>The code of every refusal that a click can get; a test holds that none is missing.</summary>
internal static class RefusalCodes
{
    public static readonly ImmutableArray<string> All =
    [
        "already_approved", "already_decided", "already_denied", "already_promoted", "already_resolved",
        "already_reviewed", "bot", "choose_roles", "deactivated", "entitlement_unknown", "expired", "external",
        "foreign_app", "foreign_form", "foreign_message", "gone", "granted_too_much", "guest", "ledger_refused",
        "long_term", "made_without_reviews", "message_differs", "mfa_required", "newer_release", "no_identity",
        "no_review_rule", "no_teleport_user", "not_approver", "not_decided_here", "not_every_role", "not_found",
        "not_shown", "not_told", "not_visible", "not_your_role", "nothing_chosen", "notify_only", "offer_changed",
        "old_vote", "other_workspace", "perhaps_self", "person_has_reviewed", "person_may_not_review",
        "person_reviews_refused", "plugin_elevated", "plugin_reviewed", "plugins_request", "press_again", "raced",
        "reason_missing", "record_replaced", "request_changed", "request_hidden", "requester_unknown",
        "resolved_meanwhile", "review_not_permitted", "review_on_behalf", "review_under_way", "reviews_unknown",
        "roles_not_covered", "same_name", "self", "several_teleport_users", "teleport_failing",
        "teleport_not_permitted", "teleport_refused", "teleport_unreachable", "teleport_user_gone",
        "teleport_users_hidden", "too_long", "too_many_votes", "too_quick", "unconfirmed_email", "unknown_kind",
        "unknown_role", "users_info_failed", "votes_lost", "way_changed", "workflow",
    ];
}
