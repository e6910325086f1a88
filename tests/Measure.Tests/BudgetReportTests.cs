using System.Text.Json;

namespace AccessSlack.Measure.Tests;

public sealed class BudgetReportTests
{
    private static readonly LoadSpan Load = new(0.5, 1.2);

    [Theory]
    [InlineData(19.0, nameof(Verdict.Kept))]
    [InlineData(19.01, nameof(Verdict.Over))]
    [InlineData(19.94, nameof(Verdict.Over))]
    [InlineData(19.96, nameof(Verdict.Exceeded))]
    public void Verdict_OfSizeOrMemory_ToleratesFivePercent(double value, string verdict) =>
        Assert.Equal(verdict, (Time(value) with { Budget = 19, CanFail = true }).Verdict.ToString());

    [Fact]
    public void Verdict_OfATime_IsNeverExceeded() =>
        Assert.Equal(Verdict.Over, (Time(90) with { Budget = 1.5 }).Verdict);

    [Fact]
    public void Verdict_WithoutABudget_IsNone() => Assert.Equal(Verdict.NoBudget, Time(90).Verdict);

    [Theory]
    [InlineData(19.94, true)]
    [InlineData(19.96, false)]
    public void IsWithinBudget_OneFigureOverIt_DependsOnTheTolerance(double size, bool isWithin) =>
        Assert.Equal(isWithin, Report(size).IsWithinBudget);

    [Fact]
    public void ToTable_SomeFigures_ShowsVerdictAndLoadBesideEach() => Assert.Equal(
        """
               measured         budget              verdict  load on 2 processors
        size      25.00     MB    19.0             EXCEEDED            0.5 to 1.2
        start      2.00  times     1.5  over, only reported            0.5 to 1.2
        click      3.00     ms                                         0.5 to 1.2

        """, Report(25).ToTable());

    [Fact]
    public void ToJson_SomeFigures_HasValueBudgetVerdictLoadAndSamples()
    {
        var figure = JsonDocument.Parse(Report(25).ToJson()).RootElement.GetProperty("figures")[0];
        Assert.Equal(25, figure.GetProperty("value").GetDouble());
        Assert.Equal(19, figure.GetProperty("budget").GetDouble());
        Assert.Equal("Exceeded", figure.GetProperty("verdict").GetString());
        Assert.Equal(1.2, figure.GetProperty("load").GetProperty("after").GetDouble());
        Assert.Equal(25, figure.GetProperty("samples").GetProperty("MB")[0].GetDouble());
    }

    private static BudgetReport Report(double size) => new("teleport-slack", Processors: 2,
    [
        new("size", size, "MB", Load)
        {
            Budget = 19, CanFail = true, Samples = new Dictionary<string, IReadOnlyList<double>> { ["MB"] = [size] },
        },
        new("start", 2, "times", Load) { Budget = 1.5 },
        new("click", 3, "ms", Load),
    ]);

    private static Figure Time(double value) => new("start", value, "times", Load);
}
