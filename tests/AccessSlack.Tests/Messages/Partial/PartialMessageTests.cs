using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Messages;
using AccessSlack.Messages.Partial;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;
using AccessSlack.Tests.Samples;
using SlackApi;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Messages.Partial;

/// <summary>What messages, replies and dialogs say of a request that is decided role by role.</summary>
public class PartialMessageTests
{
    private static readonly ApprovalRule[] Rules =
    [
        Some.Rule() with { Roles = ["root"], Partial = true, Required = 2 },
        Some.Rule() with { Roles = ["dba"], Partial = true, Warning = "Link the <incident>." },
        Some.Rule(),
    ];

    private static readonly Vote[] Votes =
    [
        Choosing("bob", ("dba", true), ("root", false)) with { Reason = "no <root> today" },
        Choosing("carol", ("audit", true), ("ops", true)),
    ];

    [Fact]
    public void Compose_Pending_ShowsEachRole()
    {
        AssertGolden("pending/partial", Pending(Asking("dba", "root", "audit", "ops"), Choosing("bob", ("dba", true))));
        var hostile = Asking("*dba*", "<!channel>", "r\noot");
        AssertGolden(
            "pending/partial-hostile",
            Some.Planner(Some.Ruled(Some.Rule() with { Partial = true }) with { ServerGrantsRoles = true }).View(
                Some.Situation(hostile, LedgerOf(hostile) with { Votes = [Choosing("bob", ("<!channel>", true))] }),
                Some.Posted()
            )
        );
    }

