using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Approvals.Partial;

/// <summary>What choices role by role come to, against a count that looks at one role at a time.</summary>
public class PartialTallyTests
{
    private static readonly string[] Roles = ["audit", "dba", "ops", "root"];
    private static readonly string[] People = ["bob", "carol", "dave", "erin"];

    private static readonly Gen<RequestState?> Choices = Gen.Elements<RequestState?>(
        RequestState.Approved,
        RequestState.Denied,
        null
    );

    [Fact]
    public void Evaluate_OneRoleOpen_IsOpen()
    {
        var tally = Evaluate(Rules(partial: true), Vote("bob", ("dba", true), ("root", false)));
        Assert.Equal((Verdict.Open, true), (tally.Verdict, tally.IsByRole));
        Assert.Equal(
            ["audit Open", "dba Approve", "ops Open", "root Deny"],
            tally.Units.Select(unit => $"{unit.Unit.Roles.Single()} {unit.State}")
        );
    }

    [Fact]
    public void Evaluate_EverythingSettled_GrantsWhatWasApproved()
    {
        var tally = Evaluate(
            Rules(partial: true),
            Vote("bob", ("dba", true), ("root", false), ("audit", true), ("ops", true))
        );
        Assert.Equal((Verdict.Approve, "audit,dba,ops"), (tally.Verdict, string.Join(',', tally.Granted.Names)));
    }

    [Fact]
    public void Evaluate_NothingApproved_Denies()
    {
        var tally = Evaluate(
            Rules(partial: true),
            Vote("bob", ("dba", false), ("root", false), ("audit", false), ("ops", false))
        );
        Assert.Equal((Verdict.Deny, true), (tally.Verdict, tally.Granted.IsAll));
    }

    [Fact]
    public void Evaluate_RolesWithoutPartial_AreOneBlock()
    {
        ApprovalRule[] rules = [Partial("dba"), Some.Rule() with { Roles = ["*"] }];
        var tally = Evaluate(
            rules,
            Vote("bob", ("dba", true), ("root", false), ("audit", true), ("ops", true))
        );
        Assert.Equal(["dba", "audit,ops,root"], tally.Units.Select(unit => string.Join(',', unit.Unit.Roles)));
        Assert.Equal((Verdict.Approve, "dba"), (tally.Verdict, string.Join(',', tally.Granted.Names)));
    }

    [Fact]
    public void Evaluate_OldServer_IsLinkOnly()
    {
        var policy = Policy(Rules(partial: true)) with { ServerGrantsRoles = false };
        Assert.Equal(Verdict.LinkOnly, policy.Evaluate(Request, Ledger()).Verdict);
        Assert.False(policy.MayDecideAt(Some.Posted(), Request));
        Assert.False(policy.DecidesByRole(Request));
    }

    [Fact]
    public void DecidesByRole_ReviewOrOneRole_IsFalse()
    {
        var policy = Policy(Rules(partial: true));
        Assert.True(policy.DecidesByRole(Request));
        Assert.False(policy.DecidesByRole(Request with { Thresholds = [new("", 2, 1)] }));
        Assert.False(policy.DecidesByRole(Request with { Roles = ["dba"] }));
        Assert.False(Policy(Rules(partial: false)).DecidesByRole(Request));
    }

    [Fact]
    public void DecidesByRole_MoreThanADialogHolds_IsLinkOnly()
    {
        var policy = Policy(Rules(partial: true));
        ImmutableArray<string> Many(int count) => [.. Enumerable.Range(0, count).Select(i => $"role-{i:00}")];

        Assert.True(policy.DecidesByRole(Request with { Roles = Many(PartialApproval.MaxUnits) }));
        Assert.False(policy.DecidesByRole(Request with { Roles = Many(PartialApproval.MaxUnits + 1) }));
        Assert.False(policy.MayDecideAt(Some.Posted(), Request with { Roles = Many(PartialApproval.MaxUnits + 1) }));
        // Together they are one choice.
        Assert.True(
            Policy(Partial("role-00"), Some.Rule()).DecidesByRole(Request with { Roles = Many(90) })
        );
    }

