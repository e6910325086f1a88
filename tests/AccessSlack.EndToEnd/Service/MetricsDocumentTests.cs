using System.Text.RegularExpressions;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Service;

/// <summary>What we write about the metrics is what the daemon exposes.</summary>
public partial class MetricsDocumentTests
{
    /// <summary>Values that differ from one build or configuration to the next.</summary>
    private static readonly string[] Free = ["version", "commit", "runtime"];

    private static async Task<Exposition> PageAsync()
    {
        await using var world = await World.StartAsync(
            new() { Http = "insecure = true\ndiagnostics_addr = \"127.0.0.1:0\"" }
        );
        return await world.Daemon.ScrapeAsync();
    }

    [Fact]
    public async Task Table_EveryMetric_HasItsTypeAndItsLabels()
    {
        var page = await PageAsync();
        var rows = Row().Matches(Repository.Read("docs", "metrics.md")).ToDictionary(row => row.Groups["name"].Value);

        Assert.Equal(
            page.Families.Select(family => $"{family.Name} {family.Type}").Order(StringComparer.Ordinal),
            rows.Values.Select(row => $"{row.Groups["name"].Value} {row.Groups["type"].Value}")
                .Order(StringComparer.Ordinal)
        );
        foreach (var family in page.Families)
        {
            var cell = rows[family.Name].Groups["labels"].Value;
            var labels = family
                .Samples.SelectMany(sample => sample.Labels)
                .Where(label => label.Key != "le")
                .Distinct()
                .ToList();
            var named = labels.Select(label => label.Key).Distinct().ToList();
            Assert.Equal(
                named,
                cell.Contains(':', StringComparison.Ordinal)
                    ? LabelName().Matches(cell).Select(match => match.Groups["label"].Value)
                    : Quoted().Matches(cell).Select(match => match.Groups["word"].Value)
            );
            if (cell.Contains("as above", StringComparison.Ordinal)) continue;
            Assert.All(labels.Where(label => !Free.Contains(label.Key)), label =>
                Assert.Contains($"`{label.Value}`", cell, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task Alerts_EveryExpression_NamesSeriesThatExist()
    {
        var page = await PageAsync();
        var text = Repository.Read("packaging", "prometheus-alerts.yaml");
        var expressions = Expression().Matches(text).Select(match => match.Groups["expression"].Value).ToList();

        Assert.Equal(Regex.Count(text, "- alert: ", RegexOptions.None, TimeSpan.FromSeconds(10)), expressions.Count);
        foreach (var expression in expressions)
        {
            var series = Series().Matches(expression);
            Assert.NotEmpty(series);
            Assert.All(series, match => AssertExists(page, match));
            Assert.All(GroupedBy().Matches(expression), match =>
                AssertGroups(page, series[0].Groups["name"].Value, match.Groups["labels"].Value)
            );
        }
    }

    private static void AssertExists(Exposition page, Match series)
    {
        var name = series.Groups["name"].Value;
        Assert.Contains(page.Samples, sample => sample.Name == name);
        foreach (Match selector in Selector().Matches(series.Groups["selectors"].Value))
            foreach (var value in selector.Groups["values"].Value.Split('|'))
                Assert.Contains(page.Samples, sample =>
                    sample.Name == name && sample.Labels.GetValueOrDefault(selector.Groups["label"].Value) == value
                );
    }

    /// <summary>Prometheus itself adds the instance.</summary>
    private static void AssertGroups(Exposition page, string name, string labels) =>
        Assert.All(labels.Split(", ").Except(["instance"]), label =>
            Assert.Contains(page.Samples, sample => sample.Name == name && sample.Labels.ContainsKey(label))
        );

    [GeneratedRegex(
        @"^\| `(?<name>\w+)` \| (?<type>\w+) \| (?<labels>[^|]*)\| [^|]+ \|\r?$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Row();

    [GeneratedRegex("`(?<label>[a-z]+)`:", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LabelName();

    [GeneratedRegex("`(?<word>[a-z]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(
        @"^ +expr: (?<expression>.+)$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Expression();

    [GeneratedRegex(
        @"(?<name>teleport_slack_\w+)(?<selectors>\{[^}]*\})?",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Series();

    [GeneratedRegex(
        """(?<label>\w+)=~?"(?<values>[^"]*)" """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Selector();

    [GeneratedRegex(@"by \((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex GroupedBy();
}
