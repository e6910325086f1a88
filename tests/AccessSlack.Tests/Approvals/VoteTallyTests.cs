using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals;

/// <summary>What votes come to: the one pure function behind every decision.</summary>
public class VoteTallyTests
{
    private static readonly ApprovalRule Two = Some.Rule() with { Required = 2, DenyRequired = 2 };

    [Fact]
    public void Evaluate_OneOfTwo_IsOpen()
    {
        var tally = Evaluate([Two], Some.Vote());
        Assert.Equal(
            (Verdict.Open, (1, 2), (0, 2)),
            (tally.Verdict, tally.Lacking(RequestState.Approved), tally.Lacking(RequestState.Denied))
        );
        Assert.Null(tally.Decides);
    }

    [Fact]
    public void Evaluate_RulesOfDifferentPeople_EachVoteCountsForItsOwnRoles()
    {
        ApprovalRule[] rules =
        [
            Some.Rule("bob@example.com") with { Roles = ["dba"] },
            Some.Rule("bob@example.com", "carol@example.com", "erin@example.com") with { Roles = ["prod-admin"] },
        ];
        var tally = Evaluate(rules, Some.Vote(), Some.Vote("carol"));

        Assert.Equal(["all roles", "prod-admin"], tally.Votes.Select(vote => vote.Roles.Text(role => role)));
        Assert.False(tally.IsUniform(RequestState.Approved));
    }

    [Theory]
    [InlineData("LongTerm")]
    [InlineData("Unknown")]
    public void Evaluate_KindThatIsNotDecidedInSlack_IsLinkOnlyWhateverTheVotes(string kind)
    {
        var policy = Some.Ruled(Some.Rule());
        var request = Some.Request() with { Kind = Enum.Parse<RequestKind>(kind) };
        var ledger = Some.Ledger(Some.Posted()) with { Votes = [Some.Vote()] };

        Assert.Equal(Verdict.LinkOnly, policy.Evaluate(request, ledger).Verdict);
        Assert.Equal(
            policy.Evaluate(request, ledger).Verdict,
            Some.Policy().Evaluate(request, ledger).Verdict
        );
        Assert.False(policy.MayDecideAt(Some.Posted(), request));
        Assert.False(Some.Policy().MayDecideAt(Some.Posted(), request));
    }

    [Fact]
    public void Evaluate_TwoOfTwo_Decides()
    {
        Assert.Equal(Verdict.Approve, Evaluate([Two], Some.Vote(), Some.Vote("carol")).Verdict);
        Assert.Equal(
            Verdict.Deny,
            Evaluate([Two], Some.Vote(choice: RequestState.Denied), Some.Vote("carol", RequestState.Denied)).Verdict
        );
        Assert.Equal(Verdict.Open, Evaluate([Two], Some.Vote(), Some.Vote("carol", RequestState.Denied)).Verdict);
    }

    [Fact]
    public void Evaluate_EnoughForBoth_Denies() =>
        Assert.Equal(
            Verdict.Deny,
            Evaluate(
                [Two with { DenyRequired = 1 }],
                Some.Vote(),
                Some.Vote("carol"),
                Some.Vote("dave", RequestState.Denied)
            ).Verdict
        );

    [Fact]
    public void Evaluate_NoRules_OneVoteFromTheRightChannelDecides()
    {
        Assert.Equal(Verdict.Approve, Evaluate([], Some.Vote()).Verdict);
        Assert.Equal(Verdict.Deny, Evaluate([], Some.Vote(choice: RequestState.Denied)).Verdict);
        Assert.Equal(Verdict.Open, Evaluate([], Some.Vote() with { Channel = "C0OTHER01" }).Verdict);
    }

    [Fact]
    public void Evaluate_NoRulesAndAChannelOfOneRole_DoesNotCount()
    {
        var policy = Some.Policy() with
        {
            Recipients = new(
                ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("prod-admin", ["prod-owners"]),
                [Some.Recipient]
            ),
        };
        Assert.Equal(
            Verdict.Open,
            policy.Evaluate(Some.Request(), Some.Ledger() with { Votes = [Some.Vote()] }).Verdict
        );
    }

