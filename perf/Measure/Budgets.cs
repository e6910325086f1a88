using System.Text.Json;
using System.Text.Json.Serialization;

namespace AccessSlack.Measure;

/// <summary>What <c>perf/budgets.json</c> allows.</summary>
internal sealed record Budgets
{
    /// <summary>Size of the program, in units of 1,000,000 bytes.</summary>
    public required double SizeMb { get; init; }

    /// <summary>Resident memory before the first request, in units of 1,048,576 bytes.</summary>
    public required double IdleMib { get; init; }

    /// <summary>Resident memory after one approval, likewise.</summary>
    public required double AfterApprovalMib { get; init; }

    /// <summary>Start to ready, as a multiple of the empty host's.</summary>
    public required double StartRatio { get; init; }

    /// <summary>One line for each time a number was raised: which, by how much, and what that bought.</summary>
    public required IReadOnlyList<string> Raises { get; init; }

    /// <exception cref="MeasureException">The file cannot be read, or is not what it should be.</exception>
    public static Budgets Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new MeasureException($"{path} cannot be used: {e.Message}");
        }
    }

    /// <exception cref="FormatException">A key is missing, unknown or doubled, or has no sensible value.</exception>
    internal static Budgets Parse(string json)
    {
        try
        {
            var budgets = JsonSerializer.Deserialize(json, MeasureJson.Default.Budgets);
            return budgets is { AreSensible: true }
                ? budgets
                : throw new FormatException("Every budget must be a number above 0, and every raise a line of text.");
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    [JsonIgnore]
    private bool AreSensible =>
        double.Min(double.Min(SizeMb, IdleMib), double.Min(AfterApprovalMib, StartRatio)) > 0
        && !Raises.Any(string.IsNullOrWhiteSpace);
}
