namespace AccessSlack.Measure;

internal static class Statistics
{
    /// <summary>The value in the middle; the mean of the two in the middle if their number is even.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new ArgumentException("There is no median of nothing.", nameof(values));
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median of our values as a multiple of the median of theirs.</summary>
    public static double Ratio(IEnumerable<double> ours, IEnumerable<double> theirs) => Median(ours) / Median(theirs);
}
