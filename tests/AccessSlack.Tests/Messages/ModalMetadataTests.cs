using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Messages;

public class ModalMetadataTests
{
    private const string Good =
        """{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1795262400.000100","digest":"1:0a","mac":"0b"}""";

    private static readonly ModalMetadata Address = new("r1", RequestState.Denied, Some.Channel, Some.Ts, "1:0a", "0b");

    [Fact]
    public void Write_Address_IsAsFormsThatStandAlreadyHaveIt() => Assert.Equal(Good, Address.Write());

    [Fact]
    public void Read_WrittenAddress_ComesBack() => Assert.All([RequestState.Approved, RequestState.Denied], proposed =>
    {
        var address = ModalMetadata.Make(Some.Seal, Some.Click(proposed), Some.Request().Digest);
        Assert.True(address.Fits(Some.Seal));
        Assert.Equal(address, ModalMetadata.Read(address.Write()));
    });

    [Fact]
    public void Make_DialogWithChoices_SaysWhichUnderTheMac()
    {
        var address = ModalMetadata.Make(Some.Seal, Some.Click(), Some.Request().Digest, offered: "0c");
        var read = ModalMetadata.Read(address.Write())!;
        Assert.Equal(("0c", true), (read.Offered, read.Fits(Some.Seal)));
        Assert.False((read with { Offered = "0d" }).Fits(Some.Seal));
        Assert.False((read with { Offered = "" }).Fits(Some.Seal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"deny\"")]
    [InlineData(Good + " x")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C1","ts":"1","more":"","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C1","ts":"1","ts":"2","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"r1","id":"r2","decision":"deny","channel":"C0ACCESS01","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"ID":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":["r1"],"decision":"deny","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":1,"decision":"deny","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":1.1,"digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"","decision":"deny","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"../r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"r1","decision":"DENY","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"r1","decision":"Pending","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"#access","ts":"1.1","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"now","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"\ud800","decision":"deny","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"\ud800":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":"0b"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1"}""")] // of the previous release
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1","digest":"1:0G","mac":"0b"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":""}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1","digest":"1:0a","mac":"0b",}""")]
    public void Read_AnythingElse_IsNone(string metadata) => Assert.Null(ModalMetadata.Read(metadata));

    [Fact]
    public void Fits_AnythingChanged_DoesNot()
    {
        var made = ModalMetadata.Make(Some.Seal, Some.Click(), Some.Request().Digest);
        ModalMetadata[] forged =
        [
            made with { RequestId = "another" },
            made with { Proposed = RequestState.Denied },
            made with { Channel = "C0OTHER001" },
            made with { MessageTs = "1.1" },
            made with { Digest = "1:00" },
            made with { Mac = "" },
            made with { Mac = made.Mac[..^1] },
        ];
        Assert.All(forged, metadata => Assert.False(metadata.Fits(Some.Seal)));
        Assert.False(made.Fits(new("another-cluster", [new("signing-secret")], new("xoxb-1"))));
        Assert.False(made.Fits(new("prod-cluster", [new("another-secret")], new("xoxb-1"))));
    }

    [Fact]
    public void Read_EndlessParts_AreNone()
    {
        Assert.Null(ModalMetadata.Read((Address with { RequestId = new('1', 129) }).Write()));
        Assert.Null(ModalMetadata.Read((Address with { Channel = new('1', 129) }).Write()));
        Assert.Null(ModalMetadata.Read((Address with { MessageTs = new('1', 129) }).Write()));
        Assert.Null(ModalMetadata.Read((Address with { Digest = new('1', 129) }).Write()));
        Assert.NotNull(ModalMetadata.Read(Good.PadRight(3000)));
        Assert.Null(ModalMetadata.Read(Good.PadRight(3001)));
    }

    [Fact]
    public void Read_AnyDamage_IsNoneOrAnAddressThatWritesItself() => Any.Holds(Any.Of(Damage), metadata =>
    {
        if (ModalMetadata.Read(metadata) is { } address) Assert.Equal(address, ModalMetadata.Read(address.Write()));
    }, times: 2000);

    private static string Damage(Random random)
    {
        var at = random.Next(Good.Length);
        return random.Next(4) switch
        {
            0 => Good[..at],
            1 => Good.Insert(at, Any.Pick(random, "null", "{", "]", "\"", "\\ud800", ",", "7", " ", "\ud800")),
            2 => Any.HostileText(random),
            _ => Good.Replace(
                Any.Pick(random, "r1", "deny", "C0ACCESS01", Some.Ts),
                Any.Pick(random, "approve", "\\u0000", "x", "\\udc00", "1.1")
            ),
        };
    }
}
