using System.Collections.Immutable;

namespace AccessSlack.Diagnostics;

/// <summary>A histogram of durations for each combination of labels.</summary>
/// <param name="name">Ends with the unit.</param>
/// <param name="help">One line.</param>
/// <param name="bounds">Seconds, ascending; +Inf is added.</param>
/// <param name="labels">Closed sets.</param>
internal sealed class Histogram(
    string name,
    string help,
    ImmutableArray<double> bounds,
    params ImmutableArray<Label> labels
)
{
    private readonly ImmutableArray<double> _bounds = bounds.Add(double.PositiveInfinity);
    private readonly SeriesSet<Buckets> _series = new(labels, () => new(bounds.Length + 1));

    /// <param name="duration">If negative, because two clocks differ, it counts as zero.</param>
    /// <param name="values">One for each label.</param>
    public void Observe(TimeSpan duration, params ReadOnlySpan<string> values)
    {
        var seconds = Math.Max(0, duration.TotalSeconds);
        lock (_series.Lock)
        {
            var buckets = _series.Find(values);
            buckets.Sum += seconds;
            buckets.Counts[_bounds.IndexOf(_bounds.First(bound => seconds <= bound))]++;
        }
    }

    public Family Read()
    {
        lock (_series.Lock)
            return new(
                name,
                MetricType.Histogram,
                help,
                [.. _series.All.SelectMany(series => Samples(series.Labels, series.Value))]
            );
    }

    /// <summary>Buckets are cumulative.</summary>
    private IEnumerable<Sample> Samples(ImmutableArray<(string Name, string Value)> labels, Buckets buckets)
    {
        var total = 0L;
        for (var i = 0; i < _bounds.Length; i++)
        {
            total += buckets.Counts[i];
            yield return new("_bucket", labels.Add(("le", ExpositionText.Number(_bounds[i]))), total);
        }

        yield return new("_sum", labels, buckets.Sum);
        yield return new("_count", labels, total);
    }

    private sealed class Buckets(int count)
    {
        public long[] Counts { get; } = new long[count];

        public double Sum { get; set; }
    }
}
