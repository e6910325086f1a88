using AccessSlack.Reconciliation.Rules;
using AccessSlack.Requests.Rules;

namespace AccessSlack.Tests.Reconciliation.Rules;

/// <summary>Plain rules of Teleport.</summary>
internal static class SomeRule
{
    public static MonitoringRule Of(string name, params string[] recipients) => new()
    {
        Name = name,
        Subjects = [MonitoringRule.AccessRequest],
        Condition = "true",
        Plugin = "slack",
        Recipients = [.. recipients],
    };

    public static RuleSchedule Schedule(string zone = "", string weekday = "Saturday", string end = "23:59") =>
        new("office", zone, [(weekday, "00:00", end)]);

    public static FollowedRule Followed(string name, params string[] recipients) =>
        RuleReader.Read(Of(name, recipients)).Rule!;
}