    [Fact]
    public void Evaluate_SeveralRoles_NeedsEachOfThem()
    {
        ApprovalRule[] rules =
        [
            Some.Rule("bob@example.com") with
            {
                Roles = ["dba"],
            },
            Some.Rule("carol@example.com", "erin@example.com") with
            {
                Required = 2,
            },
        ];
        Assert.Equal(Verdict.Open, Evaluate(rules, Some.Vote(), Some.Vote("carol")).Verdict);
        Assert.Equal(Verdict.Open, Evaluate(rules, Some.Vote("carol"), Some.Vote("erin")).Verdict);
        Assert.Equal(Verdict.Approve, Evaluate(rules, Some.Vote(), Some.Vote("carol"), Some.Vote("erin")).Verdict);
        var tally = Evaluate(rules, Some.Vote());
        Assert.Equal(((0, 2), false), (tally.Lacking(RequestState.Approved), tally.IsUniform(RequestState.Approved)));
        Assert.Equal(Verdict.Deny, Evaluate(rules, Some.Vote("carol", RequestState.Denied)).Verdict);
    }

    [Fact]
    public void Evaluate_RoleThatNoRuleDecides_LeavesAllToTeleport()
    {
        Assert.Equal(
            Verdict.LinkOnly,
            Evaluate(
                [Some.Rule() with { Roles = ["dba"] }],
                Some.Vote(),
                Some.Vote("carol", RequestState.Denied)
            ).Verdict
        );
        Assert.Equal(Verdict.LinkOnly, Evaluate([Some.Rule() with { Buttons = Buttons.Link }], Some.Vote()).Verdict);
        Assert.Equal(
            Verdict.LinkOnly,
            Some.Policy().Evaluate(Some.Request() with { Roles = [] }, Some.Ledger()).Verdict
        );
    }

    [Fact]
    public void Evaluate_TheRequester_NeverCounts()
    {
        var request = Some.Request() with { User = "bob" };
        var ledger = Some.Ledger() with { Votes = [Some.Vote(), Some.Vote("carol")] };
        Assert.Equal((1, 2), Some.Ruled(Two).Evaluate(request, ledger).Lacking(RequestState.Approved));
        var lenient = Some.Ruled(Two);
        Assert.Equal(
            (2, 2),
            (lenient with { Settings = lenient.Settings with { AllowSelf = true } }).Evaluate(request, ledger)
                .Lacking(RequestState.Approved)
        );
    }

    [Fact]
    public void Evaluate_TwoAccountsOfOnePerson_CountOnce()
    {
        var second = Some.Vote(second: 59) with { SlackUserId = "W0BOB0002" };
        Assert.Equal((1, 2), Evaluate([Two], Some.Vote(), second).Lacking(RequestState.Approved));
        Assert.Equal(
            (1, 2),
            Evaluate([Two], Some.Vote(), Some.Vote("carol") with { SlackUserId = "U0BOB0001" })
                .Lacking(RequestState.Approved)
        );
    }

    [Fact]
    public void Evaluate_TwoAccountsThatUsersMapToOne_CountOnce()
    {
        var policy = Some.Ruled(Two);
        policy = policy with
        {
            Settings = policy.Settings with
            {
                Users = policy.Settings.Users.Add("U0BOB0001", "root").Add("U0CAROL0001", "ROOT"),
            },
        };
        Assert.Equal(
            (1, 2),
            policy.Evaluate(Some.Request(), Some.Ledger() with { Votes = [Some.Vote(), Some.Vote("carol")] })
                .Lacking(RequestState.Approved)
        );
    }

    [Fact]
    public void Evaluate_ChangeOfMind_TheNewestCounts()
    {
        Assert.Equal(
            (0, 1),
            Counts(Evaluate([Two], Some.Vote(second: 10), Some.Vote(choice: RequestState.Denied, second: 11)))
        );
        Assert.Equal(
            (1, 0),
            Counts(Evaluate([Two], Some.Vote(second: 12), Some.Vote(choice: RequestState.Denied, second: 11)))
        );
        Assert.Equal(
            (0, 1),
            Counts(Evaluate([Two], Some.Vote(second: 11), Some.Vote(choice: RequestState.Denied, second: 11)))
        );
    }

