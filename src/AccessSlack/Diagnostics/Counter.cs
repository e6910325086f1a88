using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace AccessSlack.Diagnostics;

/// <summary>A monotonic counter for each combination of labels.</summary>
internal sealed class Counter(string name, string help, params ImmutableArray<Label> labels)
{
    private readonly SeriesSet<StrongBox<double>> _series = new(labels, () => new());

    public void Increment(params ReadOnlySpan<string> values) => Add(1, values);

    /// <param name="amount">Not negative.</param>
    /// <param name="values">One for each label.</param>
    public void Add(double amount, params ReadOnlySpan<string> values)
    {
        lock (_series.Lock) _series.Find(values).Value += amount;
    }

    public Family Read()
    {
        lock (_series.Lock)
            return new(
                name,
                MetricType.Counter,
                help,
                [.. _series.All.Select(series => new Sample("", series.Labels, series.Value.Value))]
            );
    }
}
