using System.Collections.Immutable;
using AccessSlack.Decisions.Person;
using AccessSlack.Teleport;
using AccessSlack.Testing;
using Moq;

namespace AccessSlack.Tests.Decisions;

/// <summary>What Teleport said of its users counts for ten minutes, and that there is no such user for one.</summary>
public sealed class TeleportUsersTests
{
    private const string Trait = "slack_uid";

    private readonly Mock<ITeleport> _teleport = new(MockBehavior.Strict);
    private readonly ManualTime _time = new();
    private int _calls;

    private TeleportUsers Users => field ??= new(_teleport.Object, _time);

    [Theory]
    [InlineData(true, 599, 1)]
    [InlineData(true, 600, 2)]
    [InlineData(false, 59, 1)]
    [InlineData(false, 60, 2)]
    public async Task FindByTraitAsync_Again_AsksOnlyWhenOld(bool isThere, int seconds, int calls)
    {
        Answers(isComplete: false, isThere ? ("U1", ["bob"]) : ("U2", ["carol"]));

        var first = await Users.FindByTraitAsync(Trait, "U1", default);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        var second = await Users.FindByTraitAsync(Trait, "U1", default);

        Assert.Equal(isThere ? ["bob"] : [], first.AsEnumerable());
        Assert.Equal(first.AsEnumerable(), second.AsEnumerable());
        Assert.Equal(calls, _calls);
    }

    /// <summary>A server that drops the filter has told about everyone.</summary>
    [Fact]
    public async Task FindByTraitAsync_AllUsersWereRead_OtherPeopleAreKnownAsWell()
    {
        Answers(isComplete: true, ("U1", ["bob"]), ("U2", ["carol", "dave"]));

        Assert.Equal(["bob"], (await Users.FindByTraitAsync(Trait, "U1", default)).AsEnumerable());
        Assert.Equal(["carol", "dave"], (await Users.FindByTraitAsync(Trait, "U2", default)).AsEnumerable());
        Assert.Equal([], (await Users.FindByTraitAsync(Trait, "U3", default)).AsEnumerable());
        Assert.Equal(1, _calls);

        await Users.FindByTraitAsync("another", "U1", default);
        Assert.Equal(2, _calls);
    }

    [Fact]
    public async Task Forget_AsksAgain()
    {
        Answers(isComplete: false, ("U1", ["bob"]));
        await Users.FindByTraitAsync(Trait, "U1", default);

        Users.Forget();
        await Users.FindByTraitAsync(Trait, "U1", default);

        Assert.Equal(2, _calls);
    }

    [Fact]
    public async Task FindByTraitAsync_NoAnswer_IsNotRemembered()
    {
        _teleport
            .SetupSequence(teleport => teleport.FindUsersByTraitAsync(Trait, "U1", default))
            .ThrowsAsync(new TeleportException(TeleportFailure.Unreachable, "no answer"))
            .ReturnsAsync(Owners(isComplete: false, ("U1", ["bob"])));

        await Assert.ThrowsAsync<TeleportException>(() => Users.FindByTraitAsync(Trait, "U1", default));
        Assert.Equal(["bob"], (await Users.FindByTraitAsync(Trait, "U1", default)).AsEnumerable());
    }

    [Fact]
    public async Task FindByNameAsync_IsNoTrait()
    {
        _teleport.Setup(teleport => teleport.UserExistsAsync("bob@example.com", default)).ReturnsAsync(true);
        Answers(isComplete: false);

        Assert.Equal(["bob@example.com"], (await Users.FindByNameAsync("bob@example.com", default)).AsEnumerable());
        Assert.Equal([], (await Users.FindByTraitAsync(Trait, "bob@example.com", default)).AsEnumerable());
        await Users.FindByNameAsync("bob@example.com", default);
        _teleport.Verify(teleport => teleport.UserExistsAsync("bob@example.com", default), Times.Once);
    }

    private void Answers(bool isComplete, params (string Value, ImmutableArray<string> Names)[] owners) =>
        _teleport
            .Setup(teleport => teleport.FindUsersByTraitAsync(It.IsAny<string>(), It.IsAny<string>(), default))
            .Callback(() => _calls++)
            .ReturnsAsync(Owners(isComplete, owners));

    private static TraitOwners Owners(bool isComplete, params (string Value, ImmutableArray<string> Names)[] owners) =>
        new(owners.ToDictionary(owner => owner.Value, owner => owner.Names), isComplete);
}
