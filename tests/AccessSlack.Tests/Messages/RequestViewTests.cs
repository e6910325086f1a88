using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Messages.Parts;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Messages;

public class RequestViewTests
{
    private static readonly RequestView View = Some.View(Some.Pending(), Offer.Decide);

    [Fact]
    public void Hash_KnownView_IsPinned() => Assert.Equal("4af9d2cf84f5c49d", View.Hash());

    [Fact]
    public void Hash_NamesOfOurSide_DoNotCount() =>
        Assert.Equal(View.Hash(), (View with { Cluster = "renamed", Link = null }).Hash());

    /// <summary>The ledger of a request that is gone holds only a part of long lists.</summary>
    [Fact]
    public void Hash_FactsAfterTheEnd_DoNotCount()
    {
        var ended = View with { Status = Some.Resolved(Resolution.Approved) };

        Assert.Equal(ended.Hash(), (ended with { Facts = new() { User = "alice" } }).Hash());
    }

    /// <summary>Messages of ended requests stay as an earlier release left them.</summary>
    [Fact]
    public void Hash_KnownViewOfTheEnd_IsPinned() => Assert.Equal(
        "d55edd8db4d6dc5c",
        (View with { Status = Some.Resolved(Resolution.Approved), Offer = Offer.Nothing }).Hash()
    );

    [Fact]
    public void Hash_EverythingThatCanChange_Counts()
    {
        var review = new Review("carol", RequestState.Approved, "ok");
        var approve = Some.Decision(outcome: DecisionOutcome.Reviewed);
        RequestView[] views =
        [
            View,
            View with { Offer = Offer.Link },
            View with { Offer = Offer.Nothing },
            View with { OverridesThresholds = true },
            View with { Facts = View.Facts with { User = "mallory" } },
            View with { Facts = View.Facts with { Reason = "other" } },
            View with { Facts = View.Facts with { Roles = [.. View.Facts.Roles, "root"] } },
            View with { Facts = View.Facts with { Resources = [] } },
            View with { Facts = View.Facts with { Resources = ["node db-1"], Roles = [.. View.Facts.Roles, "x"] } },
            View with { Facts = View.Facts with { Expires = Some.Now } },
            View with { Facts = View.Facts with { AccessUntil = Some.Now } },
            Pending(review),
            Pending(review with { Author = "dave" }),
            Pending(review with { Proposed = RequestState.Denied }),
            Pending(review with { Reason = "no" }),
            Pending(review, review),
            View with { Status = Some.Pending() with { Submitted = approve } },
            View with { Status = Some.Pending() with { Submitted = approve with { State = RequestState.Denied } } },
            View with { Status = Some.Pending() with { Submitted = approve with { SlackUserId = "U0OTHER01" } } },
            .. Enum.GetValues<Resolution>().Select(resolution => View with { Status = Some.Resolved(resolution) }),
            View with
            {
                Status = Some.Resolved(Resolution.Denied, reason: "no"),
            },
            View with
            {
                Status = Some.Resolved(Resolution.Denied, Some.Decision(RequestState.Denied)),
            },
            View with
            {
                Status = Some.Resolved(Resolution.Denied, Some.Decision(RequestState.Denied)) with
                {
                    With = [Some.Vote()],
                },
            },
            View with
            {
                Confirms = true,
            },
            View with
            {
                Thresholds = [new("", 2, 1)],
            },
            View with
            {
                Thresholds = [new("", 3, 1)],
            },
            View with
            {
                Thresholds = [new("a filter", 3, 1)],
            },
            View with { Warnings = ["careful"] },
            View with { Warnings = ["careful", "twice"] },
            Escalated(30, "oncall"),
            Escalated(31, "oncall"),
            Escalated(30, "oncall", "leads"),
            Voting(2),
            Voting(3),
            Voting(2, Some.Vote()),
            Voting(2, Some.Vote(choice: RequestState.Denied)),
            Voting(2, Some.Vote("carol")),
            Voting(2, Some.Vote(reason: "ok")),
            Voting(2, Some.Vote(), Some.Vote("carol")),
        ];
        Assert.Equal(views.Length, views.Select(view => view.Hash()).Distinct().Count());
    }

    /// <summary>What a channel is called is looked up, and may change.</summary>
    [Fact]
    public void Hash_NameOfAChannelOfAnEscalation_DoesNotCount() => Assert.Equal(
        Escalated(30, "oncall").Hash(),
        (View with { Escalations = [new(new(TimeSpan.FromMinutes(30), ["oncall"]), ["#renamed"], 0)] }).Hash()
    );

    private static RequestView Escalated(int minutes, params string[] to) => View with
    {
        Escalations = [ShownEscalation.Of(new(TimeSpan.FromMinutes(minutes), [.. to]), ResolvedPrincipals.None)],
    };

    [Fact]
    public void Hash_WhatEarlierReleasesDidNotKnow_ChangesNoMessageThatIsStillTrue() =>
        Assert.Equal(
            View.Hash(),
            (View with { Tally = Some.Policy().Evaluate(Some.Request(), Some.Ledger()) }).Hash()
        );

    [Fact]
    public void Hash_TextThatImitatesAnotherField_IsNotTheSame() => Assert.NotEqual(
            Pending(new Review("ab", RequestState.Approved, "c")).Hash(),
            Pending(new Review("a", RequestState.Approved, "bc")).Hash()
        );

    [Fact]
    public void Hash_EqualHashes_MeanTheSameStateLine() => Any.Holds(Any.View, view =>
    {
        var other = view with { Cluster = "x", Link = null };
        Assert.Equal(view.Hash(), other.Hash());
        Assert.Matches("^[0-9a-f]{16}$", view.Hash());
    });

    private static RequestView Voting(int required, params Vote[] votes) =>
        View with
        {
            Tally = Some.Ruled(Some.Rule() with { Required = required })
                .Evaluate(Some.Request(), Some.Ledger() with { Votes = [.. votes] }),
        };

    private static RequestView Pending(params Review[] reviews) => View with { Status = Some.Pending(reviews) };
}
