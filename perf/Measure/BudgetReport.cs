using System.Text.Json;

namespace AccessSlack.Measure;

/// <summary>What a run of <c>budget</c> found out.</summary>
internal sealed record BudgetReport(string Binary, int Processors, IReadOnlyList<Figure> Figures)
{
    public bool IsWithinBudget => Figures.All(figure => figure.Verdict != Verdict.Exceeded);

    public string ToJson() => JsonSerializer.Serialize(this, MeasureJson.Default.BudgetReport) + "\n";

    public string ToTable() =>
        Table.Of(["", "measured", "", "budget", "verdict", $"load on {Processors} processors"], Figures.Select(Row));

    private static string[] Row(Figure it) =>
        [it.Name, $"{it.Value:0.00}", it.Unit, $"{it.Budget:0.0}", Words(it), it.Load.ToString()];

    private static string Words(Figure figure) => figure.Verdict switch
    {
        Verdict.NoBudget => "",
        Verdict.Kept => "kept",
        Verdict.Over when figure.CanFail => "over, within 5 %",
        Verdict.Over => "over, only reported",
        _ => "EXCEEDED",
    };
}
