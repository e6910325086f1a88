using AccessSlack.MonitoringRules.Conditions;

namespace AccessSlack.Tests.MonitoringRules.Conditions;

/// <summary>What a table of one-line conditions cannot show.</summary>
public sealed class ConditionTests
{
    private const string EndsWithItsLine =
        "An expression ends with its line; write '{0}' at the end of the line before.";

    /// <summary>Go ends an expression at a line end that follows a value, and so does Teleport.</summary>
    [Theory]
    [InlineData("true &&\n true")]
    [InlineData("true &&\r\n\ttrue\r\n")]
    [InlineData("true\n")]
    [InlineData("\n\n true \n")]
    [InlineData("true && // why\n true")]
    [InlineData("true && /* why\n so */ true")]
    [InlineData("set(\n\"a\",\n\"b\",\n).contains(\n\"a\",\n)")]
    [InlineData("access_request.\nspec.roles.\ncontains(\"dev\")")]
    [InlineData("(\ntrue)")]
    [InlineData("!\ntrue || true")]
    [InlineData("\uFEFFtrue")]
    [InlineData("user.traits[\n\"level\"].contains(`L1`)")]
    public void Read_LineEndWhereNothingEnds_IsSpace(string text) => Assert.True(Outcome(text).IsTrue);

    [Theory]
    [InlineData("true\n&& true", 6, "&&")]
    [InlineData("true\n|| true", 6, "||")]
    [InlineData("\"a\"\n== \"a\"", 5, "==")]
    [InlineData("access_request.spec.roles\n.contains(\"dev\")", 27, ".")]
    [InlineData("true // why\n&& true", 13, "&&")]
    [InlineData("true /* why\n */ && true", 17, "&&")]
    public void Read_OperatorAtTheStartOfALine_IsToldWithItsCure(string text, int position, string sign) =>
        Assert.Equal(
            (EndsWithItsLine.Replace("{0}", sign, StringComparison.Ordinal), position),
            Fault(text)
        );

    [Theory]
    [InlineData("", 1, "It is empty.")]
    [InlineData(" \n ", 1, "It is empty.")]
    [InlineData("true\ntrue", 6, "Found 'true' after the end of the expression.")]
    [InlineData("(true\n)", 6, "Found the end of the line, but ) was expected.")]
    [InlineData("set(\"a\"\n)", 8, "Found the end of the line, but ) or a comma was expected.")]
    [InlineData("user.traits[\"a\"\n]", 16, "Found the end of the line, but ] was expected.")]
    [InlineData("\"a\nb\"", 1, "This string has no closing quote on its line.")]
    [InlineData("\"a\0\"", 3, "Character U+0000 means nothing here.")]
    [InlineData("true\uFEFF", 5, "Character U+FEFF means nothing here.")]
    public void Read_FaultyText_TellsWhatAndWhere(string text, int position, string message) =>
        Assert.Equal((message, position), Fault(text));

    /// <summary>Not as data of a theory, which would replace it.</summary>
    [Fact]
    public void Read_HalfASurrogatePair_IsRefused()
    {
        Assert.Equal(("Character U+D800 means nothing here.", 2), Fault("\"\uD800\""));
        Assert.Equal(("Character U+DC00 means nothing here.", 3), Fault("`a\uDC00`"));
        Assert.Equal(("Character U+D800 means nothing here.", 1), Fault("\uD800"));
    }

    [Theory]
    [InlineData("`a\r\nb` == \"a\\nb\"")]
    [InlineData("`a\\n` == \"a\\\\n\"")]
    [InlineData("`😀` == \"\\U0001F600\"")]
    public void Read_RawString_IsTakenAsItIsWithoutCarriageReturns(string text) => Assert.True(Outcome(text).IsTrue);

    [Theory]
    [InlineData("true", false, false)]
    [InlineData("access_request.spec.roles.contains(\"user.traits\")", false, false)]
    [InlineData("access_request.spec.system_annotations.teams.isempty()", false, false)]
    [InlineData("false && access_request.spec.resource_labels_union[\"env\"].contains(\"dev\")", true, false)]
    [InlineData("access_request.spec.resource_labels_intersection.env.isempty()", true, false)]
    [InlineData("is_empty(user.traits.team)", false, true)]
    [InlineData("is_empty(user.traits.a) && is_empty(access_request.spec.resource_labels_union.a)", true, true)]
    public void Read_Variables_TellWhatMustBeLookedUp(string text, bool readsLabels, bool readsTraits)
    {
        var condition = Read(text);

        Assert.Equal((readsLabels, readsTraits), (condition.ReadsLabels, condition.ReadsTraits));
    }

    [Theory]
    [InlineData("\"a\"", "It results in a string, not in true or false.")]
    [InlineData("access_request.spec.roles", "It results in a set, not in true or false.")]
    [InlineData("ifelse(true, 1, true)", "It results in an integer, not in true or false.")]
    [InlineData("choose()", "choose has no option that holds; a last option(true, …) would be taken then.")]
    public void Evaluate_WithoutABoolean_IsNotTrueAndSaysWhy(string text, string fault)
    {
        var outcome = Outcome(text);

        Assert.False(outcome.IsTrue);
        Assert.Equal(fault, outcome.Fault);
    }

    /// <summary>Teleport compares with Go's zero time then.</summary>
    [Fact]
    public void Evaluate_WithoutTimes_TheyAreBeforeEveryOther()
    {
        var condition = Read("access_request.spec.expiry.before(time.RFC3339(\"1970-01-01T00:00:00Z\"))");

        Assert.True(condition.Evaluate(new ConditionFacts()).IsTrue);
    }

    [Fact]
    public void Evaluate_Twice_LeavesTheFactsAsTheyWere()
    {
        var roles = new HashSet<string> { "dev" };
        var facts = new ConditionFacts { Roles = roles, UserTraits = Facts.Map(("a", roles)) };
        var condition = Read(
            "access_request.spec.roles.add(\"x\").contains(\"x\") && !access_request.spec.roles.contains(\"x\")"
                + " && user.traits.add_values(\"a\", \"x\").put(\"b\", set()).remove(\"c\") != \"\""
        );

        condition.Evaluate(facts);

        Assert.Equal(["dev"], roles);
        Assert.Equal(["a"], facts.UserTraits.Keys);
        Assert.Equal(condition.Evaluate(facts), condition.Evaluate(facts));
    }

    private static Condition Read(string text) =>
        Assert.IsType<ConditionReading.Readable>(Condition.Read(text)).Condition;

    private static ConditionOutcome Outcome(string text) => Read(text).Evaluate(Facts.Typical);

    private static (string Message, int Position) Fault(string text)
    {
        var unreadable = Assert.IsType<ConditionReading.Unreadable>(Condition.Read(text));
        return (unreadable.Fault, unreadable.Position);
    }
}