    [Fact]
    public void Evaluate_AnyVotes_ComesToWhatEachRoleComesTo() => Prop.ForAll(
        (from required in Gen.Choose(1, 3).ArrayOf(Roles.Length)
         from denyRequired in Gen.Choose(1, 2).ArrayOf(Roles.Length)
         from partial in Gen.Elements(true, false).ArrayOf(Roles.Length)
         from choices in Choices.ArrayOf(Roles.Length).ArrayOf(People.Length)
         from order in Gen.Shuffle(Enumerable.Range(0, People.Length).ToArray())
         select (required, denyRequired, partial, choices, order)).ToArbitrary(),
        any =>
        {
            var rules = Roles
                .Select((role, i) => Some.Rule(Approvers(i)) with
                {
                    Roles = [role],
                    Required = any.required[i],
                    DenyRequired = any.denyRequired[i],
                    Partial = any.partial[i],
                })
                .ToArray();
            var votes = any.order
                .Select(person => Vote(
                    People[person],
                    [
                        .. Roles.Select((role, i) => (role, Choice: any.choices[person][i]))
                            .Where(choice => choice.Choice is not null)
                            .Select(choice => (choice.role, choice.Choice == RequestState.Approved)),
                    ]
                ))
                .Where(vote => !vote.Choices.IsEmpty)
                .ToArray();
            var tally = Evaluate(rules, votes);
            if (!any.partial.Contains(true)) return !tally.IsByRole;
            var states = Roles.Select((_, i) => Naive(i)).ToArray();
            var block = Enumerable.Range(0, Roles.Length).Where(i => !any.partial[i]).ToArray();
            var blockState = block.Any(i => states[i] == Verdict.Deny) ? Verdict.Deny
                : block.All(i => states[i] == Verdict.Approve) ? Verdict.Approve
                : Verdict.Open;
            var settled = Roles.Select((_, i) => any.partial[i] ? states[i] : blockState).ToArray();
            if (settled.Contains(Verdict.Open)) return tally.Decides is null;
            var granted = Roles.Where((_, i) => settled[i] == Verdict.Approve).ToArray();
            return granted.Length == 0
                ? tally.Decides == RequestState.Denied
                : tally.Decides == RequestState.Approved && tally.Granted == RoleGrant.Of(granted, Roles);

            // One role at a time, by those who may decide it.
            Verdict Naive(int role)
            {
                var mine = Enumerable.Range(0, People.Length)
                    .Where(person => Approvers(role).Contains($"{People[person]}@example.com"))
                    .Select(person => any.choices[person][role])
                    .ToArray();
                return mine.Count(choice => choice == RequestState.Denied) >= any.denyRequired[role] ? Verdict.Deny
                    : mine.Count(choice => choice == RequestState.Approved) >= any.required[role] ? Verdict.Approve
                    : Verdict.Open;
            }
        }
    ).Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(2_000)));

    [Fact]
    public void With_RolesLeftOpen_KeepsWhatThePersonChoseBefore()
    {
        var first = Ledger(Vote("bob", ("dba", true), ("root", false)) with { Reason = "no root" });
        var second = first.With(Vote("bob", ("root", true)) with { ActionTs = "1795262470.000200" });
        Assert.Equal(
            "dba Approved, root Approved",
            string.Join(", ", second.Votes.Single().Choices.ByRole.Select(choice => $"{choice.Key} {choice.Value}"))
        );
        Assert.Equal("no root", second.Votes.Single().Reason);

        // An older one changes nothing.
        Assert.Equal(
            second.Votes.Single(),
            second.With(Vote("bob", ("dba", false)) with { ActionTs = "1795262465.000200" }).Votes.Single()
        );
    }

    [Fact]
    public void Offered_OthersRoles_AreNoChoice()
    {
        var policy = Policy(
            Partial("dba") with { Approvers = [Approver.Parse("bob@example.com")!] },
            Partial("root") with { Approvers = [Approver.Parse("carol@example.com")!] },
            Some.Rule()
        );
        var offered = OfferedRoles.To(policy, Some.Who, Some.Posted(), Request);
        Assert.Equal(["dba", "audit,ops"], offered.Units.Select(unit => string.Join(',', unit.Roles)));
        Assert.Equal("root", string.Join(',', offered.Others));
    }

    [Fact]
    public void Judge_ForgedSubmissions_AreRefused()
    {
        var policy = Policy(
            Partial("dba") with { Approvers = [Approver.Parse("bob@example.com")!] },
            Partial("root") with { Approvers = [Approver.Parse("carol@example.com")!] },
            Some.Rule()
        );
        var offered = OfferedRoles.To(policy, Some.Who, Some.Posted(), Request);
        var dba = offered.IdOf(offered.Units[0]);
        var root = offered.IdOf(new(["root"], IsBlock: false));
        Refusal? Judge(string? digest, params (string Id, RequestState Choice)[] chosen) => OfferedRoles.Judge(
            policy,
            Some.Click() with
            {
                IsFromDialog = true,
                FactsDigest = Request.Digest,
                OfferedDigest = digest ?? offered.Digest,
                Choices = chosen.ToImmutableDictionary(one => one.Id, one => one.Choice),
            },
            Some.Who,
            Some.Posted(),
            Request
        );

        Assert.Null(Judge(null, (dba, RequestState.Approved)));
        Assert.Equal(PartialRefusals.NothingChosen, Judge(null));
        Assert.Equal(
            PartialRefusals.NotYourRole,
            Judge(null, (dba, RequestState.Approved), (root, RequestState.Approved))
        );
        Assert.Equal(PartialRefusals.UnknownRole, Judge(null, ("role-0000", RequestState.Approved)));
        Assert.Equal(PartialRefusals.UnknownRole, Judge(null, (dba, RequestState.Unknown)));
        Assert.Equal(PartialRefusals.OfferChanged, Judge("00", (dba, RequestState.Approved)));
        Assert.Equal(
            PartialRefusals.ChooseRoles,
            OfferedRoles.Judge(policy, Some.Click(), Some.Who, Some.Posted(), Request)
        );
        Assert.Equal(
            "audit Denied, dba Denied, ops Denied",
            string.Join(
                ", ",
                OfferedRoles
                    .ChosenBy(policy, Some.Click(RequestState.Denied), Some.Who, Some.Posted(), Request)
                    .ByRole.Select(choice => $"{choice.Key} {choice.Value}")
            )
        );
    }

    private static AccessRequest Request => Some.Request() with { Roles = [.. Roles], Resources = [] };

    private static string[] Approvers(int role) =>
        [.. People.Where((_, person) => (person + role) % 4 != 3).Select(person => $"{person}@example.com")];

    private static ApprovalRule Partial(params string[] roles) =>
        Some.Rule() with
        {
            Roles = [.. roles],
            Partial = true,
        };

    private static ApprovalRule[] Rules(bool partial) => [Some.Rule() with { Partial = partial }];

    private static ApprovalPolicy Policy(params ApprovalRule[] rules) =>
        Some.Ruled(rules) with
        {
            ServerGrantsRoles = true,
        };

    private static Vote Vote(string name, params (string Role, bool Approves)[] choices) => Some.Vote(name).With(
        RoleChoices.None.With(choices.Select(choice => KeyValuePair.Create(
            choice.Role,
            choice.Approves ? RequestState.Approved : RequestState.Denied
        )))
    );

    private static Ledger Ledger(params Vote[] votes) => Some.Ledger() with
    {
        Digest = Request.Digest,
        Facts = RequestFacts.Of(Request),
        Votes = [.. votes],
    };

    private static VoteTally Evaluate(ApprovalRule[] rules, params Vote[] votes) =>
        Policy(rules).Evaluate(Request, Ledger(votes));
}
