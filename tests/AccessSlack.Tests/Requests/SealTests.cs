using AccessSlack.Requests;

namespace AccessSlack.Tests.Requests;

public class SealTests
{
    private static readonly Seal Ours = new("prod", [new("first"), new("second")], new("xoxb-token"));

    [Theory]
    [InlineData("prod", "first", true)]
    [InlineData("prod", "second", true)]
    [InlineData("prod", "third", false)]
    [InlineData("prod", "xoxb-token", false)]
    [InlineData("test", "first", false)]
    public void Fits_AnyListedSecretOfTheCluster(string cluster, string secret, bool fits)
    {
        var made = new Seal(cluster, [new(secret)], new("xoxb-token")).Make(SealPurpose.Entry, "a", "b");

        Assert.Equal(fits, Ours.Fits(made, SealPurpose.Entry, "a", "b"));
    }

    [Fact]
    public void Fits_OtherPurposeOrParts_No()
    {
        var made = Ours.Make(SealPurpose.Entry, "a", "b");

        Assert.False(Ours.Fits(made, SealPurpose.Message, "a", "b"));
        Assert.False(Ours.Fits(made, SealPurpose.Entry, "ab"));
        Assert.False(Ours.Fits(made, SealPurpose.Entry, "a", "b", ""));
        Assert.False(Ours.Fits(made, SealPurpose.Entry, "b", "a"));
        Assert.False(Ours.Fits("", SealPurpose.Entry, "a", "b"));
        Assert.False(Ours.Fits(made[..^1], SealPurpose.Entry, "a", "b"));
    }

    [Fact]
    public void FitsByToken_OutlivesTheSecrets()
    {
        var made = Ours.MakeByToken(SealPurpose.Entry, "a");
        var changed = new Seal("prod", [new("third")], new("xoxb-token"));

        Assert.True(changed.FitsByToken(made, SealPurpose.Entry, "a"));
        Assert.False(changed.Fits(made, SealPurpose.Entry, "a"));
        Assert.False(new Seal("prod", [], new("xoxb-other")).FitsByToken(made, SealPurpose.Entry, "a"));
    }

    [Fact]
    public void Mark_OfAMessage_FitsItsRequestOnly()
    {
        var mark = MessageMark.Make(Ours, "request", 7, "1:digest");
        var read = MessageMark.Read(mark.Fields.ToDictionary());

        Assert.Equal(mark, read);
        Assert.True(read!.Fits(Ours, "request"));
        Assert.False(read.Fits(Ours, "another"));
        Assert.False((read with { Rev = 8 }).Fits(Ours, "request"));
        Assert.False((read with { Digest = "1:other" }).Fits(Ours, "request"));
        Assert.Null(MessageMark.Read(new Dictionary<string, string> { ["rev"] = "-1" }));
    }

    [Fact]
    public void Digest_NamesWhatIsRequestedInAnyOrder()
    {
        var digest = RequestDigest.Of("alice", ["b", "a"], ["node 2", "node 1"]);

        Assert.Equal(digest, RequestDigest.Of("alice", ["a", "b"], ["node 1", "node 2"]));
        Assert.StartsWith("1:", digest, StringComparison.Ordinal);
        var others = new[]
        {
            RequestDigest.Of("alice", ["a", "b"], ["node 1", "node 2"], RequestKind.LongTerm),
            RequestDigest.Of("alice", ["a", "b"], ["node 1", "node 2"], RequestKind.Unknown),
            RequestDigest.Of("alice", ["a", "b"], ["node 1", "node 2"], resourceParts: "p"),
        };
        // Earlier releases leave to a newer one what they cannot read
        Assert.All(others, other => Assert.StartsWith("2:", other, StringComparison.Ordinal));
        Assert.All(others, other => Assert.True(RequestDigest.IsKnown(other)));
        Assert.Equal(3, others.Distinct().Count());
        Assert.NotEqual(digest, RequestDigest.Of("bob", ["a", "b"], ["node 1", "node 2"]));
        Assert.NotEqual(digest, RequestDigest.Of("alice", ["a", "b", "node 1"], ["node 2"]));
        Assert.NotEqual(digest, RequestDigest.Of("alice", ["a"], ["b", "node 1", "node 2"]));
        Assert.True(RequestDigest.IsKnown(digest));
        Assert.False(RequestDigest.IsKnown("3" + digest[1..]));
    }
}
