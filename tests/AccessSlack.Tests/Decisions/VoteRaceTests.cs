using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Decisions;

/// <summary>Votes that <see cref="VoteCaster"/> cannot write at once, because others write too or may not.</summary>
public sealed class VoteRaceTests : IDisposable
{
    private const int MostRaces = 8;

    private readonly DecisionScene _scene = new();

    public VoteRaceTests()
    {
        _scene.SlackKnows(DecisionScene.User("bob"));
        _scene.TeleportFinds(Some.Request());
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task CastAsync_LostRace_IsJudgedAgainOnWhatTheOtherWrote()
    {
        _scene.Track();
        _scene.TeleportWrites(Conflicts(1));
        var other = Some.Decision(RequestState.Denied, DecisionOutcome.Open);
        _scene.TeleportReads(Some.Ledger() with { Rev = 2, Decision = other });

        Assert.Equal("already_decided", Refusal(await CastAsync()).Code);
        Assert.Single(_scene.Writes);
    }

    [Fact]
    public async Task CastAsync_SevenLostRaces_DecidesWithTheEighthWrite()
    {
        _scene.Track();
        _scene.TeleportWrites(Conflicts(MostRaces - 1));
        _scene.TeleportReads(Some.Ledger() with { Rev = 5 });
        _scene.TeleportSetsState(RequestState.Approved);

        Assert.IsType<ClickOutcome.Decided>(await CastAsync());
        Assert.Equal((MostRaces, "5"), (_scene.Writes.Count, _scene.Writes[^1].Expected["rev"]));
    }

    [Fact]
    public async Task CastAsync_EightLostRaces_GivesUpAndKeepsTheEarlierClaim()
    {
        var tracked = _scene.Track();
        var earlier = new DecisionClaim(Some.Decision(), new(new(""), Some.Channel, "U0CAROL0001"));
        tracked.SetClaim(earlier);
        _scene.TeleportWrites(Conflicts(MostRaces));
        _scene.TeleportReads(Some.Ledger());

        Assert.Equal(Refusals.Raced, Refusal(await CastAsync()));
        Assert.Equal(MostRaces, _scene.Writes.Count);
        Assert.Same(earlier, tracked.Claim);
    }

    [Fact]
    public async Task CastAsync_WriteRefused_DecidesNothing()
    {
        var tracked = _scene.Track();
        _scene.TeleportWrites(DecisionScene.Failed(TeleportFailure.NotPermitted));

        Assert.Equal(Refusals.NotNoted, Refusal(await CastAsync()));
        Assert.Null(tracked.Claim);
        Assert.Empty(tracked.Ledger!.Votes);
    }

    private Task<ClickOutcome> CastAsync() =>
        _scene.Get<VoteCaster>().CastAsync(Some.Click(), Some.Actor, "", default);

    private static TeleportException[] Conflicts(int count) =>
        [.. Enumerable.Repeat(DecisionScene.Failed(TeleportFailure.Conflict), count)];

    private static Refusal Refusal(ClickOutcome outcome) => Assert.IsType<ClickOutcome.Refused>(outcome).Refusal;
}
