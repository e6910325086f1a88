using System.Globalization;

namespace AccessSlack.Measure;

/// <summary>The machine's load average of one minute before and after something was measured.</summary>
internal sealed record LoadSpan(double Before, double After)
{
    public static double Now =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>From <paramref name="before"/> to now.</summary>
    public static LoadSpan Since(double before) => new(before, Now);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Before:0.0} to {After:0.0}");
}
