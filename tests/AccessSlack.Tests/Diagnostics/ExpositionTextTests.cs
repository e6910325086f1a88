using AccessSlack.Diagnostics;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Diagnostics;

public class ExpositionTextTests
{
    [Fact]
    public void Write_AllTypes_IsThisText()
    {
        var counter = new Counter("a_total", "Counts.", new Label("kind", "x", "y"));
        counter.Increment("x");
        counter.Add(0.5, "y");
        var histogram = new Histogram("b_seconds", "Lasts.", [0.5, 60]);
        foreach (var seconds in new[] { -3, 0.5, 60, 61 }) histogram.Observe(TimeSpan.FromSeconds(seconds));

        var text = ExpositionText.Write([counter.Read(), histogram.Read(), Family.Gauge("c", "Is.", -1.5)]);

        Assert.Equal(
            """
            # HELP a_total Counts.
            # TYPE a_total counter
            a_total{kind="x"} 1
            a_total{kind="y"} 0.5
            # HELP b_seconds Lasts.
            # TYPE b_seconds histogram
            b_seconds_bucket{le="0.5"} 2
            b_seconds_bucket{le="60"} 3
            b_seconds_bucket{le="+Inf"} 4
            b_seconds_sum 121.5
            b_seconds_count 4
            # HELP c Is.
            # TYPE c gauge
            c -1.5

            """,
            text);
        Assert.Equal(8, Exposition.Parse(text).Samples.Count());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a \"quoted\" \\ and\na line")]
    [InlineData("\\n")]
    [InlineData("ünïcode {=,}")]
    public void Write_AnyValue_IsReadBack(string value)
    {
        var text = ExpositionText.Write([
            new("a", MetricType.Gauge, "With \\ and\na line.", [new("", [("label", value), ("other", "1")], 1)]),
        ]);

        var page = Exposition.Parse(text);

        Assert.Equal(1, page.Value("a", ("label", value), ("other", "1")));
        Assert.Equal(@"With \\ and\na line.", Assert.Single(page.Families).Help);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(1795286350.123, "1795286350.123")]
    [InlineData(1e21, "1E+21")]
    public void Number_Extreme_IsWrittenAsGoReadsIt(double value, string expected) =>
        Assert.Equal(expected, ExpositionText.Number(value));

    [Theory]
    [InlineData("a 1")]
    [InlineData("a 1\n")]
    [InlineData("# HELP a A.\na 1\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\n")]
    [InlineData("# HELP a A.\n# TYPE a counter\na 1\n")]
    [InlineData("# HELP a_total A.\n# TYPE a_total counter\na_total -1\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na 1\na 1\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na{b=\"c} 1\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na{b=\"\\x\"} 1\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na{b=\"c\"d=\"e\"} 1\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na{b=\"c\",b=\"e\"} 1\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\n\na 1\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na 1\n# HELP a A.\n# TYPE a gauge\na{b=\"c\"} 1\n")]
    [InlineData("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n")]
    [InlineData("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n")]
    public void Parse_BrokenPage_IsRefused(string page) => Assert.Throws<FormatException>(() => Exposition.Parse(page));
}
