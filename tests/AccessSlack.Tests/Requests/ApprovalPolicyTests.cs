using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Tests.Requests;

public class ApprovalPolicyTests
{
    private static readonly ApprovalPolicy Policy = Some.Policy();

    [Fact]
    public void Judge_ClickerInTheRightChannel_Decides() => Assert.Null(Judge());

    [Fact]
    public void Judge_NotifyOnly_Refuses() => Assert.Equal(Refusals.NotifyOnly, Judge(Policy with { CanDecide = false }));

    [Fact]
    public void Judge_MessageNotInTheLedger_Refuses()
    {
        Assert.Equal(Refusals.ForeignMessage, Policy.Judge(Some.Click() with { MessageTs = "1.1" }, Some.Clicker, Some.Request(), Some.Ledger(), Some.Now));
        Assert.Equal(Refusals.ForeignMessage, Policy.Judge(Some.Click() with { Channel = "C0OTHER01" }, Some.Clicker, Some.Request(), Some.Ledger(), Some.Now));
        Assert.Equal(Refusals.ForeignMessage, Policy.Judge(Some.Click(), Some.Clicker, Some.Request(), null, Some.Now));
    }

    [Fact]
    public void Judge_RequestIsGone_Refuses() => Assert.Equal(Refusals.Gone, Policy.Judge(Some.Click(), Some.Clicker, null, Some.Ledger(), Some.Now));

    [Fact]
    public void Judge_ResolvedRequest_SaysHow()
    {
        Assert.Equal("already_approved", Judge(request: Some.Request(RequestState.Approved))?.Code);
        Assert.Equal("already_denied", Judge(request: Some.Request(RequestState.Denied))?.Code);
        Assert.Equal("already_promoted", Judge(request: Some.Request(RequestState.Promoted))?.Code);
        Assert.Equal("already_resolved", Judge(request: Some.Request(RequestState.Unknown))?.Code);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(120, false)]
    public void Judge_FromTheExpiryOn_Refuses(int secondsAfterExpiry, bool decides)
    {
        var request = Some.Request();
        var refusal = Policy.Judge(Some.Click(), Some.Clicker, request, Some.Ledger(), request.Expires!.Value.AddSeconds(secondsAfterExpiry));
        Assert.Equal(decides ? null : Refusals.Expired, refusal);
    }

    [Fact]
    public void Judge_SecondDecision_Refuses()
    {
        Assert.Equal("already_decided", Judge(ledger: Some.Ledger() with { Decision = Some.Decision(outcome: DecisionOutcome.Open) })?.Code);
        Assert.Equal("already_reviewed", Judge(ledger: Some.Ledger() with { Decision = Some.Decision(outcome: DecisionOutcome.Reviewed) })?.Code);
    }

    [Fact]
    public void Judge_DestinationNotNamedForEveryRole_Refuses()
    {
        var map = new RecipientMap(ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("prod-admin", ["prod-owners"]), [Some.Recipient]);
        Assert.Equal(Refusals.NotDecidedHere, Judge(Policy with { Recipients = map }));
        Assert.Null(Judge(Policy with { Recipients = map }, Some.Request() with { Roles = ["dba"] }));
    }

    [Fact]
    public void Judge_SuggestedReviewer_HasNoAuthority()
    {
        var request = Some.Request() with { SuggestedReviewers = ["carol@example.com"] };
        var posted = Some.Posted("carol@example.com");
        Assert.Contains("carol@example.com", Policy.Audience(request));
        Assert.Equal(Refusals.NotDecidedHere, Judge(request: request, ledger: Some.Ledger(posted)));
        Assert.Equal(Offer.Link, Policy.OfferAt(posted, request.Roles, Some.Pending(), null));
    }

    [Fact]
    public void Judge_RequestWithoutRoles_IsLinkOnly()
    {
        Assert.Equal(Refusals.NotDecidedHere, Judge(request: Some.Request() with { Roles = [] }));
        Assert.Equal(Offer.Link, Policy.OfferAt(Some.Posted(), [], Some.Pending(), null));
    }

    [Fact]
    public void Judge_OwnRequest_RefusesUnlessAllowed()
    {
        var mine = Some.Request() with { User = "BOB" };
        Assert.Equal(Refusals.Self, Judge(request: mine));
        Assert.Null(Judge(Policy with { Settings = Some.Settings with { AllowSelf = true } }, mine));
    }

    [Fact]
    public void Judge_StrictIdentity_RefusesWhoCannotBeToldApart()
    {
        var strict = Policy with { Settings = Some.Settings with { StrictIdentity = true } };
        Assert.Equal(Refusals.PerhapsSelf, Judge(strict));
        Assert.Null(Judge(strict, Some.Request() with { User = "alice@example.com" }));
    }

    [Fact]
    public void Audience_RolesAndSuggestions_AreUnitedWithoutDuplicates()
    {
        var map = new RecipientMap(ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("dba", ["dba-team", "carol@example.com"]), [Some.Recipient, "dba-team"]);
        var request = Some.Request() with { SuggestedReviewers = ["Carol@Example.com", "dave@example.com", "erin"] };
        Assert.Equal(["dba-team", "carol@example.com", Some.Recipient, "dave@example.com"], (Policy with { Recipients = map }).Audience(request).AsEnumerable());
    }

