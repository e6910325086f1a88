using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals;

public class ActorTests
{
    private static readonly ApprovalSettings BobIsMapped = Some.Settings with
    {
        Users = ImmutableDictionary<string, string>.Empty.Add("U0BOB0001", "robert"),
    };

    [Fact]
    public void Identify_EmailOnly_IsTheTeleportUser()
    {
        var actor = Actor.Identify(Some.User, Some.Settings);
        Assert.Equal(new("U0BOB0001", "bob@example.com", "bob@example.com", IsMapped: false), actor);
        Assert.Equal("bob@example.com", actor?.Person);
    }

    [Fact]
    public void Identify_EntryInUsers_Wins()
    {
        Assert.Equal(
            new("U0BOB0001", "robert", "bob@example.com", IsMapped: true),
            Actor.Identify(Some.User, BobIsMapped)
        );
        Assert.Equal("robert", Actor.Identify(Some.User with { Email = "" }, BobIsMapped)?.Person);
    }

    [Fact]
    public void Identify_NeitherEmailNorEntry_IsNotIdentified() =>
        Assert.Null(Actor.Identify(Some.User with { Email = "" }, Some.Settings));

    [Theory]
    [InlineData("bob@example.com", true)]
    [InlineData("BOB@EXAMPLE.COM", true)]
    [InlineData("bob", true)]
    [InlineData("Bob", true)]
    [InlineData("bob@other.example", true)]
    [InlineData("Bob+prod@other.example", true)]
    [InlineData("bob+prod", true)]
    [InlineData("+bob@example.com", false)]
    [InlineData("bobby", false)]
    [InlineData("", false)]
    public void Resembles_NameOfTheRequester_IsComparedInEverySpelling(string requester, bool isSame) =>
        Assert.Equal(isSame, Some.Actor.Resembles(requester));

    [Fact]
    public void Resembles_MappedUser_IsComparedByBothNames()
    {
        var actor = Actor.Identify(Some.User, BobIsMapped)!;
        Assert.True(actor.Is("Robert"));
        Assert.True(actor.Resembles("robert@example.com"));
        Assert.True(actor.Resembles("bob"));
        Assert.False(actor.Resembles("alice"));
    }
}
