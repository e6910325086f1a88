
namespace AccessSlack.Measure;

internal enum Verdict
{
    /// <summary>There is no budget for it.</summary>
    NoBudget,

    Kept,

    /// <summary>Over the budget, but by no more than the tolerance, or a time, which never fails a run.</summary>
    Over,

    /// <summary>Over the budget by more than the tolerance: fails the run.</summary>
    Exceeded,
}

/// <summary>One measured value, and what the machine had to do meanwhile.</summary>
internal sealed record Figure(string Name, double Value, string Unit, LoadSpan Load)
{
    /// <summary>A budget may be exceeded by so much: figures of memory vary a little from run to run.</summary>
    private const double Tolerance = 0.05;

    public double? Budget { get; init; }

    /// <summary>False for times, which depend on what else the machine does.</summary>
    public bool CanFail { get; init; }

    /// <summary>What the value was made from.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Samples { get; init; } =
        new Dictionary<string, IReadOnlyList<double>>();

    public Verdict Verdict => Budget switch
    {
        null => Verdict.NoBudget,
        { } budget when Value <= budget => Verdict.Kept,
        { } budget when CanFail && Value > budget * (1 + Tolerance) => Verdict.Exceeded,
        _ => Verdict.Over,
    };
}
