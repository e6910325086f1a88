using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals;

public class RequesterCheckTests
{
    private const string Alice = "U0ALICE01";

    private static readonly VoterRights Mapped = new(new("U0BOB0001", "robert", "bob@example.com", IsMapped: true));

    [Theory]
    [InlineData("alice", null)]
    [InlineData("alice@example.com", null)]
    [InlineData("bob@example.com", "self")]
    [InlineData("bob", "same_name")]
    [InlineData("Bob+prod@corp.io", "same_name")]
    public void Judge_NeitherIsKnown_GoesByTheNames(string requester, string? code) =>
        Assert.Equal(code, RequesterCheck.Judge(Some.Who, requester, Some.Settings)?.Code);

    [Theory]
    [InlineData("alice@example.com")]
    [InlineData("alice")]
    public void Judge_Strict_TwoNamesProveNothing(string requester) =>
        Assert.Equal(Refusals.PerhapsSelf, RequesterCheck.Judge(Some.Who, requester, Strict()));

    [Fact]
    public void Judge_Strict_OnePersonKnown_ProvesNothing()
    {
        Assert.Equal(Refusals.PerhapsSelf, RequesterCheck.Judge(Mapped, "alice", Strict()));
        Assert.Equal(Refusals.PerhapsSelf, RequesterCheck.Judge(Some.Who, "alice", Strict((Alice, "alice"))));
        Assert.Equal(
            Refusals.PerhapsSelf,
            RequesterCheck.Judge(Some.Who with { KnowsRequester = true }, "alice", Strict())
        );
    }

    [Fact]
    public void Judge_Strict_BothKnown_IsProof()
    {
        Assert.Null(RequesterCheck.Judge(Mapped, "Alice", Strict((Alice, "alice"))));
        Assert.Null(RequesterCheck.Judge(Mapped with { KnowsRequester = true }, "alice", Strict()));
        Assert.Null(
            RequesterCheck.Judge(Some.Who with { KnowsRequester = true, IsOwnAccount = true }, "alice", Strict())
        );
    }

    [Fact]
    public void Judge_BothKnownAndEqualNames_IsProof() =>
        Assert.Null(RequesterCheck.Judge(Mapped, "bob@corp.io", Users((Alice, "bob@corp.io"))));

    [Fact]
    public void Judge_KnownToBeTheRequester_IsRefusedWhateverElseIsKnown()
    {
        var users = Users((Alice, "robert"));
        Assert.Equal(Refusals.Self, RequesterCheck.Judge(Mapped with { KnowsRequester = true }, "Robert", users));
        Assert.Equal(Refusals.Self, RequesterCheck.Judge(Mapped with { IsRequester = true }, "alice", users));
    }

    private static ApprovalSettings Strict(params (string Slack, string Teleport)[] users) =>
        Users(users) with { StrictIdentity = true };

    private static ApprovalSettings Users(params (string Slack, string Teleport)[] users) =>
        Some.Settings with { Users = users.ToImmutableDictionary(user => user.Slack, user => user.Teleport) };
}
