using System.Collections.Immutable;

namespace AccessSlack.Diagnostics;

/// <summary>
/// The series of one metric, by their labels. Every combination exists from the start, because rate() cannot see the
/// first event of a series that appears with it.
/// </summary>
/// <typeparam name="T">The value of a series; read and changed under <see cref="Lock"/>.</typeparam>
internal sealed class SeriesSet<T>
{
    private readonly ImmutableArray<Label> _labels;
    private readonly Func<T> _create;
    private readonly OrderedDictionary<string, (ImmutableArray<(string Name, string Value)> Labels, T Value)> _series =
    [];

    public SeriesSet(ImmutableArray<Label> labels, Func<T> create)
    {
        (_labels, _create) = (labels, create);
        foreach (var values in Combinations(labels)) Find([.. values]);
    }

    public Lock Lock { get; } = new();

    public IEnumerable<(ImmutableArray<(string Name, string Value)> Labels, T Value)> All => _series.Values;

    /// <param name="values">One for each label, in their order.</param>
    public T Find(ReadOnlySpan<string> values)
    {
        var labels = ImmutableArray.CreateBuilder<(string Name, string Value)>(_labels.Length);
        for (var i = 0; i < _labels.Length; i++) labels.Add((_labels[i].Name, _labels[i].Close(values[i])));
        var key = string.Join('\n', labels.Select(label => label.Value));
        if (!_series.TryGetValue(key, out var series)) _series.Add(key, series = (labels.ToImmutable(), _create()));
        return series.Value;
    }

    private static IEnumerable<ImmutableArray<string>> Combinations(ImmutableArray<Label> labels) =>
        labels.Aggregate<Label, IEnumerable<ImmutableArray<string>>>(
            [
                [],
            ],
            (all, label) => all.SelectMany(values => label.Values.Select(values.Add))
        );
}
