using System.Text.Json.Nodes;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>What <c>check</c> says of reviews in the name of the person who clicks.</summary>
public class PersonCheckTests
{
    private const string Role = "submit_for_users: ['*']}, rules: [{resources: [user], verbs: [list, read]}]}}}";

    /// <summary>Release, submit_for_users, user: list; level, code and words of the finding, or the fact.</summary>
    [Theory]
    [InlineData("19.0.0", true, true, "", "", "in the name of the person who clicks")]
    [InlineData("18.11.0", true, true, "", "", "in the name of the person who clicks")]
    [InlineData("19.0.0", false, true, "fault", "person_reviews_refused", Role)]
    [InlineData("18.2.0", true, true, "fault", "person_reviews_refused", "or Teleport is older than 18.11")]
    [InlineData("17.3.0", true, true, "fault", "person_reviews_refused", "Upgrade Teleport")]
    [InlineData("19.0.0", true, false, "fault", "teleport_users_hidden", Role)]
    public async Task Check_ViaPerson_SaysWhetherItWorksAndWhatIsMissing(
        string version,
        bool maySubmit,
        bool mayList,
        string level,
        string code,
        string words
    )
    {
        await using var site = await SiteAsync("via = \"person\"", version, maySubmit, mayList);

        var report = await CheckAsync(site);

        if (level.Length == 0)
        {
            Assert.Empty(Findings(report));
            Assert.Equal(words, (string?)report["facts"]!["Reviews"]);
            return;
        }

        var finding = Assert.Single(Findings(report));
        Assert.Equal((level, code), ((string?)finding["level"], (string?)finding["code"]));
        Assert.Contains(words, $"{finding["message"]} {finding["cure"]}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("19.0.0", true, "", "in the name of the person who clicks, if the request has thresholds of its own")]
    [InlineData(
        "19.0.0",
        true,
        "[[approvals.rules]]\nroles = [\"*\"]\napprovers = [\"channel:access\"]\nrequired = 2",
        "in the name of the person who clicks, if the request has thresholds of its own; as the plugin's user where " +
            "a rule needs several people, because their votes are collected in Slack"
    )]
    [InlineData("19.0.0", false, "", "as the plugin's user, because the plugin's role lacks submit_for_users")]
    [InlineData(
        "17.3.0",
        true,
        "",
        "as the plugin's user, because Teleport 17.3.0 takes no reviews for other users; 18.11 and newer do"
    )]
    public async Task Check_Auto_SaysAsWhomReviewsAreSubmitted(
        string version,
        bool maySubmit,
        string rules,
        string expected
    )
    {
        await using var site = await SiteAsync(rules, version, maySubmit, mayList: true);

        Assert.Equal(expected, (string?)(await CheckAsync(site))["facts"]!["Reviews"]);
    }

    private static async Task<Site> SiteAsync(string approvals, string version, bool maySubmit, bool mayList)
    {
        var site = await Site.CreateAsync();
        site.Teleport.Version = version;
        site.Plugin.ReviewRoles = new HashSet<string> { "*" };
        site.Plugin.SubmitForUsers = maySubmit ? new HashSet<string> { "*" } : null;
        (site.Plugin.MayReadUsers, site.Plugin.MayListUsers) = (true, mayList);
        site.Toml += $"[approvals]\n{approvals}\n";
        return site;
    }

    /// <summary>The channel is public and given by its name.</summary>
    private static List<JsonNode> Findings(JsonNode report) =>
        [
            .. report["findings"]!
                .AsArray()
                .Select(finding => finding!)
                .Where(finding => (string?)finding["code"] is not ("name_not_id" or "public_approver_channel")),
        ];

    private static async Task<JsonNode> CheckAsync(Site site)
    {
        site.WriteToml();
        var (_, output, errors) = await DaemonProcess.RunAsync(
            ["check", "--config", site.File("config.toml"), "--format", "json"]
        );
        Assert.Equal("", errors);
        return JsonNode.Parse(output)!;
    }
}