    [Fact]
    public void Evaluate_MemberOfAGroup_CountsAsLongAsTheyAreOne()
    {
        var leads = Approver.Parse("group:leads")!;
        var policy = Some.Ruled(Some.Rule("group:leads"));
        var vote = Some.Vote() with { Groups = [leads] };
        var ledger = Some.Ledger() with { Votes = [vote] };
        Assert.Equal(Verdict.Approve, policy.Evaluate(Some.Request(), ledger).Verdict);
        Assert.Equal(Verdict.Open, policy.Evaluate(Some.Request(), ledger, [new(vote, Some.Who)]).Verdict);
        Assert.Equal(
            Verdict.Approve,
            policy.Evaluate(Some.Request(), ledger, [new(vote, Some.Who with { Groups = [leads] })]).Verdict
        );
        Assert.Equal(Verdict.Open, policy.Evaluate(Some.Request(), ledger, []).Verdict);
    }

    [Fact]
    public void Evaluate_Votes_AreThoseThatCountTheOldestFirst()
    {
        var tally = Evaluate(
            [Some.Rule("bob@example.com", "carol@example.com")],
            Some.Vote(second: 30),
            Some.Vote("carol", RequestState.Denied, 20),
            Some.Vote("dave")
        );
        Assert.Equal(["carol@example.com", "bob@example.com"], tally.Votes.Select(vote => vote.Person));
    }

    [Fact]
    public void Evaluate_AnyOrderOfVotes_GivesTheSame() =>
        Any.Holds(
            Any.Elections,
            election =>
            {
                var shuffled = election with
                {
                    VerifiedVotes =
                    [
                        .. election.VerifiedVotes.OrderBy(ballot => ballot.Vote.Reason, StringComparer.Ordinal),
                    ],
                };
                var reversed = election with { VerifiedVotes = [.. election.VerifiedVotes.Reverse()] };
                Assert.Equal(Describe(election.Tally), Describe(shuffled.Tally));
                Assert.Equal(Describe(election.Tally), Describe(reversed.Tally));
            },
            times: 1000
        );

    [Fact]
    public void Evaluate_OnePerson_NeverCountsTwice() =>
        Any.Holds(
            Any.Elections,
            election =>
            {
                // Everyone's second account, and everyone's second vote, change nothing but whose vote is the newest.
                var doubled = election with
                {
                    VerifiedVotes =
                    [
                        .. election.VerifiedVotes,
                        .. election.VerifiedVotes.Select(ballot =>
                            ballot with
                            {
                                Vote = ballot.Vote with { SlackUserId = "W" + ballot.Vote.SlackUserId },
                            }
                        ),
                    ],
                };
                Assert.Equal(Counted(election.Tally), Counted(doubled.Tally));
                Assert.All(election.Tally.Roles, role =>
                    Assert.True(
                        role.Approvals + role.Denials
                            <= election.VerifiedVotes.Select(ballot => ballot.Vote.SlackUserId).Distinct().Count()
                    )
                );
                Assert.All(election.Tally.Roles, role =>
                    Assert.True(
                        role.Approvals + role.Denials
                            <= election
                                .VerifiedVotes.Select(ballot => ballot.Vote.Voter)
                                .Distinct(StringComparer.OrdinalIgnoreCase)
                                .Count()
                    )
                );
                var votes = election.Tally.Votes;
                Assert.DoesNotContain(votes, vote =>
                    votes.Any(other => !ReferenceEquals(other, vote) && other.IsSamePerson(vote))
                );
            },
            times: 1000
        );

