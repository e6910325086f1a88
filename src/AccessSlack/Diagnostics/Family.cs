using System.Collections.Immutable;

namespace AccessSlack.Diagnostics;

/// <summary>The types of metrics that we expose, as the exposition format calls them.</summary>
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
/// What follows the family's name: of a histogram <c>_bucket</c>, <c>_sum</c> or <c>_count</c>, else nothing.
/// </param>
/// <param name="Labels">In the order in which they are written.</param>
/// <param name="Value">Any double; the format knows NaN and infinities.</param>
internal sealed record Sample(string Suffix, ImmutableArray<(string Name, string Value)> Labels, double Value);
