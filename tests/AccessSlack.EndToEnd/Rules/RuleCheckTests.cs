using AccessSlack.Configuration;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Hosting.Checks;
using AccessSlack.Sandbox.Teleport.Rules;

namespace AccessSlack.EndToEnd.Rules;

/// <summary>What <c>check</c> says of Access Monitoring Rules.</summary>
public class RuleCheckTests
{
    [Fact]
    public async Task Check_Rules_FindsWhatTheDaemonWarnsOf()
    {
        await using var scene = await RuleScene.PrepareAsync();
        scene.Rules.Put(RuleScene.OnCallRule());
        scene.Rules.Put(new NewMonitoringRule("to-access", "true", scene.Access.Id, "@someone"));
        scene.Rules.Plant(new NewMonitoringRule("bad", "(", "access"));

        var report = await CheckAsync(scene);

        Assert.False(report.HasFaults);
        Assert.Equal("2 for the plugin slack", FactOf(report));
        Assert.Equal(
            ["rule_unreadable", "rule_unreadable", "rules_take_buttons"],
            AboutRules(report).Select(finding => finding.Code)
        );
        var warned = report.Findings.Single(finding => finding.Code == "rules_take_buttons").Message;
        Assert.Contains("to-access, to-oncall replace the configured recipients", warned, StringComparison.Ordinal);
        Assert.Contains("Messages to oncall have a link", warned, StringComparison.Ordinal);

        await scene.StartReplicaAsync();
        await scene.Daemon.LoggedAsync(warned);
    }

    [Theory]
    [InlineData("auto", "18.2.0", false, "")]
    [InlineData("always", "18.2.0", false, "rules_refused")]
    [InlineData("auto", "14.3.0", true, "")]
    [InlineData("always", "14.3.0", true, "rules_unknown")]
    public async Task Check_WithoutRules_IsAFaultOnlyIfTheyAreDemanded(
        string enabled,
        string version,
        bool mayRead,
        string fault
    )
    {
        await using var scene = await RuleScene.PrepareAsync(
            new WorldOptions { TeleportVersion = version }.With($"[monitoring_rules]\nenabled = '{enabled}'\n")
        );
        scene.World.Plugin.MayReadRules = mayRead;

        var report = await CheckAsync(scene);

        var found = AboutRules(report);
        Assert.Equal(fault, string.Concat(found.Select(finding => finding.Code)));
        Assert.All(found, finding => Assert.True(finding.IsFault));
        var said = found.Count > 0 ? $"{found[0].Message} {found[0].Remedy}" : FactOf(report);
        var reason = mayRead ? "older than 15" : "access_monitoring_rule: [list, read]";
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_Never_SaysNothing()
    {
        await using var scene = await RuleScene.PrepareAsync(
            new WorldOptions().With("[monitoring_rules]\nenabled = 'never'\n")
        );

        var report = await CheckAsync(scene);

        Assert.DoesNotContain(report.Facts, fact => fact.Name == "Access Monitoring Rules");
        Assert.Equal(0, scene.World.Teleport.CallsOf(RuleScene.ListFiltered));
    }

    private static List<Finding> AboutRules(CheckReport report) =>
        [.. report.Findings.Where(finding => finding.Code.StartsWith("rule", StringComparison.Ordinal))];

    private static string FactOf(CheckReport report) =>
        report.Facts.Single(fact => fact.Name == "Access Monitoring Rules").Value;

    private static async Task<CheckReport> CheckAsync(RuleScene scene)
    {
        var file = scene.World.File("checked.toml");
        await File.WriteAllTextAsync(file, scene.World.Toml());
        var read = new ConfigReader(new SystemConfigSource()).Read(file);
        Assert.Empty(read.Problems);
        return await new ConfigurationCheck(read.Settings!, scene.World.Time, new Random(1)).RunAsync(
            CheckReach.Services,
            default
        );
    }
}
