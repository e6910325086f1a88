using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Messages;

public class ModalMetadataTests
{
    private const string Good = """{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1795262400.000100"}""";

    private static readonly ModalMetadata Address = new("r1", RequestState.Denied, Some.Channel, Some.Ts);

    [Fact]
    public void Write_Address_IsAsFormsThatStandAlreadyHaveIt() => Assert.Equal(Good, Address.Write());

    [Fact]
    public void Read_WrittenAddress_ComesBack() => Assert.All([RequestState.Approved, RequestState.Denied], proposed =>
    {
        var address = ModalMetadata.Of(Some.Click(proposed));
        Assert.Equal(new(Some.RequestId, proposed, Some.Channel, Some.Ts), address);
        Assert.Equal(address, ModalMetadata.Read(address.Write()));
    });

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"deny\"")]
    [InlineData(Good + " x")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1","more":"x"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1","ts":"2.1"}""")]
    [InlineData("""{"id":"r1","id":"r2","decision":"deny","channel":"C0ACCESS01"}""")]
    [InlineData("""{"ID":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1"}""")]
    [InlineData("""{"id":["r1"],"decision":"deny","channel":"C0ACCESS01","ts":"1.1"}""")]
    [InlineData("""{"id":1,"decision":"deny","channel":"C0ACCESS01","ts":"1.1"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":1.1}""")]
    [InlineData("""{"id":"","decision":"deny","channel":"C0ACCESS01","ts":"1.1"}""")]
    [InlineData("""{"id":"../r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1"}""")]
    [InlineData("""{"id":"r1","decision":"DENY","channel":"C0ACCESS01","ts":"1.1"}""")]
    [InlineData("""{"id":"r1","decision":"Pending","channel":"C0ACCESS01","ts":"1.1"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"#access","ts":"1.1"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"now"}""")]
    [InlineData("""{"id":"\ud800","decision":"deny","channel":"C0ACCESS01","ts":"1.1"}""")]
    [InlineData("""{"\ud800":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1"}""")]
    [InlineData("""{"id":"r1","decision":"deny","channel":"C0ACCESS01","ts":"1.1",}""")]
    public void Read_AnythingElse_IsNone(string metadata) => Assert.Null(ModalMetadata.Read(metadata));

    [Fact]
    public void Read_EndlessParts_AreNone()
    {
        Assert.Null(ModalMetadata.Read((Address with { RequestId = new('1', 129) }).Write()));
        Assert.Null(ModalMetadata.Read((Address with { Channel = new('1', 129) }).Write()));
        Assert.Null(ModalMetadata.Read((Address with { MessageTs = new('1', 129) }).Write()));
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