    [Fact]
    public void Audience_RequestWithoutRoles_IsTheDefault() => Assert.Equal([Some.Recipient], Policy.Audience(Some.Request() with { Roles = [] }).AsEnumerable());

    [Fact]
    public void Audience_SuggestionsThatAreNoAddresses_AreNotTold() =>
        Assert.Equal([Some.Recipient], Policy.Audience(Some.Request() with { SuggestedReviewers = ["a@b\nc", "<!channel>@x", new string('a', 300) + "@example.com", "\"@x", "a b@c", "@"] }).AsEnumerable());

    [Fact]
    public void Audience_FloodOfSuggestions_IsCut() =>
        Assert.Equal(21, Policy.Audience(Some.Request() with { SuggestedReviewers = [.. Enumerable.Range(0, 1000).Select(number => $"u{number}@example.com")] }).Length);

    [Fact]
    public void GoesByReview_ByThresholds_UnlessToldOtherwise()
    {
        var plain = Some.Request();
        Threshold[] real = [new("", 2, 1), new("", 1, 0), new("contains(reviewer.roles, \"x\")", 1, 1)];
        Assert.False(Policy.GoesByReview(plain));
        Assert.False(Policy.GoesByReview(plain with { Thresholds = [new("", 1, 1)] }));
        Assert.True(Policy.GoesByReview(plain with { Thresholds = [new("", 1, 1), new("", 1, 1)] }));
        Assert.All(real, threshold => Assert.True(Policy.GoesByReview(plain with { Thresholds = [threshold] })));
        Assert.All(real, threshold => Assert.False(Via(AccessSlack.Requests.Via.State).GoesByReview(plain with { Thresholds = [threshold] })));
        Assert.True(Via(AccessSlack.Requests.Via.Review).GoesByReview(plain));
    }

    [Fact]
    public void OverridesThresholds_OnlyStateAgainstRealOnes()
    {
        var request = Some.Request() with { Thresholds = [new("", 2, 1)] };
        Assert.True(Via(AccessSlack.Requests.Via.State).OverridesThresholds(request));
        Assert.False(Via(AccessSlack.Requests.Via.State).OverridesThresholds(Some.Request()));
        Assert.False(Via(AccessSlack.Requests.Via.State).OverridesThresholds(null));
        Assert.False(Policy.OverridesThresholds(request));
    }

    [Fact]
    public void OfferAt_Buttons_AreExactlyWhatJudgeAllows() => Any.Holds(Any.Situation, sample =>
    {
        var now = sample.Situation;
        if (now.Request is not { } request || now.Ledger is not { } ledger || now.IsGone || now.Now >= request.Expires) return;
        var policy = sample.Policy with { Settings = sample.Policy.Settings with { StrictIdentity = false } };
        var status = RequestStatus.Of(request, isGone: false, ledger, now.Now);
        Assert.All(ledger.Posted, posted =>
        {
            var click = Some.Click() with { Channel = posted.Channel, MessageTs = posted.Ts };
            Assert.Equal(policy.OfferAt(posted, request.Roles, status, ledger.Decision) == Offer.Decide, policy.Judge(click, Some.Clicker, request, ledger, now.Now) is null);
        });
    }, times: 1000);

    [Fact]
    public void MayDecideAt_OneRecipientLess_NeverAllowsMore() => Any.Holds(Any.Policy, policy =>
    {
        string[] roles = ["dba", "prod-admin", "editor", "other"];
        string[] names = ["access-requests", "dba-team", "C0ACCESS01", "carol@example.com", "U0BOB0001"];
        foreach (var poorer in Poorer(policy.Recipients).Select(map => policy with { Recipients = map }))
            foreach (var name in names)
                foreach (var role in roles)
                    Assert.True(policy.MayDecideAt(Some.Posted(name), [role]) || !poorer.MayDecideAt(Some.Posted(name), [role]));
    });

    [Fact]
    public void MayDecideAt_OneRoleMore_NeverAllowsMore() => Any.Holds(Any.Policy, policy =>
        Assert.True(policy.MayDecideAt(Some.Posted(), ["dba"]) || !policy.MayDecideAt(Some.Posted(), ["dba", "editor"])));

    private static IEnumerable<RecipientMap> Poorer(RecipientMap map) =>
    [
        .. map.Default.Select(one => map with { Default = map.Default.Remove(one) }),
        .. map.Roles.SelectMany(entry => entry.Value.Select(one => map with { Roles = map.Roles.SetItem(entry.Key, entry.Value.Remove(one)) })),
    ];

    private static ApprovalPolicy Via(Via via) => Policy with { Settings = Some.Settings with { Via = via } };

    private static Refusal? Judge(ApprovalPolicy? policy = null, AccessRequest? request = null, Ledger? ledger = null) =>
        (policy ?? Policy).Judge(Some.Click(), Some.Clicker, request ?? Some.Request(), ledger ?? Some.Ledger(), Some.Now);
}
