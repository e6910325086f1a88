using System.Reflection;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals;

public class ClickOutcomeTests
{
    [Fact]
    public void Sentence_EachOutcome_SaysWhatHappened()
    {
        Assert.Equal("You approved alice's request.", Decided(Some.Decision()).Sentence);
        Assert.Equal("You denied alice's request.", Decided(Some.Decision(RequestState.Denied)).Sentence);
        Assert.Contains(
            "review of alice's request was submitted: deny.",
            Decided(Some.Decision(RequestState.Denied, DecisionOutcome.Reviewed)).Sentence,
            StringComparison.Ordinal
        );
        Assert.StartsWith("Still working", new ClickOutcome.Working().Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentence_DecisionForSomeRoles_ClaimsNoMore()
    {
        var share = RoleShare.Of(["dba", "<!here>"]);
        Assert.Equal(
            "You approved dba, “&lt;!here&gt;”. With the approvals of others, alice's request is approved.",
            Decided(Some.Decision() with { Roles = share }).Sentence.Replace("\u2060", "")
        );
        Assert.Equal(
            "You denied 3 roles, so alice's request is denied.",
            Decided(Some.Decision(RequestState.Denied) with { Roles = new([], More: 3) }).Sentence
        );
        Assert.StartsWith(
            "Your vote for dba was the last one needed, so a review of alice's request was submitted: approve. ",
            Decided(
                Some.Decision(outcome: DecisionOutcome.Reviewed) with { Roles = RoleShare.Of(["dba"]) }
            ).Sentence,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "This request has already been denied, last by bob@example.com for dba.",
            Refusals.Decided(Some.Decision(RequestState.Denied) with { Roles = RoleShare.Of(["dba"]) }).Sentence
        );
    }

    [Theory]
    [InlineData(0, "all roles")]
    [InlineData(1, "r1")]
    [InlineData(3, "r1, r2, r3")]
    [InlineData(80, "r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16, r17, r18, r19, r20, r21, " +
        "r22, r23, r24, r25, r26, r27, r28, r29, r30, r31, r32, r33, r34, r35, r36 + 44 more")]
    public void RoleShare_ManyRoles_NamesAsManyAsFit(int count, string text) =>
        Assert.Equal(text, RoleShare.Of([.. Enumerable.Range(1, count).Select(i => $"r{i}")]).Text(role => role));

    [Fact]
    public void Sentence_ReviewThatResolved_SaysSo()
    {
        Assert.EndsWith(
            "approve. The request is now approved.",
            (Decided(Some.Decision(outcome: DecisionOutcome.Reviewed)) with { IsResolved = true }).Sentence,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "deny. The request is now denied.",
            (Decided(Some.Decision(RequestState.Denied, DecisionOutcome.Reviewed)) with { IsResolved = true }).Sentence,
            StringComparison.Ordinal
        );
    }

    /// <summary>While another role still lacks approvals, more people than needed may approve this one.</summary>
    [Theory]
    [InlineData(nameof(RequestState.Approved), "2 of 2 approvals for dba, 0 of 2 approvals for prod")]
    [InlineData(nameof(RequestState.Denied), "1 of 1 denials for dba, 0 of 1 denials for prod")]
    public void Sentence_MoreVotesThanARoleNeeds_CountsNoMoreThanNeeded(string choice, string counts)
    {
        var rule = Some.Rule() with { Required = 2 };
        var tally = new VoteTally([new("dba", rule, 3, 2), new("prod", rule, 0, 0)], []);

        Assert.Equal(
            $"So far: {counts}.",
            new ClickOutcome.Voted(Enum.Parse<RequestState>(choice), tally).Sentence.Split(". ")[1]
        );
    }

    [Fact]
    public void Sentence_VoteThatDoesNotDecide_SaysHowManyAreMissing()
    {
        var tally = Some.Ruled(Some.Rule() with { Required = 3, DenyRequired = 2 })
            .Evaluate(
                Some.Request(),
                Some.Ledger() with
                {
                    Votes = [Some.Vote(), Some.Vote("carol"), Some.Vote("dave", RequestState.Denied)],
                }
            );
        Assert.Equal(
            "Your vote was recorded: approve. 2 of 3 approvals so far.",
            new ClickOutcome.Voted(RequestState.Approved, tally).Sentence
        );
        Assert.Equal(
            "Your vote was recorded: deny. 1 of 2 denials so far.",
            new ClickOutcome.Voted(RequestState.Denied, tally).Sentence
        );
        Assert.Equal("voted", new ClickOutcome.Voted(RequestState.Denied, tally).Code);
    }

    [Fact]
    public void Sentence_RefusedWhileOpen_ShowsTheWayToTeleport()
    {
        var page = new Uri("https://proxy.example.com/web/requests/a%7Cb?x=1&y=|z");
        Assert.EndsWith(
            ". <https://proxy.example.com/web/requests/a%7Cb?x=1&amp;y=%7Cz|Decide it in Teleport>",
            new ClickOutcome.Refused(Refusals.MfaRequired, page).Sentence,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ". Decide it in Teleport.",
            new ClickOutcome.Refused(Refusals.MfaRequired).Sentence,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "This request no longer exists in Teleport.",
            new ClickOutcome.Refused(Refusals.Gone, page).Sentence
        );
    }

    [Fact]
    public void Code_EachOutcome_IsFitForTheLog()
    {
        Assert.Equal("decided", Decided(Some.Decision()).Code);
        Assert.Equal("reviewed", Decided(Some.Decision(outcome: DecisionOutcome.Reviewed)).Code);
        Assert.Equal("self", new ClickOutcome.Refused(Refusals.Self).Code);
        Assert.Equal("working", new ClickOutcome.Working().Code);
    }

    [Fact]
    public void Sentence_HostileNames_AreHarmless()
    {
        Assert.Equal(
            "You approved &lt;!channel&gt; ∗x∗'s request.",
            new ClickOutcome.Decided(Some.Decision(), "<!channel>\n*x*").Sentence
        );
        var decided = Refusals.Decided(Some.Decision() with { Person = "<!here>" });
        Assert.Equal("&lt;!here&gt; has already approved this request.", new ClickOutcome.Refused(decided).Sentence);
    }

    [Fact]
    public void Refusals_All_HaveACodeOfTheirOwnAndASentence()
    {
        var all = typeof(Refusals)
            .GetFields(BindingFlags.Static | BindingFlags.Public)
            .Select(field => (Refusal)field.GetValue(null)!)
            .Concat(Enum.GetValues<Resolution>().Select(Refusals.Resolved))
            .Distinct()
            .ToList();
        Assert.True(all.Count > 20);
        Assert.Equal(all.Count, all.Select(refusal => refusal.Code).Distinct().Count());
        Assert.All(all, refusal => Assert.Matches("^[a-z_]+$", refusal.Code));
        Assert.All(all, refusal => Assert.EndsWith(".", refusal.Sentence, StringComparison.Ordinal));
    }

    private static ClickOutcome.Decided Decided(Decision decision) => new(decision, "alice");
}
