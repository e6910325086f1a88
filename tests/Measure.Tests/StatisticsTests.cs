namespace AccessSlack.Measure.Tests;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7)]
    [InlineData(new double[] { 90, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 90, 1, 2 }, 3)]
    public void Median_SomeValues_IsTheMiddle(double[] values, double median) =>
        Assert.Equal(median, Statistics.Median(values));

    [Fact]
    public void Median_NoValues_IsRefused() => Assert.Throws<ArgumentException>(() => Statistics.Median([]));

    [Fact]
    public void Ratio_OneOutlier_IsOfTheMedians() => Assert.Equal(1.5, Statistics.Ratio([1, 30, 900], [20, 20, 1]));
}