    [Fact]
    public void Evaluate_OneRightLess_NeverCountsMore() => Any.Holds(Any.Elections, election =>
        {
            foreach (var poorer in Poorer(election))
            {
                Assert.All(election.Tally.Roles.Zip(poorer.Tally.Roles), roles =>
                {
                    Assert.True(roles.First.Approvals >= roles.Second.Approvals);
                    Assert.True(roles.First.Denials >= roles.Second.Denials);
                });
                Assert.True(
                    poorer.Tally.Verdict != Verdict.Approve
                        || election.Tally.Verdict is Verdict.Approve or Verdict.Deny
                );
            }
        });

    [Fact]
    public void Evaluate_RoleWithoutARule_IsNeverDecided() => Any.Holds(Any.Elections, election =>
        {
            var orphaned = election.Request with { Roles = election.Request.Roles.Add("nobody's") };
            var rules = election
                .Policy.Settings.Rules.RemoveAll(rule => rule.Roles.Contains("*"))
                .Add(Some.Rule() with { Roles = ["no such role"] });
            var policy = election.Policy with { Settings = election.Policy.Settings with { Rules = rules } };
            Assert.Equal(Verdict.LinkOnly, policy.Evaluate(orphaned, election.Ledger, election.VerifiedVotes).Verdict);
            Assert.All(election.Ledger.Posted, posted => Assert.False(policy.MayDecideAt(posted, orphaned)));
        });

    [Fact]
    public void Evaluate_Verdict_AgreesWithWhatIsShown() => Any.Holds(Any.Elections, election =>
        {
            var tally = election.Tally;
            var (given, needed) = tally.Lacking(RequestState.Approved);
            if (tally.Verdict == Verdict.Approve)
                Assert.True(given >= needed);
            if (tally.Verdict == Verdict.Open)
                Assert.True(given < needed && !tally.Roles.Any(IsDenied));
            if (tally.Verdict == Verdict.Deny)
                Assert.True(tally.Roles.Any(IsDenied));

            static bool IsDenied(RoleTally role) =>
                role.CountOf(RequestState.Denied) is var (given, needed) && given >= needed;
        });

    /// <summary>
    /// The same election with one right less: a membership, an approver of a rule, a recipient of a role.
    /// </summary>
    private static IEnumerable<Any.Election> Poorer(Any.Election election)
    {
        var (policy, ballots) = (election.Policy, election.VerifiedVotes);
        foreach (var ballot in ballots)
            foreach (var group in ballot.By.Groups)
                yield return election with
                {
                    VerifiedVotes = ballots.Replace(
                        ballot,
                        ballot with
                        {
                            By = ballot.By with { Groups = ballot.By.Groups.Remove(group) },
                        }
                    ),
                };
        foreach (var rule in policy.Settings.Rules)
            foreach (var approver in rule.Approvers ?? [])
                yield return election with
                {
                    Policy = policy with
                    {
                        Settings = policy.Settings with
                        {
                            Rules = policy.Settings.Rules.Replace(
                                rule,
                                rule with
                                {
                                    Approvers = rule.Approvers!.Value.Remove(approver),
                                }
                            ),
                        },
                    },
                };
        foreach (var recipient in policy.Recipients.Default)
            yield return election with
            {
                Policy = policy with
                {
                    Recipients = policy.Recipients with { Default = policy.Recipients.Default.Remove(recipient) },
                },
            };
        if (policy.Settings.AllowSelf)
            yield return election with
            {
                Policy = policy with { Settings = policy.Settings with { AllowSelf = false } },
            };
    }

    private static VoteTally Evaluate(ApprovalRule[] rules, params Vote[] votes) =>
        Some.Ruled(rules).Evaluate(Some.Request(), Some.Ledger() with { Votes = [.. votes] });

    private static (int Approvals, int Denials) Counts(VoteTally tally) =>
        (tally.Roles[0].Approvals, tally.Roles[0].Denials);

    private static string Counted(VoteTally tally) =>
        string.Join('\n', tally.Roles.Select(role => $"{role.Role} {role.Approvals} {role.Denials}"));

    private static string Describe(VoteTally tally) =>
        $"{Counted(tally)}\n{string.Join('\n', tally.Votes.Select(vote => vote with { Groups = default }))}";
}
