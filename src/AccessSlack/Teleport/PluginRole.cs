namespace AccessSlack.Teleport;

/// <summary>
/// Roles for the plugin's user, as remedies name them, ready to paste. Every release reads version v3; 6.2 and 8.3
/// refuse v5 (docs/protocols/teleport.md 5.1).
/// </summary>
internal static class PluginRole
{
    public const string Deciding =
        "{kind: role, version: v3, metadata: {name: slack-approver}, spec: {allow: {rules: [" +
        "{resources: [access_request], verbs: [list, read, update]}, " +
        "{resources: [access_plugin_data], verbs: [list, read, update]}]}}}";

    public const string Reviewing =
        "{kind: role, version: v3, metadata: {name: slack-reviewer}, spec: {allow: {review_requests: {roles: ['*']}}}}";

    /// <summary>Reviews in the name of the person who clicks.</summary>
    public const string Submitting =
        "{kind: role, version: v3, metadata: {name: slack-submitter}, spec: {allow: {review_requests: " +
        "{submit_for_users: ['*']}, rules: [{resources: [user], verbs: [list, read]}]}}}";

    /// <summary>A line of a role's rules.</summary>
    public const string ReadingRules = "access_monitoring_rule: [list, read]";

    public const string HowToGive = "(tctl create -f, then tctl users update --set-roles)";
}
