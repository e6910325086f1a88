namespace AccessSlack.Measure;

internal static class Table
{
    /// <summary>Columns as wide as their widest cell; the first is flush left, the others flush right.</summary>
    public static string Of(IReadOnlyList<string> heading, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] lines = [heading, .. rows];
        var widths = heading.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        return string.Concat(lines.Select(line => Line(line, widths) + "\n"));
    }

    private static string Line(IReadOnlyList<string> cells, int[] widths) =>
        string.Join("  ", cells.Select((cell, at) => at == 0 ? cell.PadRight(widths[at]) : cell.PadLeft(widths[at])));
}
