using AccessSlack.Approvals;
using AccessSlack.Approvals.Clicks;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Approvals.Partial;

/// <summary>Votes of both kinds meet when a reload changes whether a request is decided role by role.</summary>
public class PartialReloadTests
{
    private static readonly string[] Roles = ["dba", "ops", "root"];

    private static readonly AccessRequest Request = Some.Request() with { Roles = [.. Roles], Resources = [] };

    /// <summary>One denial denies the whole request, although its voter approves another role.</summary>
    [Fact]
    public void CountVotes_NoLongerRoleByRole_TheOneWhoDeniedDecides()
    {
        var bob = Chosen(Some.Vote("bob"), RequestState.Approved, null, RequestState.Denied);
        var counted = Count(isPartial: false, bob, Some.Vote("carol", second: 70));
        Assert.Equal(
            (RequestState.Denied, bob.SlackUserId),
            (counted.Decision!.State, counted.Decision.SlackUserId)
        );
    }

    [Fact]
    public void CountVotes_AnyVotes_ComeToADecisionOfOneOfThem() => Prop.ForAll(
        (from isPartial in Gen.Elements(true, false)
         from choices in Gen.Elements<RequestState?>(RequestState.Approved, RequestState.Denied, null).ArrayOf(9)
         from whole in Gen.Elements(true, false).ArrayOf(3)
         select (isPartial, choices, whole)).ToArbitrary(),
        any =>
        {
            string[] people = ["bob", "carol", "dave"];
            var votes = people.Select((name, i) =>
            {
                var vote = Some.Vote(name, any.choices[3 * i] ?? RequestState.Denied, 60 + i);
                return any.whole[i] ? vote : Chosen(vote, any.choices[(3 * i)..(3 * i + 3)]);
            });
            var counted = Count(any.isPartial, [.. votes]);
            return counted.Decision is not { } decision
                || (Policy(any.isPartial).Evaluate(Request, counted).ComesTo(decision)
                    && counted.Votes.Any(vote => vote.IsClickOf(decision)));
        }
    ).Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(2_000)));

    private static Ledger Count(bool isPartial, params Vote[] votes)
    {
        var policy = Policy(isPartial);
        var voted = Some.Ledger() with
        {
            Digest = Request.Digest,
            Facts = RequestFacts.Of(Request),
            Votes = [.. votes],
        };
        return policy.CountVotes(
            Request,
            voted,
            [.. VerifiedVote.Recorded(voted.Votes, policy.Settings)],
            Some.Who with { Actor = Some.Actor with { SlackUserId = votes[^1].SlackUserId } }
        );
    }

    private static ApprovalPolicy Policy(bool isPartial) =>
        Some.Ruled(Some.Rule() with { Partial = isPartial }) with
        {
            ServerGrantsRoles = true,
        };

    private static Vote Chosen(Vote vote, params RequestState?[] choices) => vote.With(
        RoleChoices.None.With(
            Roles.Zip(choices)
                .Where(pair => pair.Second is not null)
                .Select(pair => KeyValuePair.Create(pair.First, pair.Second!.Value))
        )
    );
}
