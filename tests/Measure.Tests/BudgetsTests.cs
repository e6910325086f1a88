using AccessSlack.Testing;

namespace AccessSlack.Measure.Tests;

public sealed class BudgetsTests
{
    private const string Good = """
        {"size_mb": 19, "idle_mib": 30, "after_approval_mib": 32.5, "start_ratio": 1.5, "raises": ["size +0.5: x"]}
        """;

    [Fact]
    public void Parse_CompleteFile_HasEveryNumber()
    {
        var budgets = Budgets.Parse(Good);
        Assert.Equal((19, 30), (budgets.SizeMb, budgets.IdleMib));
        Assert.Equal((32.5, 1.5), (budgets.AfterApprovalMib, budgets.StartRatio));
        Assert.Equal(["size +0.5: x"], budgets.Raises);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(Good, "null")]
    [InlineData("}", "")]
    [InlineData("\"size_mb\": 19, ", "")]
    [InlineData("19", "\"19\"")]
    [InlineData("19", "null")]
    [InlineData("19", "0")]
    [InlineData("30", "-30")]
    [InlineData("32.5", "0")]
    [InlineData("1.5", "0")]
    [InlineData("idle_mib", "idle_mb")]
    [InlineData("\"size_mb\": 19", "\"size_mb\": 19, \"size_mb\": 99")]
    [InlineData("\"size_mb\": 19", "\"size_mb\": 19, \"speed\": 1")]
    [InlineData("size +0.5: x", " ")]
    [InlineData("\"size +0.5: x\"", "null")]
    [InlineData("[\"size +0.5: x\"]", "null")]
    public void Parse_MalformedFile_IsRefused(string part, string replacement)
    {
        var json = part.Length == 0 ? replacement : Good.Replace(part, replacement, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Budgets.Parse(json));
    }

    [Fact]
    public void Read_FileThatIsNotThere_NamesIt()
    {
        var refused = Assert.Throws<MeasureException>(() => Budgets.Read("/nowhere/budgets.json"));
        Assert.StartsWith("/nowhere/budgets.json cannot be used: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileOfTheRepository_IsAccepted() =>
        Assert.NotNull(Budgets.Read(Path.Combine(Repository.Folder, "perf/budgets.json")));
}
