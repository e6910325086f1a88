using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Approvals;

public class ApprovalPolicyTests
{
    private static readonly ApprovalPolicy Policy = Some.Policy();

    [Fact]
    public void Judge_ClickerInTheRightChannel_Decides() => Assert.Null(Judge());

    [Fact]
    public void Judge_NotifyOnly_Refuses() =>
        Assert.Equal(Refusals.NotifyOnly, Judge(Policy with { CanDecide = false }));

    [Fact]
    public void Judge_MessageNotInTheLedger_Refuses()
    {
        Assert.Equal(
            Refusals.ForeignMessage,
            Policy.Judge(Some.Click() with { MessageTs = "1.1" }, Some.Who, Some.Request(), Some.Ledger(), Some.Now)
        );
        Assert.Equal(
            Refusals.ForeignMessage,
            Policy.Judge(Some.Click() with { Channel = "C0OTHER01" }, Some.Who, Some.Request(), Some.Ledger(), Some.Now)
        );
        Assert.Equal(Refusals.ForeignMessage, Policy.Judge(Some.Click(), Some.Who, Some.Request(), null, Some.Now));
    }

    [Fact]
    public void Judge_RequestIsGone_Refuses() =>
        Assert.Equal(Refusals.Gone, Policy.Judge(Some.Click(), Some.Who, null, Some.Ledger(), Some.Now));

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
        var refusal = Policy.Judge(
            Some.Click(),
            Some.Who,
            request,
            Some.Ledger(),
            request.Expires!.Value.AddSeconds(secondsAfterExpiry)
        );
        Assert.Equal(decides ? null : Refusals.Expired, refusal);
    }

    [Fact]
    public void Judge_ClickAboutOtherFacts_Refuses()
    {
        var click = Some.Click() with { FactsDigest = Some.Request().Digest };

        Assert.Null(Policy.Judge(click, Some.Who, Some.Request(), Some.Ledger(), Some.Now));
        Assert.Equal(
            Refusals.RequestChanged,
            Policy.Judge(click, Some.Who, Some.Request() with { Roles = ["root"] }, Some.Ledger(), Some.Now)
        );
    }

    [Fact]
    public void Judge_MoreThanADialogCanList_IsLinkOnly()
    {
        var endless = Some.Request() with { Roles = [new('x', 1000)] };

        Assert.Equal(Refusals.TooLong, Judge(request: endless));
        Assert.Equal(Offer.Link, Policy.OfferAt(Some.Posted(), endless, Some.Pending(), decision: null));
    }

    [Fact]
    public void Judge_SecondDecision_Refuses()
    {
        Assert.Equal(
            "already_decided",
            Judge(ledger: Some.Ledger() with { Decision = Some.Decision(outcome: DecisionOutcome.Open) })?.Code
        );
        Assert.Equal(
            "already_reviewed",
            Judge(ledger: Some.Ledger() with { Decision = Some.Decision(outcome: DecisionOutcome.Reviewed) })?.Code
        );
    }

    [Fact]
    public void Judge_DestinationNotNamedForEveryRole_Refuses()
    {
        var map = new RecipientMap(
            ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("prod-admin", ["prod-owners"]),
            [Some.Recipient]
        );
        Assert.Equal(Refusals.NotDecidedHere, Judge(Policy with { Recipients = map }));
        Assert.Null(Judge(Policy with { Recipients = map }, Some.Request() with { Roles = ["dba"] }));
    }

    [Fact]
    public void Judge_SuggestedReviewer_HasNoAuthority()
    {
        var request = Some.Request() with { SuggestedReviewers = ["carol@example.com"] };
        var posted = Some.Posted("carol@example.com");
        Assert.Contains("carol@example.com", Policy.Audience(request).All);
        Assert.Equal(Refusals.NotDecidedHere, Judge(request: request, ledger: Some.Ledger(posted)));
        Assert.Equal(Offer.Link, Policy.OfferAt(posted, request, Some.Pending(), null));
    }

    [Fact]
    public void Judge_RequestWithoutRoles_IsLinkOnly()
    {
        Assert.Equal(Refusals.NotDecidedHere, Judge(request: Some.Request() with { Roles = [] }));
        Assert.Equal(
            Offer.Link,
            Policy.OfferAt(Some.Posted(), Some.Request() with { Roles = [] }, Some.Pending(), null)
        );
    }

    [Fact]
    public void Judge_OwnRequest_RefusesUnlessAllowed()
    {
        var mine = Some.Request() with { User = "BOB" };
        Assert.Equal(Refusals.Resembles, Judge(request: mine));
        Assert.Null(Judge(Policy with { Settings = Some.Settings with { AllowSelf = true } }, mine));
    }

    [Fact]
    public void Judge_StrictIdentity_RefusesWhoCannotBeToldApart()
    {
        var strict = Policy with { Settings = Some.Settings with { StrictIdentity = true } };
        Assert.Equal(Refusals.PerhapsSelf, Judge(strict));
        Assert.Equal(Refusals.PerhapsSelf, Judge(strict, Some.Request() with { User = "alice@example.com" }));
    }

    [Fact]
    public void Audience_RolesAndSuggestions_AreUnitedWithoutDuplicates()
    {
        var map = new RecipientMap(
            ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("dba", ["dba-team", "carol@example.com"]),
            [Some.Recipient, "dba-team"]
        );
        var request = Some.Request() with { SuggestedReviewers = ["Carol@Example.com", "dave@example.com", "erin"] };
        Assert.Equal(
            ["dba-team", "carol@example.com", Some.Recipient, "dave@example.com"],
            (Policy with { Recipients = map }).Audience(request).All.AsEnumerable()
        );
    }

    [Fact]
    public void Audience_SuggestedTeleportUsers_AreFoundThroughUsersUnlessItIsAmbiguous()
    {
        var users = new Dictionary<string, string>
        {
            ["U0BOB0001"] = "Bobby",
            ["U0DAVE001"] = "dave",
            ["U0DAVE002"] = "dave",
            ["U0CAROL01"] = "carol@example.com",
        };
        var policy = Policy with { Settings = Policy.Settings with { Users = users.ToImmutableDictionary() } };
        var request = Some.Request() with
        {
            SuggestedReviewers = ["bobby", "dave", "erin", "carol@example.com", "zoe@example.com"],
        };

        var audience = policy.Audience(request);

        Assert.Equal(["U0BOB0001", "U0CAROL01", "zoe@example.com"], audience.Suggested.AsEnumerable());
        Assert.Equal(["dave", "erin"], audience.LeftOut.AsEnumerable());
    }

    [Fact]
    public void Audience_RequestWithoutRoles_IsTheDefault() =>
        Assert.Equal([Some.Recipient], Policy.Audience(Some.Request() with { Roles = [] }).All.AsEnumerable());

    [Fact]
    public void Audience_SuggestionsThatAreNoAddresses_AreNotTold() =>
        Assert.Equal(
            [Some.Recipient],
            Policy
                .Audience(
                    Some.Request() with
                    {
                        SuggestedReviewers =
                        [
                            "a@b\nc",
                            "<!channel>@x",
                            new string('a', 300) + "@example.com",
                            "\"@x",
                            "a b@c",
                            "@",
                        ],
                    }
                )
                .All.AsEnumerable()
        );

    [Fact]
    public void Audience_FloodOfSuggestions_IsCut() =>
        Assert.Equal(
            11,
            Policy
                .Audience(
                    Some.Request() with
                    {
                        SuggestedReviewers = [.. Enumerable.Range(0, 1000).Select(number => $"u{number}@example.com")],
                    }
                )
                .All.Length
        );

    [Fact]
    public void Audience_MoreSuggestionsThanAreTold_CountsThoseLeftOut()
    {
        var reviewers = Enumerable.Range(0, 13).Select(number => $"u{number}@example.com");
        ImmutableArray<string> suggested = [.. reviewers, "U0@Example.com", Some.Recipient, "x"];

        Assert.Equal(4, Policy.Audience(Some.Request() with { SuggestedReviewers = suggested }).LeftOut.Length);
        Assert.Empty(Policy.Audience(Some.Request() with { SuggestedReviewers = ["u1@example.com"] }).LeftOut);
    }

    [Fact]
    public void Audience_RecipientThatIsConfiguredAsWell_IsNotOnlySuggested()
    {
        var audience = Policy.Audience(Some.Request() with { SuggestedReviewers = ["u1@example.com"] });

        Assert.True(audience.IsOnlySuggested(["u1@example.com"]));
        Assert.False(audience.IsOnlySuggested(["u1@example.com", Some.Recipient.ToUpperInvariant()]));
    }

    [Fact]
    public void GoesByReview_ByThresholds_UnlessToldOtherwise()
    {
        var plain = Some.Request();
        Threshold[] real = [new("", 2, 1), new("", 1, 0), new("contains(reviewer.roles, \"x\")", 1, 1)];
        Assert.False(Policy.GoesByReview(plain));
        Assert.False(Policy.GoesByReview(plain with { Thresholds = [new("", 1, 1)] }));
        Assert.True(Policy.GoesByReview(plain with { Thresholds = [new("", 1, 1), new("", 1, 1)] }));
        Assert.All(real, threshold => Assert.True(Policy.GoesByReview(plain with { Thresholds = [threshold] })));
        Assert.All(real, threshold =>
            Assert.False(Via(AccessSlack.Approvals.Via.State).GoesByReview(plain with { Thresholds = [threshold] }))
        );
        Assert.True(Via(AccessSlack.Approvals.Via.Review).GoesByReview(plain));
    }

    [Fact]
    public void OverridesThresholds_OnlyStateAgainstRealOnes()
    {
        var request = Some.Request() with { Thresholds = [new("", 2, 1)] };
        Assert.True(Via(AccessSlack.Approvals.Via.State).OverridesThresholds(request));
        Assert.False(Via(AccessSlack.Approvals.Via.State).OverridesThresholds(Some.Request()));
        Assert.False(Via(AccessSlack.Approvals.Via.State).OverridesThresholds(null));
        Assert.False(Policy.OverridesThresholds(request));
    }

    [Fact]
    public void OfferAt_Buttons_AreExactlyWhatJudgeAllows() =>
        Any.Holds(
            Any.Situation,
            sample =>
            {
                var now = sample.Situation;
                if (
                    now.Request is not { } request
                    || now.Ledger is not { } ledger
                    || now.IsGone
                    || now.Now >= request.Expires
                )
                    return;
                var policy = sample.Policy with
                {
                    Settings = sample.Policy.Settings with { StrictIdentity = false, AllowSelf = true },
                }; // who clicks is another matter
                var reason = new string('x', ReasonCheck.LongestReason);
                var status = RequestStatus.Of(request, isGone: false, ledger, now.Now);
                var someone = policy
                    .RulesFor(request)
                    .SelectMany(rule => rule.Approvers ?? [])
                    .Aggregate(Some.Who, (who, approver) => approver.Kind switch
                        {
                            ApproverKind.User => who with
                            {
                                Actor = who.Actor with { SlackUserId = approver.Name },
                            },
                            ApproverKind.Email => who with { Actor = who.Actor with { Email = approver.Name } },
                            _ => who with { Groups = who.Groups.Add(approver) },
                        });
                Assert.All(ledger.Posted, posted =>
                {
                    var click = Some.Click() with { Channel = posted.Channel, MessageTs = posted.Ts };
                    var member = someone with { Places = [posted.Channel] };
                    var offers = policy.OfferAt(posted, request, status, ledger.Decision) == Offer.Decide;
                    Assert.Equal(
                        offers,
                        policy.Judge(click, member, request, ledger with { Votes = [] }, now.Now, reason) is null
                    );
                    Assert.True(offers || policy.Judge(click, Some.Who, request, ledger, now.Now, reason) is not null);
                });
            },
            times: 2000
        );

    [Fact]
    public void MayDecideAt_OneRecipientLess_NeverAllowsMore() => Any.Holds(Any.Policy, policy =>
        {
            // Where a rule names people, a place counts for nothing.
            policy = policy with
            {
                Settings = policy.Settings with
                {
                    Rules = [.. policy.Settings.Rules.Select(rule => rule with { Approvers = null })],
                },
            };
            string[] roles = ["dba", "prod-admin", "editor", "other"];
            string[] names = ["access-requests", "dba-team", "C0ACCESS01", "carol@example.com", "U0BOB0001"];
            foreach (var poorer in Poorer(policy.Recipients).Select(map => policy with { Recipients = map }))
                foreach (var name in names)
                    foreach (var role in roles)
                        Assert.True(
                            policy.MayDecideAt(Some.Posted(name), For(role))
                                || !poorer.MayDecideAt(Some.Posted(name), For(role))
                        );
        });

    [Fact]
    public void MayDecideAt_OneRoleMoreWithoutRules_NeverAllowsMore() =>
        Any.Holds(Any.Policy.Where(policy => policy.Settings.Rules.IsEmpty), policy =>
            Assert.True(
                policy.MayDecideAt(Some.Posted(), For("dba"))
                    || !policy.MayDecideAt(Some.Posted(), For("dba", "editor"))
            )
        );

    [Fact]
    public void Judge_RuleNamesPeople_RefusesEveryoneElse()
    {
        Assert.Null(Judge(Some.Ruled(Some.Rule("U0BOB0001"))));
        Assert.Null(Judge(Some.Ruled(Some.Rule("carol@example.com", "Bob@Example.com"))));
        Assert.Equal(
            Refusals.NotApprover,
            Judge(Some.Ruled(Some.Rule("carol@example.com", "U0CAROL01", "group:leads")))
        );
    }

    [Theory]
    [InlineData("group:leads")]
    [InlineData("channel:oncall")]
    public void Judge_RuleNamesMembers_AsksWhetherTheClickerIsOne(string members)
    {
        var policy = Some.Ruled(Some.Rule(members));
        Assert.Equal([Approver.Parse(members)!], policy.GroupsFor(Some.Request()).AsEnumerable());
        Assert.Equal(Refusals.NotApprover, Judge(policy));
        Assert.Null(Judge(policy, who: Some.Who with { Groups = [Approver.Parse(members)!] }));
    }

    [Fact]
    public void Judge_RuleNamesPeople_TheyDecideFromAnyMessageOfTheConfiguration()
    {
        var map = new RecipientMap(
            ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("prod-admin", ["prod-owners"]),
            [Some.Recipient]
        );
        Assert.Null(Judge(Some.Ruled(Some.Rule("bob@example.com")) with { Recipients = map }));
    }

    [Fact]
    public void Judge_SuggestedReviewer_DecidesOnlyIfARuleNamesThem()
    {
        var request = Some.Request() with { SuggestedReviewers = ["bob@example.com"] };
        var ledger = Some.Ledger(Some.Posted("bob@example.com"));
        Assert.Null(Judge(Some.Ruled(Some.Rule("bob@example.com")), request, ledger));
        Assert.Equal(
            Refusals.NotDecidedHere,
            Judge(
                Some.Ruled(Some.Rule("group:leads", "carol@example.com")),
                request,
                ledger,
                Some.Who with
                {
                    Groups = [new(ApproverKind.Group, "leads")],
                }
            )
        );
        Assert.Equal(Refusals.NotDecidedHere, Judge(Some.Ruled(Some.Rule()), request, ledger));
    }

    [Fact]
    public void Judge_RulesWithoutApprovers_CountForTheRolesOfTheChannel()
    {
        var map = new RecipientMap(
            ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("prod-admin", ["prod-owners"]),
            [Some.Recipient]
        );
        Assert.Null(Judge(Some.Ruled(Some.Rule()) with { Recipients = map }));
        Assert.Equal(
            Refusals.NotDecidedHere,
            Judge(Some.Ruled(Some.Rule()) with { Recipients = map }, ledger: Some.Ledger(Some.Posted("elsewhere")))
        );
    }

    [Fact]
    public void Judge_RoleWithoutARuleOrLeftToTeleport_LeavesTheWholeRequestToTeleport()
    {
        var (dba, link) = (
            Some.Rule() with
            {
                Roles = ["dba"],
            },
            Some.Rule() with
            {
                Roles = ["prod-*"],
                Buttons = Buttons.Link,
            }
        );
        ApprovalPolicy[] policies =
        [
            Some.Ruled(dba),
            Some.Ruled(dba, link),
            Some.Ruled(Some.Rule() with { Requesters = ["carol"] }),
            Some.Ruled(Some.Rule() with { Clusters = ["prod"] }),
        ];
        Assert.All(policies, policy =>
        {
            Assert.Equal(Refusals.NotDecidedHere, Judge(policy));
            Assert.Equal(Offer.Link, policy.OfferAt(Some.Posted(), Some.Request(), Some.Pending(), null));
            Assert.Empty(policy.RulesFor(Some.Request()));
        });
        Assert.Null(
            Judge(Some.Ruled(Some.Rule() with { Requesters = ["al*"], Clusters = ["prod"] }) with { Cluster = "prod" })
        );
    }

    [Fact]
    public void RulesFor_FirstThatMatchesEachRole_Decides()
    {
        var (narrow, wide) = (Some.Rule() with { Roles = ["prod-*"], Required = 2 }, Some.Rule());
        Assert.Equal([wide, narrow], Some.Ruled(narrow, wide).RulesFor(Some.Request()).AsEnumerable());
        Assert.Equal([wide, wide], Some.Ruled(wide, narrow).RulesFor(Some.Request()).AsEnumerable());
        Assert.Equal([ApprovalRule.Implicit, ApprovalRule.Implicit], Policy.RulesFor(Some.Request()).AsEnumerable());
    }

    [Fact]
    public void Judge_VoteThatIsNotNewer_Refuses()
    {
        var policy = Some.Ruled(Some.Rule() with { Required = 2 });
        var vote = Some.Who.VoteOf(Some.Click(), "");
        Assert.Equal(Refusals.OldVote, Judge(policy, ledger: Some.Ledger() with { Votes = [vote] }));
        Assert.Equal(
            Refusals.OldVote,
            Judge(
                policy,
                ledger: Some.Ledger() with
                {
                    Votes = [vote with { ActionTs = "1795262460.000201", Choice = RequestState.Denied }],
                }
            )
        );
        Assert.Null(
            Judge(policy, ledger: Some.Ledger() with { Votes = [vote with { ActionTs = "1795262460.000199" }] })
        );
    }

    [Fact]
    public void Judge_LedgerFullOfVotes_TakesOnlyChangesOfMind()
    {
        var policy = Some.Ruled(Some.Rule() with { Required = 50 });
        ImmutableArray<Vote> votes =
        [
            .. Enumerable.Range(0, Ledger.MaxVotes).Select(number => Some.Vote($"voter{number}")),
        ];
        Assert.Equal(Refusals.TooManyVotes, Judge(policy, ledger: Some.Ledger() with { Votes = votes }));
        Assert.Null(Judge(policy, ledger: Some.Ledger() with { Votes = votes.SetItem(7, Some.Vote(second: 1)) }));
    }

    [Theory]
    [InlineData("Always", 0, "", false)]
    [InlineData("Always", 0, " \u200b\n", false)]
    [InlineData("Always", 0, "x", true)]
    [InlineData("Approve", 5, "four", false)]
    [InlineData("Approve", 5, "f  i ve", true)]
    [InlineData("Approve", 5, "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", false)]
    [InlineData("Deny", 5, "", true)]
    [InlineData("Never", 5, "", true)]
    public void Judge_Reason_IsLongEnoughOrRefused(string demand, int least, string reason, bool counts)
    {
        var policy = Some.Ruled(
            Some.Rule() with
            {
                Reason = Enum.Parse<ReasonDemand>(demand),
                ReasonMinLength = least,
            }
        );
        Assert.Equal(
            counts ? null : "reason_missing",
            policy.Judge(Some.Click(), Some.Who, Some.Request(), Some.Ledger(), Some.Now, reason)?.Code
        );
    }

    [Fact]
    public void LeastReason_SeveralRules_IsTheMostAnyOfThemWants()
    {
        var policy = Some.Ruled(
            Some.Rule() with
            {
                Roles = ["dba"],
                Reason = ReasonDemand.Deny,
                ReasonMinLength = 9,
            },
            Some.Rule() with
            {
                Reason = ReasonDemand.Always,
            }
        );
        Assert.Equal(
            (1, 9),
            (
                policy.MinReasonLength(Some.Request(), RequestState.Approved),
                policy.MinReasonLength(Some.Request(), RequestState.Denied)
            )
        );
        Assert.Equal(0, Policy.MinReasonLength(Some.Request(), RequestState.Denied));
    }

    [Fact]
    public void Names_OnlyWhomARuleNames_IsTrue()
    {
        Assert.True(Some.Ruled(Some.Rule("bob@example.com")).Names(Some.Who, Some.Request()));
        Assert.False(Some.Ruled(Some.Rule("carol@example.com")).Names(Some.Who, Some.Request()));
        Assert.False(Policy.Names(Some.Who, Some.Request()));
    }

    private static IEnumerable<RecipientMap> Poorer(RecipientMap map) =>
        [
            .. map.Default.Select(one => map with { Default = map.Default.Remove(one) }),
            .. map.Roles.SelectMany(entry =>
                entry.Value.Select(one => map with { Roles = map.Roles.SetItem(entry.Key, entry.Value.Remove(one)) })
            ),
        ];

    private static AccessRequest For(params string[] roles) => Some.Request() with { Roles = [.. roles] };

    private static ApprovalPolicy Via(Via via) => Policy with { Settings = Some.Settings with { Via = via } };

    private static Refusal? Judge(
        ApprovalPolicy? policy = null,
        AccessRequest? request = null,
        Ledger? ledger = null,
        VoterRights? who = null
    ) =>
        (policy ?? Policy).Judge(
            Some.Click(),
            who ?? Some.Who,
            request ?? Some.Request(),
            ledger ?? Some.Ledger(),
            Some.Now
        );
}
