using AccessSlack.MonitoringRules.Conditions;

namespace AccessSlack.Tests.MonitoringRules.Conditions;

/// <summary>The language by example: what each condition results in for <see cref="Facts.Typical"/>.</summary>
public sealed class ConditionTableTests
{
    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var line in ConditionTable.Rows.Split('\n'))
        {
            if (line.Length == 0 || line.StartsWith('#')) continue;
            var parts = line.Split(" => ");
            Assert.True(parts.Length == 2, line);
            rows.Add(parts[0].Trim(), parts[1].Trim());
        }
        return rows;
    }

    [Fact]
    public void Rows_OfTheTable_AreManyAndDistinct()
    {
        var conditions = Rows().Select(row => (string)row[0]).ToList();

        Assert.True(conditions.Count >= 250, $"{conditions.Count} rows");
        Assert.Distinct(conditions);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Evaluate_Row_ResultsInItsValue(string condition, string value)
    {
        Assert.Equal(value, Shown.Outcome(condition, Facts.Typical));
        Assert.Equal(value == "true", IsTrue(condition));
    }

    private static bool IsTrue(string condition) =>
        Condition.Read(condition) is ConditionReading.Readable readable
        && readable.Condition.Evaluate(Facts.Typical) is { IsTrue: true, Fault: null };
}
