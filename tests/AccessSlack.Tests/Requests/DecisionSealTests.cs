using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Requests;

public class DecisionSealTests
{
    private static readonly Decision Made = new(
        RequestState.Approved,
        "U012345678",
        "bob@example.com",
        "C012345678",
        "1.2",
        DecisionOutcome.Open
    );
    private static readonly DecisionSeal Ours = new([new("now"), new("before")]);

    [Fact]
    public void IsGenuine_OurOwn_WhateverItsOutcome()
    {
        var made = Ours.Seal("r1", Made);
        Assert.True(Ours.IsGenuine("r1", made));
        Assert.True(Ours.IsGenuine("r1", made with { Outcome = DecisionOutcome.Done }));
    }

    [Fact]
    public void IsGenuine_AnythingElseChanged_IsFalse()
    {
        var made = Ours.Seal("r1", Made);
        Assert.False(Ours.IsGenuine("r2", made));
        Decision[] changed =
        [
            made with
            {
                State = RequestState.Denied,
            },
            made with
            {
                SlackUserId = "U0",
            },
            made with
            {
                Person = "eve@example.com",
            },
            made with
            {
                Channel = "C0",
            },
            made with
            {
                ActionTs = "1.3",
            },
            made with
            {
                Seal = "",
            },
            made with
            {
                Seal = made.Seal[1..] + "0",
            },
            made with
            {
                Seal = "é",
            },
        ];
        Assert.All(changed, decision => Assert.False(Ours.IsGenuine("r1", decision)));
    }

    [Fact]
    public void IsGenuine_VoteInWhichAnythingElseChanged_IsFalse()
    {
        var cast = Ours.Seal("r1", Some.Vote(reason: "ok") with { Groups = [Approver.Parse("group:leads")!] });
        Assert.True(Ours.IsGenuine("r1", cast));
        Assert.True(Ours.IsGenuine("r1", new DecisionSeal([new("before")]).Seal("r1", cast)));
        Assert.False(Ours.IsGenuine("r2", cast));
        Vote[] changed =
        [
            cast with
            {
                Voter = "eve",
            },
            cast with
            {
                SlackUserId = "U0",
            },
            cast with
            {
                Person = "eve@example.com",
            },
            cast with
            {
                Choice = RequestState.Denied,
            },
            cast with
            {
                Channel = "C0",
            },
            cast with
            {
                ActionTs = "1.3",
            },
            cast with
            {
                Reason = "no",
            },
            cast with
            {
                Groups = [],
            },
            cast with
            {
                Groups = [Approver.Parse("group:admins")!],
            },
            cast with
            {
                Seal = "",
            },
            cast with
            {
                Seal = cast.Seal[..^1],
            },
            cast with
            {
                Seal = cast.Seal[1..] + "0",
            },
        ];
        Assert.All(changed, vote => Assert.False(Ours.IsGenuine("r1", vote)));
        Assert.False(new DecisionSeal([]).IsGenuine("r1", new DecisionSeal([]).Seal("r1", cast)));
    }

    [Fact]
    public void IsGenuine_SealedBeforeTheSecretChanged_StillCounts() =>
        Assert.True(Ours.IsGenuine("r1", new DecisionSeal([new("before")]).Seal("r1", Made)));

    [Fact]
    public void IsGenuine_AnotherSecretOrNone_IsFalse()
    {
        Assert.False(Ours.IsGenuine("r1", new DecisionSeal([new("other")]).Seal("r1", Made)));
        Assert.False(new DecisionSeal([]).IsGenuine("r1", Ours.Seal("r1", Made)));
    }
}
