using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Decisions;

public sealed class AccountQuestionsTests : IDisposable
{
    private static readonly VoterRights Bob = new(Some.Actor);

    private readonly DecisionScene _scene = new();
    private readonly TaskCompletionSource<ImmutableArray<string>> _requester = new();
    private readonly TaskCompletionSource<ImmutableArray<string>> _voter = new();

    public AccountQuestionsTests()
    {
        _scene.Use(
            Some.Policy() with { Settings = Some.Settings with { StrictIdentity = true } },
            DecisionScene.Facts with { MayReadUsers = true }
        );
        _scene.Teleport
            .Setup(teleport => teleport.FindSlackIdsAsync("alice", "slack_uid", default))
            .Returns(_requester.Task);
        _scene.Teleport
            .Setup(teleport => teleport.FindSlackIdsAsync(Some.Actor.TeleportUser, "slack_uid", default))
            .Returns(_voter.Task);
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Apply_NoAnswerYet_IsTheBenefitOfTheDoubtUntilThereIsOne()
    {
        var questions = Ask();
        questions.Ask(Some.Actor);
        questions.Ask(Some.Actor); // a second call would need a second answer
        Assert.Equal((false, true, true), Facts(questions));

        _requester.SetResult([Some.Actor.SlackUserId]);
        _voter.SetResult([]);
        await questions.CompleteAsync();

        Assert.Equal((true, true, false), Facts(questions));
        Assert.False(questions.IsRefused);
    }

    [Fact]
    public async Task Apply_TeleportKnowsBoth_IsProof()
    {
        var questions = Ask();
        questions.Ask(Some.Actor);
        _requester.SetResult(["U0ALICE0001"]);
        _voter.SetResult([Some.Actor.SlackUserId]);
        await questions.CompleteAsync();

        Assert.Equal((false, true, true), Facts(questions));
    }

    [Fact]
    public async Task Apply_PersonInUsers_IsNotAskedAbout()
    {
        var questions = Ask();
        questions.Ask(Some.Actor with { IsMapped = true });
        _requester.SetResult([]);
        await questions.CompleteAsync();

        Assert.Equal((false, false, false), Facts(questions));
    }

    [Fact]
    public async Task IsRefused_TeleportRefusesToSay_Holds()
    {
        var questions = Ask();
        Assert.False(questions.IsRefused);

        _requester.SetException(DecisionScene.Failed(AccessSlack.Teleport.TeleportFailure.NotPermitted));
        await questions.CompleteAsync();

        Assert.True(questions.IsRefused);
        Assert.Null(await questions.Requester);
    }

    private AccountQuestions Ask() => new(_scene.Get<RequesterAccounts>(), "alice", default);

    private static (bool IsRequester, bool KnowsRequester, bool IsOwn) Facts(AccountQuestions questions) =>
        questions.Apply(Bob) is var rights
            ? (rights.IsRequester, rights.KnowsRequester, rights.IsOwnAccount)
            : default;
}
