using System.Reflection;
using System.Text.RegularExpressions;
using AccessSlack.Approvals;
using AccessSlack.Diagnostics;
using AccessSlack.Requests;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Diagnostics;

public partial class MetricsTests
{
    private readonly Metrics _metrics = new();

    private Exposition Page => Exposition.Parse(ExpositionText.Write(_metrics.Read()));

    [Theory]
    [InlineData("U0123ABCD")]
    [InlineData("bob@example.com")]
    [InlineData("0195d2f1-1111-7000-8000-000000000000")]
    [InlineData("")]
    public void Clicked_NoCodeOfOurs_IsOther(string outcome)
    {
        _metrics.Clicked(outcome);

        Assert.Equal(1, Page.Value("teleport_slack_clicks_total", ("outcome", "other")));
    }

    [Fact]
    public void Clicked_EveryRefusal_HasItsOwnSeries()
    {
        var refusals = typeof(Refusals)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null))
            .OfType<Refusal>()
            .Concat(Enum.GetValues<Resolution>().Select(Refusals.Resolved))
            .Append(Refusals.ReasonMissing(10))
            .Select(refusal => refusal.Code)
            .Distinct()
            .ToList();
        Assert.True(refusals.Count > 30);

        foreach (var code in refusals) _metrics.Clicked(code);

        Assert.All(refusals, code => Assert.Equal(1, Page.Value("teleport_slack_clicks_total", ("outcome", code))));
    }

    /// <summary>The list in <see cref="Metrics"/> is that of the methods that the source names.</summary>
    [Fact]
    public void RateLimited_EveryMethodThatIsCalled_HasItsOwnSeries()
    {
        var source = string.Concat(
            Directory
                .GetFiles(
                    Path.Combine(Repository.Folder, "src", "AccessSlack", "Slack"),
                    "*.cs",
                    SearchOption.AllDirectories
                )
                .Select(File.ReadAllText)
        );
        var called = Called()
            .Matches(source)
            .Select(match => match.Groups["method"].Value)
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            called,
            Page.Samples.Where(sample => sample.Name == "teleport_slack_rate_limit_waits_total")
                .Select(sample => sample.Labels["method"])
        );
    }

    [Fact]
    public void Resolved_ClockOfTeleportIsAhead_CountsAsNoTime()
    {
        var request = Some.Request() with { State = RequestState.Denied };

        _metrics.Resolved(request, request.Created!.Value - TimeSpan.FromMinutes(1));

        Assert.Equal(
            (0, 1),
            (
                Page.Value("teleport_slack_request_decided_seconds_sum", ("decision", "denied")),
                Page.Value("teleport_slack_request_decided_seconds_count", ("decision", "denied"))
            )
        );
    }

    [GeneratedRegex(
        """
        "(?<method>response_url|[a-z]+(\.[A-Za-z]+)+(?<!\.com))"
        """,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Called();
}
