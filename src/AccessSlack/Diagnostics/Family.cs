using System.Collections.Immutable;

namespace AccessSlack.Diagnostics;

/// <summary>The types of metrics that we expose, by their names in the exposition format.</summary>
internal enum MetricType
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>All series of one metric at the moment of a scrape.</summary>
internal sealed record Family(string Name, MetricType Type, string Help, ImmutableArray<Sample> Samples)
{
    /// <summary>A gauge with one series.</summary>
    public static Family Gauge(string name, string help, double value) =>
        new(name, MetricType.Gauge, help, [new("", [], value)]);
}

/// <summary>One line of a family.</summary>
/// <param name="Suffix">
/// What follows the family's name: <c>_bucket</c>, <c>_sum</c> or <c>_count</c> for a histogram, otherwise nothing.
/// </param>
/// <param name="Labels">In output order.</param>
/// <param name="Value">Any double; the format supports NaN and infinities.</param>
internal sealed record Sample(string Suffix, ImmutableArray<(string Name, string Value)> Labels, double Value);
