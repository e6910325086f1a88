using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals;

/// <summary>When a click is the review of the person who clicked, and whose.</summary>
public sealed class PersonReviewsTests
{
    private static readonly ImmutableArray<Threshold> Real = [new("", 2, 1)];

    /// <summary>via, real thresholds, what Teleport permits, required, deny_required, as the person.</summary>
    [Theory]
    [InlineData("Person", false, "Unknown", 1, 1, true)]
    [InlineData("Person", true, "Refused", 1, 1, true)] // the operator's wish: refused in words
    [InlineData("Auto", true, "Possible", 1, 1, true)]
    [InlineData("Auto", true, "Unknown", 1, 1, true)] // the first answer shows it
    [InlineData("Auto", true, "Refused", 1, 1, false)]
    [InlineData("Auto", false, "Possible", 1, 1, false)]
    [InlineData("Auto", true, "Possible", 2, 1, false)]
    [InlineData("Auto", true, "Possible", 1, 2, false)]
    [InlineData("Review", true, "Possible", 1, 1, false)]
    [InlineData("State", true, "Possible", 1, 1, false)]
    public void ReviewAsPerson_ByWayThresholdsAndRules(
        string via,
        bool hasReal,
        string reviews,
        int required,
        int denyRequired,
        bool expected
    )
    {
        var policy = Policy(via, reviews, Some.Rule() with { Required = required, DenyRequired = denyRequired });

        Assert.Equal(expected, policy.ReviewAsPerson(Request(hasReal)));
    }

    /// <summary>One rule for several people among those of a request is enough.</summary>
    [Fact]
    public void ReviewAsPerson_AutoAndOneRoleForSeveral_IsNot()
    {
        var policy = Policy(
            "Auto",
            "Possible",
            Some.Rule() with { Roles = ["dba"], Required = 2 },
            Some.Rule() with { Roles = ["*"] }
        );

        Assert.False(policy.ReviewAsPerson(Request()));
        Assert.True(policy.ReviewAsPerson(Request() with { Roles = ["prod-admin"] }));
    }

    [Theory]
    [InlineData("", "alice", null)] // not looked up
    [InlineData("bob", "", null)]
    [InlineData("alice", "", "self")]
    [InlineData("Alice", "", "self")]
    [InlineData("bob", "bob", "person_has_reviewed")]
    [InlineData("bob", "carol", null)]
    public void JudgeAuthor_ByAuthorAndReviewsSoFar(string author, string reviewer, string? expected)
    {
        var request = Request() with
        {
            Reviews = reviewer.Length == 0 ? [] : [new(reviewer, RequestState.Denied, "")],
        };

        Assert.Equal(expected, Policy("Person").JudgeAuthor(request, Some.Ledger(), By(author))?.Code);
    }

    [Theory]
    [InlineData("Person", "Approved", "not_every_role", "")]
    [InlineData("Auto", "Approved", null, "")] // a vote among others, for the plugin's own review
    [InlineData("Person", "Denied", null, "bob")] // one role denied denies the request
    [InlineData("Auto", "Denied", null, "bob")]
    public void JudgeAuthor_OnlySomeRoles_ByWay(string via, string choice, string? refusal, string author)
    {
        var policy = Policy(
            via,
            "Possible",
            Some.Rule("bob@example.com") with { Roles = ["dba"] },
            Some.Rule("carol@example.com") with { Roles = ["*"] }
        );
        var vote = By("bob", Enum.Parse<RequestState>(choice));

        Assert.Equal(refusal, policy.JudgeAuthor(Request(), Some.Ledger(), vote)?.Code);
        Assert.Equal(author, policy.AuthorOf(Request(), Some.Ledger(), vote));
    }

    /// <summary>Whatever the server can do and has learned: N-of-M rules are counted here.</summary>
    [Fact]
    public void AuthorOf_RuleForSeveral_IsEmptyUnderAuto()
    {
        for (var (required, denyRequired) = (1, 1); required <= 50; Next(ref required, ref denyRequired))
        {
            var rule = Some.Rule() with { Required = required, DenyRequired = denyRequired };
            foreach (var reviews in Enum.GetNames<PersonReviews>())
                foreach (var choice in (RequestState[])[RequestState.Approved, RequestState.Denied])
                {
                    var author = Policy("Auto", reviews, rule).AuthorOf(Request(), Some.Ledger(), By("bob", choice));
                    var isPerson = (required, denyRequired) == (1, 1) && reviews != "Refused";
                    Assert.Equal(isPerson ? "bob" : "", author);
                }
        }

        static void Next(ref int required, ref int denyRequired) =>
            (required, denyRequired) = denyRequired == 50 ? (required + 1, 1) : (required, denyRequired + 1);
    }

    private static ApprovalPolicy Policy(string via, string reviews = "Possible", params ApprovalRule[] rules)
    {
        var policy = rules.Length == 0 ? Some.Policy() : Some.Ruled(rules);
        return policy with
        {
            Settings = policy.Settings with { Via = Enum.Parse<Via>(via) },
            PersonReviews = Enum.Parse<PersonReviews>(reviews),
        };
    }

    private static AccessRequest Request(bool hasReal = true) =>
        Some.Request() with { Thresholds = hasReal ? Real : [] };

    private static VerifiedVote By(string author, RequestState choice = RequestState.Approved) =>
        new(Some.Vote(choice: choice), Some.Who with { Author = author });
}
