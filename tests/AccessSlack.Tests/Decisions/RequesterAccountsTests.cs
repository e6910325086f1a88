using AccessSlack.Decisions;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using Moq;

namespace AccessSlack.Tests.Decisions;

public sealed class RequesterAccountsTests : IDisposable
{
    private readonly DecisionScene _scene = new();

    public RequesterAccountsTests() => Start(mayReadUsers: true);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task FindAsync_PermittedAtTheStart_AsksEveryTime()
    {
        TeleportTells("U0ALICE001");

        Assert.Equal(["U0ALICE001"], await FindAsync());
        Assert.Equal(["U0ALICE001"], await FindAsync());
        Asked(Times.Exactly(2));
    }

    [Fact]
    public async Task FindAsync_NotPermittedAtTheStart_AsksNothing()
    {
        Start(mayReadUsers: false);

        Assert.Empty((await FindAsync())!);
    }

    /// <summary>Otherwise a person who takes the right from us could decide their own requests from then on.</summary>
    [Theory]
    [InlineData(nameof(TeleportFailure.NotPermitted))]
    [InlineData(nameof(TeleportFailure.Unsupported))]
    public async Task FindAsync_RefusedLater_IsUnknownAndAskedAgain(string failure)
    {
        TeleportFails(Enum.Parse<TeleportFailure>(failure));

        Assert.Null(await FindAsync());
        Assert.Equal("alice", _scene.Log.Single(6030).Fields["User"]);
        TeleportTells("U0ALICE001");
        Assert.Equal(["U0ALICE001"], await FindAsync());
    }

    /// <summary>Not knowing is no permission: the click must fail, or it could be the requester's own.</summary>
    [Theory]
    [InlineData(nameof(TeleportFailure.Unreachable))]
    [InlineData(nameof(TeleportFailure.Busy))]
    [InlineData(nameof(TeleportFailure.Unexpected))]
    public async Task FindAsync_NoAnswer_Fails(string failure)
    {
        TeleportFails(Enum.Parse<TeleportFailure>(failure));

        await Assert.ThrowsAsync<TeleportException>(FindAsync);
        await Assert.ThrowsAsync<TeleportException>(FindAsync);
    }

    [Fact]
    public async Task FindAsync_OwnRequestsMayBeDecided_AsksNothing()
    {
        var settings = Some.Settings with { AllowSelf = true };
        _scene.Use(Some.Policy() with { Settings = settings }, DecisionScene.Facts with { MayReadUsers = true });

        Assert.Empty((await FindAsync())!);
    }

    private void Start(bool mayReadUsers) =>
        _scene.Use(Some.Policy(), DecisionScene.Facts with { MayReadUsers = mayReadUsers });

    private async Task<IEnumerable<string>?> FindAsync() =>
        await _scene.Get<RequesterAccounts>().FindAsync("alice", default);

    private void TeleportTells(params string[] accounts) =>
        _scene.Teleport
            .Setup(teleport => teleport.FindSlackIdsAsync("alice", "slack_uid", default))
            .ReturnsAsync([.. accounts]);

    private void TeleportFails(TeleportFailure failure) =>
        _scene.Teleport
            .Setup(teleport => teleport.FindSlackIdsAsync("alice", "slack_uid", default))
            .ThrowsAsync(DecisionScene.Failed(failure));

    private void Asked(Times times) =>
        _scene.Teleport.Verify(teleport => teleport.FindSlackIdsAsync("alice", "slack_uid", default), times);
}
