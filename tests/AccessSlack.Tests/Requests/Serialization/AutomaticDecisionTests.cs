using System.Collections.Immutable;
using System.Text.Json;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Requests.Serialization;

/// <summary>What the ledger keeps of decisions by rules, and what it takes from others.</summary>
public sealed class AutomaticDecisionTests
{
    private const string Good =
        """{"state":"Approved","person":"rule:routine","channel":"","at":"1795262340.000000","outcome":"Open",""" +
        "\"by\":\"p\"}";

    private static readonly Decision ByRule =
        Decision.ByRule("routine", RequestState.Approved, Some.Now.AddMinutes(-1), "p");

    [Theory]
    [InlineData("routine")]
    [InlineData("")]
    public void Write_Outcome_IsReadAgainWithTheGroups(string rule)
    {
        var groups = ImmutableSortedDictionary<string, bool>.Empty.Add("group:sre", true).Add("group:ops", false);
        var details = RequestDetails.None with { Automatic = new(rule), RequesterGroups = groups };
        var read = Codec.Read(Codec.Write(Some.Ledger() with
        {
            Facts = Some.Ledger().Facts with { Details = details },
        }));
        Assert.Equal(new AutomaticOutcome(rule), read.Facts.Details.Automatic);
        Assert.Equal(groups, read.Facts.Details.RequesterGroups);
        Assert.False(read.NeedsNewerRelease);
    }

    [Theory]
    [InlineData(DecisionOutcome.Open)]
    [InlineData(DecisionOutcome.Done)]
    internal void Write_Decision_IsReadAgainAndEarlierReleasesLeaveTheRequestAlone(DecisionOutcome outcome)
    {
        var decision = ByRule with { Outcome = outcome };
        var data = Codec.Write(Some.Ledger() with { Decision = decision });
        Assert.Equal(decision, Codec.Read(data).Decision);
        using var document = JsonDocument.Parse(data["v1"]);
        Assert.Equal("""["automatic"]""", document.RootElement.GetProperty("needs").GetRawText());
    }

    [Fact]
    public void Write_NothingAutomatic_AddsNothing()
    {
        var data = Codec.Write(Some.Ledger() with { Decision = Some.Decision() });
        Assert.DoesNotContain("auto", data["v1"], StringComparison.Ordinal);
        Assert.DoesNotContain("\"by\"", data["v1"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("rule:routine", "rule:", false)]
    [InlineData("rule:routine", "routine", false)]
    [InlineData("rule:routine", "bob@example.com", false)]
    [InlineData("\"channel\":\"\"", "\"channel\":\"C1\"", false)]
    [InlineData("\"by\":\"p\"", "\"by\":\"\"", false)]
    [InlineData(",\"by\":\"p\"", "", false)]
    [InlineData("\"by\":\"p\"", "\"by\":\"p\",\"author\":\"bob\"", false)]
    [InlineData("\"by\":\"p\"", "\"by\":\"p\",\"for\":[\"dba\"]", false)]
    [InlineData("\"by\":\"p\"", "\"by\":\"p\",\"more\":1", false)]
    [InlineData("\"by\":\"p\"", "\"by\":\"p\",\"granted\":\"g-\"", false)] // it would be taken for all
    [InlineData("\"by\":\"p\"", "\"by\":\"p\",\"user\":\"\"", false)]
    [InlineData("\"by\":\"p\"", "\"by\":\"p\",\"user\":\"U1\"", false)]
    [InlineData("1795262340.000000", "soon", false)]
    [InlineData("Approved", "Pending", false)]
    [InlineData("Open", "7", false)]
    public void Read_DecisionThatWeCouldNotHaveWritten_IsNone(string part, string other, bool isTaken)
    {
        var decision = part.Length == 0 ? Good : Good.Replace(part, other, StringComparison.Ordinal);
        var data = Codec.Seal("1", Codec.Write(Some.Ledger())["v1"].Insert(1, $"\"decision\":{decision},"));
        Assert.Equal(isTaken ? ByRule : null, Codec.Read(data).Decision);
        Assert.NotEmpty(Codec.Read(data).Deliveries);
    }

    [Fact]
    public void IsSameClick_AnotherProcess_IsNot()
    {
        Assert.True(ByRule.IsSameClick(ByRule with { Outcome = DecisionOutcome.Done }));
        Assert.False(ByRule.IsSameClick(ByRule with { Process = "q" }));
        Assert.True(ByRule.MayBeFinished(Some.Now.AddMinutes(9)));
        Assert.False(ByRule.MayBeFinished(Some.Now.AddMinutes(9).AddMilliseconds(1)));
    }

    [Fact]
    public void WithoutVotes_DecisionOfARule_AsksNoOneToVoteAgain() =>
        Assert.False((Some.Ledger() with { Decision = ByRule }).WithoutVotes().MustVoteAgain);
}
