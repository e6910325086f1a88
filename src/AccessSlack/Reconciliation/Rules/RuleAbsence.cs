using AccessSlack.Teleport;

namespace AccessSlack.Reconciliation.Rules;

/// <summary>Why Access Monitoring Rules are not followed, in words for the operator.</summary>
internal static class RuleAbsence
{
    public const string NoneHere = "this Teleport has none, because it is older than 15";

    /// <summary>Null if the failure says nothing about it.</summary>
    public static RuleSupport? Of(TeleportException refused) => refused.Failure switch
    {
        TeleportFailure.NotPermitted => RuleSupport.NotPermitted,
        TeleportFailure.Unsupported => RuleSupport.NotKnown,
        _ => null,
    };

    public static string Reason(RuleSupport support) => support == RuleSupport.NotKnown
        ? NoneHere
        : "the plugin's user may not read them. To have them followed, give it a role with the rule " +
            $"{PluginRole.ReadingRules}, then reload; if they are not to be followed, set enabled = \"never\" under " +
            "[monitoring_rules]";

    /// <summary>They are demanded, and a person has to change something before a start can succeed.</summary>
    public static TeleportException AtStart(RuleSupport support) =>
        new(
            TeleportFailure.Refused,
            "enabled = \"always\" under [monitoring_rules] needs Access Monitoring Rules, and " +
            (
                support == RuleSupport.NotKnown
                    ? "this Teleport has none, because it is older than 15. Set enabled = \"auto\""
                    : $"the plugin's user may not read them. Give it a role with the rule {PluginRole.ReadingRules}, " +
                        "or set enabled = \"auto\" to start without them"
            )
        );
}