    [Fact]
    public void Compose_NothingApprovedYet_DoesNotSayThatAllMustBeSettled()
    {
        var request = Asking("dba", "root");
        Assert.DoesNotContain(RoleText.UntilSettled, Status(Pending(request)), StringComparison.Ordinal);
        Assert.DoesNotContain(
            RoleText.UntilSettled,
            Status(Pending(request, Choosing("bob", ("dba", false)))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            RoleText.UntilSettled,
            Status(Pending(request, Choosing("bob", ("dba", true)))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Compose_PartlyApproved_NamesWhatWasGrantedAndWhatNot()
    {
        var view = Resolved(Asking("dba", "root", "audit", "ops"), ["audit", "dba", "ops"], Votes);
        AssertGolden("resolved/partial", view);
        Assert.EndsWith(
            "Approved by bob@example.com for dba; carol@example.com for audit, ops; not granted: root",
            RequestMessage.Compose(view).Text.Replace("\u2060", ""),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Compose_OneDecider_IsNamedWithWhatWasGranted() => Assert.EndsWith(
        "Approved by bob@example.com for dba; not granted: root",
        RequestMessage.Compose(Resolved(Asking("dba", "root"), ["dba"], Votes[0])).Text.Replace("\u2060", ""),
        StringComparison.Ordinal
    );

    [Fact]
    public void Compose_PartlyApprovedInTeleport_SaysSoAndNamesNoOne()
    {
        var request = Asking("dba", "root") with { State = RequestState.Approved };
        var ledger = LedgerOf(request) with { Votes = [] };
        var shown = (request with { Roles = ["dba"] }).AskedFor(ledger);
        var view = Planner.View(Some.Situation(shown, ledger), Some.Posted());
        AssertGolden("resolved/partial-in-teleport", view);

        // Nothing changes when the request itself is gone.
        var kept = Codec.Read(Codec.Write(ledger with
        {
            Facts = Policy.FactsOf(shown),
            Resolution = Resolution.Approved,
        }));
        Assert.Equal(
            view.Hash(),
            Planner.View(Some.Situation(null, kept) with { IsGone = true }, Some.Posted()).Hash()
        );
    }

    [Fact]
    public void Compose_NinetyRoles_IsWithinTheLimits()
    {
        ImmutableArray<string> roles = [.. Enumerable.Range(0, 90).Select(i => $"team-{i:00}-&-<access>")];
        ApprovalRule[] rules =
        [
            Some.Rule() with { Roles = [.. roles.Take(40)], Partial = true },
            Some.Rule(),
        ];
        var request = Asking([.. roles]);
        var choices = roles.Select((role, i) => (role, i % 2 == 0)).ToArray();
        var votes = Enumerable.Range(0, 50)
            .Select(i => Choosing($"person{i}", choices) with { Reason = new string('&', 300) })
            .ToArray();
        var policy = Some.Ruled(rules) with { ServerGrantsRoles = true };
        Assert.True(policy.DecidesByRole(request));
        var pending = Some.Planner(policy).View(
            Some.Situation(request, LedgerOf(request) with { Votes = [.. votes] }),
            Some.Posted()
        );
        AssertFits(RequestMessage.Compose(pending));
        AssertFits(RequestMessage.Compose(Resolved(request, [.. roles.Where((_, i) => i % 2 == 0)], votes)));

        var dialog = Dialog(policy, request);
        Assert.InRange(dialog.Blocks.Count, 41, 100);
        SlackJson.Write(dialog.ToDefinition()); // refuses what Slack would refuse
    }

    [Fact]
    public void Compose_Dialog_IsAsAccepted()
    {
        AssertGolden("forms/partial", Dialog(Policy, Asking("dba", "root", "audit", "ops")));
        var others = Policy with
        {
            Settings = Policy.Settings with
            {
                Rules = [Rules[0] with { Approvers = [Approver.Parse("carol@example.com")!] }, .. Rules[1..]],
            },
        };
        AssertGolden("forms/partial-others", Dialog(others, Asking("dba", "root", "audit <!here>")));
    }

    [Fact]
    public void Metadata_WithChoices_ComesBackAndIsBoundByTheMac()
    {
        var made = ModalMetadata.Make(Some.Seal, Some.Click(), "1:00", "0011223344556677");
        var read = ModalMetadata.Read(made.Write());
        Assert.Equal(made, read);
        Assert.Equal("0011223344556677", read!.Offered);
        Assert.True(read.Fits(Some.Seal));
        Assert.False((read with { Offered = "" }).Fits(Some.Seal));
        Assert.False((read with { Offered = "0011223344556678" }).Fits(Some.Seal));
    }

    [Fact]
    public void Compose_DialogOfMostUnits_IsWithinSlacksLimits()
    {
        ImmutableArray<string> roles =
            [.. Enumerable.Range(0, PartialApproval.MaxUnits).Select(i => $"role-{i:00}{new string('&', 5)}")];
        var policy = Some.Ruled(Some.Rule() with { Partial = true }) with { ServerGrantsRoles = true };
        var request = Asking([.. roles]);
        Assert.True(policy.DecidesByRole(request));
        var dialog = Dialog(policy, request);
        SlackJson.Write(dialog.ToDefinition()); // refuses what Slack would refuse
        Assert.All(roles, role => Assert.Contains(
            dialog.Blocks.OfType<InputBlock>(),
            input => input.Label!.Text!.Replace("\u2060", "") == role
        ));
    }

    [Fact]
    public void Hash_ChangesWithWhatIsChosenAndGranted()
    {
        var request = Asking("dba", "root");
        string[] hashes =
        [
            Pending(request).Hash(),
            Pending(request, Choosing("bob", ("dba", true))).Hash(),
            Pending(request, Choosing("bob", ("root", true))).Hash(),
            Resolved(request, ["dba"], Votes[0]).Hash(),
            Resolved(request, ["root"], Votes[0]).Hash(),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    private static ApprovalPolicy Policy => Some.Ruled(Rules) with { ServerGrantsRoles = true };

    private static AccessSlack.Planning.Planner Planner => Some.Planner(Policy);

    private static AccessRequest Asking(params string[] roles) =>
        Some.Request() with
        {
            Roles = [.. roles],
            Resources = [],
        };

    private static Vote Choosing(string name, params (string Role, bool Approves)[] choices) => Some.Vote(name).With(
        RoleChoices.None.With(choices.Select(choice => KeyValuePair.Create(
            choice.Role,
            choice.Approves ? RequestState.Approved : RequestState.Denied
        )))
    );

    private static Ledger LedgerOf(AccessRequest request) =>
        Some.Ledger() with
        {
            Digest = request.Digest,
            Facts = Policy.FactsOf(request),
        };

    private static RequestView Pending(AccessRequest request, params Vote[] votes) =>
        Planner.View(Some.Situation(request, LedgerOf(request) with { Votes = [.. votes] }), Some.Posted());

    private static RequestView Resolved(AccessRequest request, string[] granted, params Vote[] votes)
    {
        var ledger = LedgerOf(request) with
        {
            Votes = [.. votes],
            Decision = votes[0].ToDecision(RequestState.Approved) with
            {
                Granted = RoleGrant.Of(granted, request.Roles),
                Outcome = DecisionOutcome.Done,
            },
        };
        var shown = request with { State = RequestState.Approved, Roles = [.. granted] };
        return Planner.View(Some.Situation(shown.AskedFor(ledger), ledger), Some.Posted());
    }

    private static ComposedView Dialog(ApprovalPolicy policy, AccessRequest request)
    {
        var offered = OfferedRoles.To(policy, Some.Who, Some.Posted(), request);
        return RoleDialog.Compose(
            policy.FactsOf(request),
            "prod-cluster",
            ModalMetadata.Make(Some.Seal, Some.Click(), request.Digest, offered.Digest),
            offered,
            AccessSlack.Approvals.Rules.RuleSelection.WarningsFor(policy, request),
            PartialRefusals.ChooseRoles
        );
    }

    private static string Status(RequestView view) =>
        RequestMessage.Compose(view with { Warnings = [] }).Blocks.OfType<SectionBlock>().Last().Text!.Text!;

    private static void AssertFits(ComposedMessage message)
    {
        Assert.InRange(message.Text.Length, 1, 4000);
        foreach (var section in message.Blocks.Concat(message.PlainBlocks).OfType<SectionBlock>())
            Assert.InRange(section.Text!.Text!.Length, 1, 3000);
        Assert.InRange(message.Blocks.OfType<SectionBlock>().Sum(section => section.Text!.Text!.Length), 1, 9_597);
    }

    private static void AssertGolden(string name, ComposedView view) =>
        GoldenFile.AssertEqual(name, Pretty.Json(SlackJson.Write(view.ToDefinition())));

    private static void AssertGolden(string name, RequestView view) =>
        GoldenFile.AssertEqual(name, RequestMessageTests.Json(RequestMessage.Compose(view)));
}
