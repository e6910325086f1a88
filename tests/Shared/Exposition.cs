using System.Globalization;
using System.Text.RegularExpressions;

namespace AccessSlack.Testing;

/// <summary>One metric of a page.</summary>
internal sealed record ExposedFamily(string Name, string Type, string Help, List<ExposedSample> Samples);

internal sealed record ExposedSample(string Name, Dictionary<string, string> Labels, double Value);

/// <summary>
/// A page in Prometheus' text format 0.0.4, read more strictly than Prometheus does: the format itself, and its
/// conventions for names.
/// </summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, ExposedFamily> _families = [];
    private ExposedFamily? _current;

    private Exposition() { }

    public IReadOnlyCollection<ExposedFamily> Families => _families.Values;

    public IEnumerable<ExposedSample> Samples => Families.SelectMany(family => family.Samples);

    /// <exception cref="FormatException">It is not such a page.</exception>
    public static Exposition Parse(string page)
    {
        Check(
            page.EndsWith('\n') && !page.Contains('\r', StringComparison.Ordinal),
            "lines end with a line feed, also the last one"
        );
        var exposition = new Exposition();
        foreach (var line in page[..^1].Split('\n')) exposition.Read(line);
        Check(exposition._current is null or { Type.Length: > 0, Samples.Count: > 0 }, "a metric without a sample");
        foreach (var histogram in exposition.Families.Where(family => family.Type == "histogram"))
            CheckHistogram(histogram);
        return exposition;
    }

    /// <summary>The value of the one series with this name and exactly these labels.</summary>
    public double Value(string name, params (string Name, string Value)[] labels) =>
        Samples
            .Single(sample =>
                sample.Name == name
                && sample.Labels.Count == labels.Length
                && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)
            )
            .Value;

    private void Read(string line)
    {
        if (HelpLine().Match(line) is { Success: true } help)
            Begin(help.Groups["name"].Value, help.Groups["text"].Value);
        else if (TypeLine().Match(line) is { Success: true } type)
            Type(type.Groups["name"].Value, type.Groups["type"].Value);
        else Add(line);
    }

    private void Begin(string name, string help)
    {
        Check(
            _current is null or { Type.Length: > 0, Samples.Count: > 0 },
            $"{name} begins before the metric above is complete"
        );
        Check(
            !name.EndsWith("_bucket", StringComparison.Ordinal)
                && !name.EndsWith("_sum", StringComparison.Ordinal)
                && !name.EndsWith("_count", StringComparison.Ordinal),
            $"{name} has a name that belongs to histograms"
        );
        Check(_families.TryAdd(name, _current = new(name, "", help, [])), $"{name} twice");
    }

    private void Type(string name, string type)
    {
        Check(_current is { Type: "" } && _current.Name == name, $"TYPE of {name} does not follow its HELP");
        Check(
            type == "counter" == name.EndsWith("_total", StringComparison.Ordinal),
            $"{name}: counters, and nothing else, end with _total"
        );
        _families[name] = _current = _current! with { Type = type };
    }

    private void Add(string line)
    {
        var sample = SampleLine().Match(line);
        Check(sample.Success, $"not understood: {line}");
        var (name, labels) = (sample.Groups["name"].Value, Labels(sample.Groups["labels"].Value));
        Check(
            _current is { Type.Length: > 0 } && Names(_current).Contains(name),
            $"{name} stands under another metric"
        );
        Check(
            !_current!.Samples.Any(other =>
                other.Name == name && other.Labels.Count == labels.Count && !other.Labels.Except(labels).Any()
            ),
            $"the same series twice: {line}"
        );
        var value = Number(sample.Groups["value"].Value);
        Check(_current.Type == "gauge" || value >= 0, $"negative: {line}");
        _current.Samples.Add(new(name, labels, value));
    }

    private static string[] Names(ExposedFamily family) =>
        family.Type == "histogram"
            ? [family.Name + "_bucket", family.Name + "_sum", family.Name + "_count"]
            : [family.Name];

    private static Dictionary<string, string> Labels(string text)
    {
        var labels = new Dictionary<string, string>();
        foreach (Match label in LabelPair().Matches(text))
            Check(
                labels.TryAdd(label.Groups["name"].Value, Unescape(label.Groups["value"].Value)),
                $"a label twice: {text}"
            );
        Check(
            text.Length == 0
                || text == $"{{{string.Join(',', LabelPair().Matches(text).Select(label => label.Value))}}}",
            $"labels not understood: {text}"
        );
        return labels;
    }

    private static string Unescape(string value) =>
        Escape().Replace(value, escape => escape.Value[1] == 'n' ? "\n" : escape.Value[1..]);

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static void CheckHistogram(ExposedFamily family)
    {
        foreach (
            var series in family.Samples.GroupBy(sample =>
                string.Join(
                    ',',
                    sample.Labels.Where(label => label.Key != "le").Select(label => $"{label.Key}={label.Value}")
                )
            )
        )
        {
            var buckets = series
                .Where(sample => sample.Name == family.Name + "_bucket")
                .Select(sample => (Bound: Number(sample.Labels["le"]), sample.Value))
                .ToList();
            Check(
                buckets
                    .Zip(buckets.Skip(1))
                    .All(pair => pair.First.Bound < pair.Second.Bound && pair.First.Value <= pair.Second.Value),
                $"{family.Name}: buckets do not grow"
            );
            Check(
                buckets[^1]
                    == (double.PositiveInfinity, series.Single(sample => sample.Name == family.Name + "_count").Value),
                $"{family.Name}: the last bucket is not the count"
            );
            Check(series.Count(sample => sample.Name == family.Name + "_sum") == 1, $"{family.Name}: no sum");
        }
    }

    private static void Check(bool condition, string problem)
    {
        if (!condition) throw new FormatException(problem);
    }

    [GeneratedRegex(
        @"^# HELP (?<name>[a-z_:][a-z0-9_:]*) (?<text>([^\\]|\\\\|\\n)+)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex HelpLine();

    [GeneratedRegex(
        "^# TYPE (?<name>[a-z_:][a-z0-9_:]*) (?<type>counter|gauge|histogram)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex TypeLine();

    [GeneratedRegex(
        @"^(?<name>[a-z_:][a-z0-9_:]*)(?<labels>\{.+\})? (?<value>NaN|[+-]Inf|-?[0-9]+(\.[0-9]+)?(E[+-][0-9]+)?)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex SampleLine();

    [GeneratedRegex(
        """(?<name>[a-z_][a-z0-9_]*)="(?<value>([^"\\]|\\["\\n])*)" """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex LabelPair();

    [GeneratedRegex("""\\["\\n]""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Escape();
}
