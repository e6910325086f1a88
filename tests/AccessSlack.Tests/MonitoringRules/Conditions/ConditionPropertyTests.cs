using AccessSlack.MonitoringRules.Conditions;
using AccessSlack.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.MonitoringRules.Conditions;

public sealed class ConditionPropertyTests
{
    private const int Cases = 3_000;

    [Fact]
    public void Evaluate_Condition_MeansWhatItsModelMeans() =>
        Check(Model.Booleans, model => IsTrue(model.Text) == model.Value);

    [Fact]
    public void Evaluate_Set_HasTheMembersOfItsModel() =>
        Check(
            from set in Model.Sets
            from word in Model.Literals
            select (set, word),
            given =>
                IsTrue($"{given.set.Text}.contains({given.word.Text})") == given.set.Value.Contains(given.word.Value)
                && IsTrue($"{given.set.Text}.isempty()") == (given.set.Value.Count == 0)
        );

    [Fact]
    public void Evaluate_LiteralInAnyForm_IsItsText() =>
        Check(
            from first in Model.Literals
            from second in Model.Literals
            select (first, second),
            given => IsTrue($"{given.first.Text} == {given.second.Text}") == (given.first.Value == given.second.Value)
        );

    [Fact]
    public void Evaluate_Not_FollowsDeMorgan() =>
        Check(
            from left in Model.Booleans
            from right in Model.Booleans
            select (A: left.Nested.Text, B: right.Nested.Text),
            given => IsTrue($"!({given.A} && {given.B})") == IsTrue($"!{given.A} || !{given.B}")
                && IsTrue($"!({given.A} || {given.B})") == IsTrue($"!{given.A} && !{given.B}")
                && IsTrue($"!!{given.A}") == IsTrue(given.A)
        );

    [Fact]
    public void Evaluate_OperatorsWithoutParentheses_BindAsInGo() =>
        Check(
            from a in Model.Booleans
            from b in Model.Booleans
            from c in Model.Booleans
            select (A: a.Nested.Text, B: b.Nested.Text, C: c.Nested.Text),
            given => IsTrue($"{given.A} || {given.B} && {given.C}") == IsTrue($"{given.A} || ({given.B} && {given.C})")
                && IsTrue($"{given.A} && {given.B} || {given.C}") == IsTrue($"({given.A} && {given.B}) || {given.C}")
                && IsTrue($"!{given.A} && {given.B}") == IsTrue($"(!{given.A}) && {given.B}")
        );

    [Fact]
    public void Evaluate_Sets_FollowTheLawsOfSets() =>
        Check(
            from a in Model.Sets
            from b in Model.Sets
            from word in Model.Literals
            select (A: a.Text, B: b.Text, X: word.Text),
            given => AreEqual($"union({given.A}, {given.B})", $"union({given.B}, {given.A})")
                && AreEqual($"union({given.A}, {given.A})", given.A)
                && AreEqual($"union({given.A}, set())", given.A)
                && IsTrue($"{given.A}.add({given.X}).contains({given.X})")
                && !IsTrue($"{given.A}.remove({given.X}).contains({given.X})")
                && AreEqual($"{given.A}.add({given.X}).remove({given.X})", $"{given.A}.remove({given.X})")
                && IsTrue($"contains_any({given.A}, {given.B})") == IsTrue($"contains_any({given.B}, {given.A})")
                && IsTrue($"contains_all(union({given.A}, {given.B}), {given.A}) || {given.A}.isempty()")
        );

    /// <summary>Each holds all of the other, which is false for two empty sets.</summary>
    private static bool AreEqual(string a, string b) =>
        IsTrue($"is_empty({a}) && is_empty({b}) || contains_all({a}, {b}) && contains_all({b}, {a})");

    private static bool IsTrue(string text)
    {
        var condition = Assert.IsType<ConditionReading.Readable>(Condition.Read(text)).Condition;
        var outcome = condition.Evaluate(Facts.Typical);
        Assert.Null(outcome.Fault);
        return outcome.IsTrue;
    }

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) =>
        Prop.ForAll(cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(Cases)));
}
