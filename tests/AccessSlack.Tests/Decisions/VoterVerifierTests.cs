using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Decisions;

public sealed class VoterVerifierTests : IDisposable
{
    private readonly DecisionScene _scene = new();

    private VoterVerifier Verifier => _scene.Get<VoterVerifier>();

    public void Dispose() => _scene.Dispose();

    /// <summary>The rule for other roles names a group that is not asked for: that call would fail the test.</summary>
    [Fact]
    public async Task VerifyAsync_RuleWithAGroup_AsksForTheGroupsOfThisRequestOnly()
    {
        _scene.Use(Some.Ruled(Some.Rule("group:auditors") with { Roles = ["audit"] }, Some.Rule("group:leads")));
        _scene.SlackHasGroup("leads", Some.User.Id);

        var rights = Verified(await VerifyAsync(_scene.Track()));

        Assert.Equal([Approver.Parse("group:leads")!], rights.Groups);
        Assert.False(rights.IsRequester);
    }

    [Fact]
    public async Task VerifyAsync_RequestNotKnown_AsksForNoGroups()
    {
        _scene.Use(Some.Ruled(Some.Rule("group:leads")));

        Assert.Empty(Verified(await VerifyAsync(_scene.Get<RequestTracker>().FindOrAdd(Some.RequestId))).Groups);
    }

    [Fact]
    public async Task VerifyAsync_AccountOfTheRequester_IsMarked()
    {
        var tracked = _scene.Track();
        tracked.SawRequesterAccounts(["U0ALICE001", Some.User.Id]);

        Assert.True(Verified(await VerifyAsync(tracked)).IsRequester);
    }

    [Fact]
    public async Task VerifyAsync_AccountsCannotBeRead_IsRefused()
    {
        var tracked = _scene.Track();
        tracked.SawRequesterAccounts(null);

        Assert.Equal(
            Refusals.RequesterUnknown,
            Assert.IsType<Verification<VoterRights>.Refused>(await VerifyAsync(tracked)).Refusal
        );
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    public async Task VerifyAsync_AccountOfTheVoter_IsAskedForOnlyIfStrictAndNotInUsers(
        bool isStrict,
        bool isMapped,
        bool isOwn
    )
    {
        var settings = Some.Settings with { StrictIdentity = isStrict };
        _scene.Use(Some.Policy() with { Settings = settings }, DecisionScene.Facts with { MayReadUsers = true });
        _scene.SlackHasMembers(Some.Channel, [Some.User.Id]);
        _scene.Teleport
            .Setup(teleport => teleport.FindSlackIdsAsync(Some.Actor.TeleportUser, "slack_uid", default))
            .ReturnsAsync([Some.Actor.SlackUserId]);

        var actor = Some.Actor with { IsMapped = isMapped };
        var verified = Verified(
            await Verifier.VerifyAsync(_scene.Track(), actor, Some.Channel, RequestState.Approved, default)
        );

        Assert.Equal(isOwn, verified.IsOwnAccount);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task VerifyAsync_RuleWithoutApprovers_LooksForTheClickerAmongTheMembers(bool isMember, bool isThere)
    {
        _scene.SlackHasMembers(Some.Channel, isMember ? [Some.User.Id] : []);

        Assert.Equal(isThere, Verified(await VerifyAsync(_scene.Track())).Places.Contains(Some.Channel));
    }

    [Fact]
    public async Task VerifyAsync_EarlierVoter_IsJudgedAsAtTheClick()
    {
        _scene.SlackKnows(DecisionScene.User("bob") with { Deleted = true }, DecisionScene.User("carol"));
        var tracked = _scene.Track();

        Assert.Equal(
            Refusals.Deactivated,
            Assert.IsType<Verification<VoterRights>.Refused>(
                await Verifier.VerifyAsync(tracked, Some.Vote("bob"), default)
            ).Refusal
        );
        Assert.Equal(
            "carol@example.com",
            Verified(await Verifier.VerifyAsync(tracked, Some.Vote("carol"), default)).Actor.TeleportUser
        );
    }

    [Fact]
    public async Task VerifyAllAsync_VoterWhoLeft_IsLeftOut()
    {
        _scene.SlackKnows(DecisionScene.User("bob") with { Deleted = true }, DecisionScene.User("carol"));
        Vote[] votes = [Some.Vote("bob"), Some.Vote("carol")];

        var verified = await Verifier.VerifyAllAsync(_scene.Track(), [.. votes], default);

        Assert.Equal([votes[1]], verified!.Select(vote => vote.Vote));
    }

    [Fact]
    public async Task VerifyAllAsync_ProfileCannotBeRead_IsUnknown()
    {
        _scene.SlackKnows(DecisionScene.User("bob"));
        _scene.SlackAnswers("U0CAROL0001", DecisionScene.Failed<SlackUser>(SlackFailureKind.TryLater));

        Assert.Null(
            await Verifier.VerifyAllAsync(_scene.Track(), [Some.Vote("bob"), Some.Vote("carol")], default)
        );
    }

    [Fact]
    public async Task VerifyAllAsync_GroupCannotBeRead_IsUnknown()
    {
        _scene.Use(Some.Ruled(Some.Rule("group:leads")));
        _scene.SlackKnows(DecisionScene.User("bob"));
        _scene.SlackHasNoGroup("leads");

        Assert.Null(await Verifier.VerifyAllAsync(_scene.Track(), [Some.Vote("bob")], default));
    }

    private Task<Verification<VoterRights>> VerifyAsync(TrackedRequest tracked) =>
        Verifier.VerifyAsync(tracked, Some.Actor, Some.Channel, RequestState.Approved, default);

    private static VoterRights Verified(Verification<VoterRights> verification) =>
        Assert.IsType<Verification<VoterRights>.Verified>(verification).Value;
}
