using FsCheck;
using FsCheck.Fluent;
using Grpc.Core;
using Grpc.Net.Client.Internal;

namespace Compat.Tests.Grpc;

public sealed class MessageReaderTests
{
    [Fact]
    public void ReadAsync_AnySplitOfTheBytes_GivesTheSameMessages()
    {
        var messages = Gen.ListOf(Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>()));
        var sizes = Gen.ListOf(Gen.Choose(1, 9));
        Prop.ForAll(messages.Zip(sizes, (m, s) => (m, s)).ToArbitrary(), sample =>
        {
            var bytes = sample.m.SelectMany(message => Wire.Frame(message)).ToArray();
            return ReadAll(new PiecewiseStream(bytes, sample.s)).Zip(sample.m).All(pair => pair.First.SequenceEqual(pair.Second))
                && ReadAll(new PiecewiseStream(bytes, sample.s)).Count == sample.m.Count;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ReadAsync_EveryPlaceOfOneCut_GivesTheSameMessages()
    {
        byte[] bytes = [.. Wire.Frame([1, 2, 3]), .. Wire.Frame(Array.Empty<byte>()), .. Wire.Frame([4])];
        for (var cut = 1; cut < bytes.Length; cut++)
            Assert.Equal([[1, 2, 3], [], [4]], ReadAll(new PiecewiseStream(bytes, cut)));
    }

    [Fact]
    public async Task ReadAsync_EndBetweenMessages_IsNull()
    {
        Assert.Null(await new MessageReader(new MemoryStream(), null).ReadAsync(default));
    }

    [Fact]
    public async Task ReadAsync_EndAnywhereInsideAMessage_IsInternal()
    {
        var whole = Wire.Frame([1, 2, 3]);
        for (var length = 1; length < whole.Length; length++)
            Assert.Equal(StatusCode.Internal, await FailureAsync(whole[..length]));
    }

    [Theory]
    [InlineData(1, "compressed")]
    [InlineData(2, "unknown flag 2")]
    [InlineData(255, "unknown flag 255")]
    public async Task ReadAsync_OtherFlag_IsInternal(byte flag, string words)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => ReadOneAsync(Wire.Frame([1], flag), null));
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains(words, failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_LengthAtTheLimit_IsTaken()
    {
        Assert.Equal(3, await ReadOneAsync(Wire.Frame([1, 2, 3]), limit: 3));
    }

    [Theory]
    [InlineData(4u)]
    [InlineData(0x7fff_ffffu)]
    [InlineData(0x8000_0000u)]
    [InlineData(0xffff_ffffu)]
    public async Task ReadAsync_LengthOverTheLimit_IsResourceExhausted(uint length)
    {
        Assert.Equal(StatusCode.ResourceExhausted, await FailureAsync(Prefix(length), limit: 3));
    }

    [Fact]
    public async Task ReadAsync_LengthThatNoBufferHolds_IsInternal()
    {
        Assert.Equal(StatusCode.Internal, await FailureAsync(Prefix(0xffff_ffff), limit: null));
    }

    /// <summary>Whatever a middleman sends: messages, or the refusals above, in any split; and never more than the limit.</summary>
    [Fact]
    public void ReadAsync_ArbitraryBytes_EndOrFailAsDocumented()
    {
        var any = ArbMap.Default.GeneratorFor<byte>();
        var small = Gen.Frequency((3, Gen.Constant((byte)0)), (1, any)).ArrayOf(); // mostly zeros, so that many are messages
        var sizes = Gen.Choose(1, 9).NonEmptyListOf();
        Prop.ForAll(Gen.OneOf(any.ArrayOf(), small).Zip(sizes, (bytes, pieces) => (bytes, pieces)).ToArbitrary(), sample =>
        {
            try
            {
                Assert.All(ReadAll(new PiecewiseStream(sample.bytes, sample.pieces), limit: 100), message => Assert.InRange(message.Length, 0, 100));
            }
            catch (RpcException failure)
            {
                Assert.True(failure.StatusCode is StatusCode.Internal or StatusCode.ResourceExhausted, failure.Message);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static byte[] Prefix(uint length) => [0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];

    private static List<byte[]> ReadAll(Stream body, int? limit = null)
    {
        var reader = new MessageReader(body, limit);
        var messages = new List<byte[]>();
        while (reader.ReadAsync(default).AsTask().GetAwaiter().GetResult() is { } payload)
        {
            using (payload) messages.Add(payload.PayloadAsNewBuffer());
        }

        return messages;
    }

    private static async Task<StatusCode> FailureAsync(byte[] body, int? limit = 100) =>
        (await Assert.ThrowsAsync<RpcException>(() => ReadOneAsync(body, limit))).StatusCode;

    private static async Task<int?> ReadOneAsync(byte[] body, int? limit)
    {
        using var payload = await new MessageReader(new MemoryStream(body), limit).ReadAsync(default);
        return payload?.PayloadLength;
    }
}
