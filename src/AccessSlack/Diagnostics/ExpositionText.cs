using System.Globalization;
using System.Text;

namespace AccessSlack.Diagnostics;

/// <summary>Prometheus' text format 0.0.4.</summary>
internal static class ExpositionText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<Family> families)
    {
        var text = new StringBuilder();
        foreach (var family in families)
        {
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(EscapeHelp(family.Help)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(NameOf(family.Type)).Append('\n');
            foreach (var sample in family.Samples)
                text.Append(family.Name)
                    .Append(sample.Suffix)
                    .Append(Labels(sample))
                    .Append(' ')
                    .Append(Number(sample.Value))
                    .Append('\n');
        }

        return text.ToString();
    }

    /// <summary>In the syntax that Go parses.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Labels(Sample sample) =>
        sample.Labels.IsEmpty
            ? ""
            : $"{{{string.Join(',', sample.Labels.Select(label => $"{label.Name}=\"{EscapeValue(label.Value)}\""))}}}";

    private static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeValue(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string NameOf(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Gauge => "gauge",
        _ => "histogram",
    };
}
